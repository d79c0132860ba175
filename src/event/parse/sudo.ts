import type { Json, JsonObject, LogSource, ParsedEvent } from '../event.ts';
import { activity, compact, file, informational, low, metadataOf, setStatus } from '../ocsf/ocsf.ts';
import { lineEvent, lineParsed, type LineMeaning, type ProgramLine } from './program-line.ts';
import { parseSwitch } from './account-switch.ts';
import { digitsAt } from './time-text.ts';
import { baseName, shorten } from './text.ts';

const logSource: LogSource = { product: 'linux', category: null, service: 'sudo' };
const metadata = metadataOf('sudo', 'Sudo', { log_name: 'auth' });
const service: JsonObject = { name: 'sudo' };
const launch = activity('process_activity', 1, 'Launch');
const accountSwitch = activity('authentication', 7, 'Account Switch');

/** One line of sudo's own log: `bob : [REASON ; ]TTY=… ; PWD=… ; USER=… ; COMMAND=…`. */
interface SudoLine {
  readonly user: string;
  /** Why sudo refused; empty when the command ran. */
  readonly reason: string;
  readonly terminal: string;
  readonly directory: string;
  readonly target: string;
  readonly command: string;
}

/**
 * sudo lines → OCSF Process Activity 1007 (a command ran or was refused) or Authentication 3002 (wrong password,
 * session). Record fields: `action` (command, refused, not_in_sudoers, auth_failure, session_opened, …), `user`,
 * `target_user`, `command`, `tty`, `pwd`, `reason`, `attempts`. Null for a line that is none of these.
 */
export function parseSudo(line: ProgramLine): ParsedEvent | null {
  const read = readSudoLine(line.text);
  if (read === null) return parseSwitch(line, { parser: 'sudo', logSource, metadata, service });
  const attempts = incorrectAttempts(read.reason);
  return attempts === null ? commandEvent(line, read) : wrongPassword(line, read, attempts);
}

function readSudoLine(text: string): SudoLine | null {
  const line = text.trimStart();
  const colon = line.indexOf(' : ');
  if (colon < 1 || colon > 255) return null;
  const parts = { TTY: '', PWD: '', USER: '', COMMAND: '' };
  let reason = '';
  let at = colon + 3;
  while (at < line.length) {
    const next = line.startsWith('COMMAND=', at) ? -1 : line.indexOf(' ; ', at);
    const end = next < 0 ? line.length : next;
    const equals = line.indexOf('=', at);
    const key = equals < 0 || equals > end ? '' : line.slice(at, equals);
    if (isPart(key)) parts[key] = line.slice(equals + 1, end);
    else if (reason === '' && parts.USER === '' && key !== 'HOST') reason = line.slice(at, end);
    at = end + 3;
  }
  if (parts.COMMAND === '' && reason === '') return null;
  return {
    user: line.slice(0, colon),
    reason,
    terminal: parts.TTY,
    directory: parts.PWD,
    target: parts.USER,
    command: parts.COMMAND,
  };
}

const isPart = (key: string): key is 'TTY' | 'PWD' | 'USER' | 'COMMAND' =>
  key === 'TTY' || key === 'PWD' || key === 'USER' || key === 'COMMAND';

/** `3 incorrect password attempts` → 3. */
function incorrectAttempts(reason: string): number | null {
  const at = reason.indexOf(' incorrect password attempt');
  const count = at < 1 ? Number.NaN : digitsAt(reason, 0, at);
  return Number.isSafeInteger(count) ? count : null;
}

const fieldsOf = (read: SudoLine, action: string): Readonly<Record<string, Json>> =>
  compact({
    action,
    user: read.user,
    target_user: read.target,
    command: read.command,
    tty: read.terminal,
    pwd: read.directory,
    reason: read.reason,
  });

function commandEvent(line: ProgramLine, read: SudoLine): ParsedEvent {
  const ran = read.reason === '';
  const unknown = read.reason.includes('NOT in sudoers') || read.reason.includes('NOT authorized');
  const command = shorten(read.command === '' ? 'a command' : read.command, 200);
  const as = read.target === '' ? '' : ` as ${read.target}`;
  const meaning: LineMeaning = {
    kind: launch,
    severityId: ran ? informational : low,
    message: ran
      ? `${read.user} ran ${command}${as}.`
      : `${read.user} was refused ${command}${as}: ${shorten(read.reason, 120)}.`,
    fields: fieldsOf(read, ran ? 'command' : unknown ? 'not_in_sudoers' : 'refused'),
  };
  const event = lineEvent(line, meaning, metadata);
  event['actor'] = { user: { name: read.user }, app_name: 'sudo' };
  event['process'] = processOf(line, read);
  setStatus(event, ran);
  if (!ran) event['status_detail'] = read.reason;
  return lineParsed('sudo', logSource, line, meaning, event);
}

/** The command's own process id is not logged: sudo's stands for it, or else a name that says so. */
function processOf(line: ProgramLine, read: SudoLine): JsonObject {
  const space = read.command.indexOf(' ');
  const path = space < 0 ? read.command : read.command.slice(0, space);
  return compact({
    ...(line.header.pid === null ? { uid: 'not logged' } : { pid: line.header.pid }),
    name: baseName(path),
    cmd_line: read.command,
    file: path === '' ? undefined : file(path, baseName(path)),
    working_directory: read.directory === 'unknown' ? undefined : read.directory,
    user: read.target === '' ? undefined : { name: read.target },
    session: read.terminal === '' || read.terminal === 'unknown' ? undefined : { terminal: read.terminal },
  });
}

function wrongPassword(line: ProgramLine, read: SudoLine, attempts: number): ParsedEvent {
  const meaning: LineMeaning = {
    kind: accountSwitch,
    severityId: low,
    message: `${read.user} gave a wrong password to sudo ${String(attempts)} times.`,
    fields: { ...fieldsOf(read, 'auth_failure'), attempts },
  };
  const event = lineEvent(line, meaning, metadata);
  event['user'] = { name: read.user };
  event['actor'] = { user: { name: read.user } };
  event['service'] = service;
  event['account_switch_type_id'] = 1;
  setStatus(event, false);
  event['status_detail'] = read.reason;
  return lineParsed('sudo', logSource, line, meaning, event);
}
