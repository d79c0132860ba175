import type { Json, JsonObject, LogSource, ParsedEvent } from '../event.ts';
import {
  activity,
  informational,
  low,
  metadataOf,
  setStatus,
  type Activity,
  type OcsfDraft,
} from '../ocsf/ocsf.ts';
import { lineEvent, lineParsed, type LineMeaning, type ProgramLine } from './program-line.ts';
import { readSshdLine, type Caller, type SshdLine } from './sshd-line.ts';
import { isAddress } from '../address.ts';

const logSource: LogSource = { product: 'linux', category: null, service: 'sshd' };
const metadata = metadataOf('OpenSSH', 'OpenBSD', { log_name: 'auth' });
const service: JsonObject = { name: 'sshd' };

const logon = activity('authentication', 1, 'Logon');
const logoff = activity('authentication', 2, 'Logoff');
const preauth = activity('authentication', 6, 'Preauth');
const gaveUp = activity('authentication', 99, 'Disconnect before logon');
const opened = activity('ssh_activity', 1, 'Open');
const closed = activity('ssh_activity', 2, 'Close');

/** OpenSSH 9.8 split the server: a session's lines come from `sshd-session`, the log-on's (10.0) from `sshd-auth`. */
export const isSshd = (program: string): boolean =>
  program === 'sshd' || program === 'sshd-session' || program === 'sshd-auth';

/**
 * Lines of OpenSSH's server → OCSF Authentication 3002, or SSH Activity 4007 where no user is named. Record fields:
 * `action` (accepted, failed, invalid_user, pam_failure, …), `user`, `src_ip` or `src_host`, `src_port`, `method`.
 * Null for a line that reports none of these.
 */
export function parseSshd(line: ProgramLine): ParsedEvent | null {
  const read = readSshdLine(line.text);
  if (read === null) return null;
  const meaning = meaningOf(read);
  const counted =
    read.kind === 'pam_failure' && read.count > 1 ? { ...line, count: line.count * read.count } : line;
  const event = lineEvent(counted, meaning, metadata);
  fill(event, read, meaning.kind);
  return lineParsed('sshd', logSource, counted, meaning, event);
}

function fill(event: OcsfDraft, read: SshdLine, kind: Activity): void {
  const caller = callerOf(read);
  if (kind.class_uid === logon.class_uid) {
    event['user'] = { name: caller.user === '' ? 'unknown' : caller.user };
    event['service'] = service;
    event['is_remote'] = true;
  }
  if (caller.address !== '') event['src_endpoint'] = endpoint(caller);
  switch (read.kind) {
    case 'accepted':
    case 'session_opened':
    case 'session_closed':
    case 'connected':
      setStatus(event, true);
      break;
    case 'failed':
    case 'invalid_user':
    case 'too_many_failures':
    case 'not_allowed':
    case 'pam_failure':
      setStatus(event, false);
      break;
    case 'disconnected':
      if (read.stage !== 'unknown') setStatus(event, read.stage === 'done');
      break;
    case 'postponed':
      break;
  }
  if ('method' in read) {
    event['auth_protocol_id'] = 99;
    event['auth_protocol'] = read.method;
  }
  if (caller.invalid) event['status_detail'] = 'The user does not exist.';
}

const noCaller: Caller = { user: '', invalid: false, address: '', port: null };

function callerOf(read: SshdLine): Caller {
  if ('caller' in read) return read.caller;
  return { ...noCaller, user: read.user };
}

function endpoint(caller: Caller): JsonObject {
  if (isAddress(caller.address)) {
    return caller.port === null ? { ip: caller.address } : { ip: caller.address, port: caller.port };
  }
  return caller.port === null
    ? { hostname: caller.address }
    : { hostname: caller.address, port: caller.port };
}

function meaningOf(read: SshdLine): LineMeaning {
  const caller = callerOf(read);
  const who = caller.user === '' ? 'an unknown user' : caller.user;
  const from = caller.address === '' ? '' : ` from ${caller.address}`;
  const fields: Record<string, Json> = { action: read.kind, user: caller.user };
  if (caller.address !== '') fields[isAddress(caller.address) ? 'src_ip' : 'src_host'] = caller.address;
  if (caller.port !== null) fields['src_port'] = caller.port;
  if ('method' in read) fields['method'] = read.method;
  if (caller.invalid) fields['invalid_user'] = true;
  if (read.kind === 'disconnected') fields['stage'] = read.stage;
  const say = (kind: Activity, message: string, severityId = informational): LineMeaning => ({
    kind,
    severityId,
    message,
    fields,
  });
  switch (read.kind) {
    case 'accepted':
      return say(logon, `${who} logged on${from} by ${read.method}.`);
    case 'failed':
      return say(logon, `Log-on of ${who}${from} by ${read.method} failed.`);
    case 'postponed':
      return say(preauth, `Log-on of ${who}${from} by ${read.method} goes on.`);
    case 'invalid_user':
      return say(preauth, `${who}${from} is no user of this host.`);
    case 'pam_failure':
      return say(preauth, `Authentication of ${who}${from} failed.`);
    case 'too_many_failures':
      return say(gaveUp, `${who}${from} was cut off after too many failures.`, low);
    case 'not_allowed':
      return say(preauth, `${who}${from} is not allowed to log on.`, low);
    case 'session_opened':
      return say(logon, `Session of ${who} opened.`);
    case 'session_closed':
      return say(logoff, `Session of ${who} closed.`);
    case 'connected':
      return say(opened, `Connection${from} opened.`);
    case 'disconnected':
      return disconnected(say, read.stage, who, from);
  }
}

function disconnected(
  say: (kind: Activity, message: string) => LineMeaning,
  stage: 'done' | 'authenticating' | 'unknown',
  who: string,
  from: string,
): LineMeaning {
  if (stage === 'done') return say(logoff, `${who} disconnected${from}.`);
  if (stage === 'unknown') return say(closed, `Connection${from} closed.`);
  return say(gaveUp, `${who} left${from} before logging on.`);
}
