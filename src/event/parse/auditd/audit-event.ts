import type { Json, JsonObject } from '../../event.ts';
import { isAddress } from '../../address.ts';
import {
  activity,
  compact,
  file,
  informational,
  low,
  setStatus,
  type Activity,
  type OcsfDraft,
} from '../../ocsf/ocsf.ts';
import { wordOf } from '../members.ts';
import { baseName, shorten, toCount } from '../text.ts';

type Fields = Readonly<Record<string, Json>>;

const other = activity('base_event', 0, 'Unknown');
const launch = activity('process_activity', 1, 'Launch');
const logon = activity('authentication', 1, 'Logon');
const logoff = activity('authentication', 2, 'Logoff');

/** Types of audit records → OCSF. A type that is not here is a base event. */
const kinds: ReadonlyMap<string, Activity> = new Map([
  ['EXECVE', launch],
  ['USER_LOGIN', logon],
  ['USER_AUTH', logon],
  ['USER_START', logon],
  ['USER_END', logoff],
  ['ADD_USER', activity('account_change', 1, 'Create')],
  ['DEL_USER', activity('account_change', 6, 'Delete')],
]);

/** What happened to a file, by `nametype`. */
const fileKinds: ReadonlyMap<string, Activity> = new Map([
  ['CREATE', activity('file_activity', 1, 'Create')],
  ['DELETE', activity('file_activity', 4, 'Delete')],
  ['NORMAL', activity('file_activity', 14, 'Open')],
]);

const text = (fields: Fields, ...names: readonly string[]): string => {
  for (const name of names) {
    const word = wordOf(fields[name]);
    if (word !== '') return word;
  }
  return '';
};

function kindOf(type: string, fields: Fields): Activity {
  if (type === 'SYSCALL') return fields['Image'] === undefined ? other : launch;
  if (type === 'PATH')
    return text(fields, 'name') === '' ? other : (fileKinds.get(text(fields, 'nametype')) ?? other);
  const kind = kinds.get(type) ?? other;
  const needsUser = kind.class_uid === 3001 || kind.class_uid === 3002;
  return needsUser && userOf(fields) === null ? other : kind;
}

/** OCSF class, severity and sentence of an audit record. */
export function auditMeaning(
  type: string,
  fields: Fields,
): { readonly kind: Activity; readonly severityId: number; readonly message: string } {
  const failed = isFailed(fields);
  const words = [
    text(fields, 'SYSCALL'),
    text(fields, 'CommandLine', 'proctitle', 'name', 'acct', 'unit', 'exe', 'cwd', 'op'),
  ];
  return {
    kind: kindOf(type, fields),
    severityId: failed && type.startsWith('USER_') ? low : informational,
    message: shorten([`audit ${type}`, ...words.filter((word) => word !== '')].join(' '), 500),
  };
}

const isFailed = (fields: Fields): boolean => {
  const result = text(fields, 'res', 'success', 'result').toLowerCase();
  return result === 'failed' || result === 'no' || result === '0';
};

/** The account that a record is about, else who acted. */
function userOf(fields: Fields): JsonObject | null {
  const user = compact({
    name: shorten(text(fields, 'acct', 'UID', 'ID'), 256),
    uid: text(fields, 'acct') === '' ? text(fields, 'uid', 'id') : undefined,
  });
  return Object.keys(user).length === 0 ? null : user;
}

/** Fills the OCSF event of an audit record. */
export function fillAudit(event: OcsfDraft, type: string, fields: Fields): void {
  const result = text(fields, 'res', 'success', 'result');
  if (result !== '') setStatus(event, !isFailed(fields));
  const by = compact({ name: shorten(text(fields, 'AUID', 'UID'), 256), uid: text(fields, 'auid', 'uid') });
  const actor = Object.keys(by).length === 0 ? { app_name: 'auditd' } : { user: by };
  switch (event.class_uid) {
    case 1007:
      event['actor'] = actor;
      event['process'] = processOf(fields);
      break;
    case 1001: {
      const name = text(fields, 'name');
      event['actor'] = actor;
      event['file'] = file(shorten(name, 1024), shorten(baseName(name), 255));
      break;
    }
    case 3001:
    case 3002:
      event['user'] = userOf(fields) ?? { name: 'unknown' };
      if (event.class_uid === 3002)
        event['service'] = { name: baseName(shorten(text(fields, 'exe') || type, 255)) };
      event['actor'] = actor;
      if (isAddress(text(fields, 'addr'))) event['src_endpoint'] = { ip: text(fields, 'addr') };
      break;
    default:
      event['actor'] = actor;
  }
}

/** The process that an event starts; one whose number the record does not have is called by the event's serial. */
export function processOf(fields: Fields): JsonObject {
  const image = text(fields, 'Image');
  const pid = toCount(text(fields, 'pid', 'ProcessId'));
  const parent = toCount(text(fields, 'ppid', 'ParentProcessId'));
  return compact({
    pid,
    uid: pid === null ? text(fields, 'serial', 'ID') || 'unknown' : undefined,
    name: baseName(shorten(image, 1024)),
    cmd_line: shorten(text(fields, 'CommandLine'), 8192),
    file: image === '' ? undefined : file(shorten(image, 1024), baseName(shorten(image, 1024))),
    parent_process: parent === null ? undefined : { pid: parent },
  });
}
