import type { JsonObject, LogSource, ParsedEvent } from '../event.ts';
import { activity, compact, informational, low, setStatus, type Activity } from '../ocsf/ocsf.ts';
import { readPamLine } from './pam-line.ts';
import { lineEvent, lineParsed, type LineMeaning, type ProgramLine } from './program-line.ts';
import { isAddress } from '../address.ts';

const switched = activity('authentication', 7, 'Account Switch');
const logoff = activity('authentication', 2, 'Logoff');

/** Whose lines these are: sudo's or su's. */
export interface SwitchProgram {
  readonly parser: string;
  readonly logSource: LogSource;
  readonly metadata: JsonObject;
  readonly service: JsonObject;
}

/** A change of account on one host: `by` became (or failed to become) `user`, or stopped being it. */
export interface AccountSwitch {
  readonly action: 'session_opened' | 'session_closed' | 'auth_failure';
  readonly user: string;
  readonly by: string;
  readonly terminal: string;
  readonly from: string;
}

/** PAM lines of a program that switches accounts → OCSF Authentication 3002; null for other lines. */
export function parseSwitch(line: ProgramLine, program: SwitchProgram): ParsedEvent | null {
  const pam = readPamLine(line.text);
  if (pam === null || pam.kind === 'password_changed') return null;
  const counted = pam.kind === 'failure' && pam.count > 1 ? { ...line, count: line.count * pam.count } : line;
  if (pam.kind === 'failure') {
    const change = {
      action: 'auth_failure',
      user: pam.user,
      by: pam.by,
      terminal: '',
      from: pam.from,
    } as const;
    return switchEvent(counted, program, change);
  }
  const action = pam.kind === 'opened' ? 'session_opened' : 'session_closed';
  return switchEvent(counted, program, { action, user: pam.user, by: pam.by, terminal: '', from: '' });
}

/** The event of a switch. Record fields: `action`, `user` (who asked), `target_user`, `tty`, `src_ip` or `src_host`. */
export function switchEvent(line: ProgramLine, program: SwitchProgram, change: AccountSwitch): ParsedEvent {
  const failed = change.action === 'auth_failure';
  const fromKey = isAddress(change.from) ? 'src_ip' : 'src_host';
  const meaning: LineMeaning = {
    kind: kindOf(change.action),
    severityId: failed ? low : informational,
    message: sentence(change),
    fields: compact({
      action: change.action,
      user: change.by,
      target_user: change.user,
      tty: change.terminal,
      [fromKey]: change.from,
    }),
  };
  const event = lineEvent(line, meaning, program.metadata);
  event['user'] = { name: change.user === '' ? 'unknown' : change.user };
  event['service'] = program.service;
  if (change.by !== '') event['actor'] = { user: { name: change.by } };
  if (change.from !== '') event['src_endpoint'] = { [fromKey === 'src_ip' ? 'ip' : 'hostname']: change.from };
  if (change.terminal !== '') event['session'] = { terminal: change.terminal };
  if (change.action !== 'session_closed') event['account_switch_type_id'] = 1;
  setStatus(event, !failed);
  return lineParsed(program.parser, program.logSource, line, meaning, event);
}

const kindOf = (action: AccountSwitch['action']): Activity =>
  action === 'session_closed' ? logoff : switched;

function sentence(change: AccountSwitch): string {
  const by = change.by === '' ? 'Somebody' : change.by;
  const user = change.user === '' ? 'another user' : change.user;
  switch (change.action) {
    case 'session_opened':
      return `${by} became ${user}.`;
    case 'session_closed':
      return `Session as ${user} closed.`;
    case 'auth_failure':
      return `${by} failed to become ${user}.`;
  }
}
