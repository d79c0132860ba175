import type { JsonObject } from '../../event.ts';
import { textOf } from '../members.ts';

/**
 * Zeek's logs and the fields that only they have together: tells a record whose shipper did not add `_path`. In order, the
 * first that fits.
 */
const logsByFields: readonly (readonly [log: string, fields: readonly string[]])[] = [
  ['dce_rpc', ['endpoint', 'operation']],
  ['dce_rpc', ['named_pipe', 'operation']],
  ['kerberos', ['request_type']],
  ['smb_files', ['action', 'name', 'times.modified']],
  ['smb_mapping', ['path', 'share_type']],
  ['rdp', ['security_protocol']],
  ['rdp', ['cookie', 'result']],
  ['http', ['trans_depth', 'method']],
  ['http', ['trans_depth', 'status_code']],
  ['smtp', ['trans_depth', 'helo']],
  ['dns', ['query', 'qtype_name']],
  ['dns', ['query', 'trans_id']],
  ['ssh', ['auth_attempts']],
  ['ssl', ['established']],
  ['ntlm', ['ntlmssp']],
  ['conn', ['conn_state']],
  ['ftp', ['command', 'reply_code']],
  ['weird', ['name', 'notice']],
  ['notice', ['note', 'msg']],
];

/** Names that are made to be a log's: a sender cannot make ever new services. */
const logName = /^[a-z][a-z0-9_]{1,31}$/;

/** Which of Zeek's logs a record is of; null when it is of none. */
export function zeekLog(value: JsonObject): string | null {
  if (value['ts'] === undefined && value['_write_ts'] === undefined) return null;
  const isFlow = value['id.orig_h'] !== undefined || (typeof value['uid'] === 'string' && isTuple(value));
  const path = textOf(value['_path']);
  if (path !== '') return logName.test(path) ? path : null;
  if (isFlow)
    return (
      logsByFields.find(([, fields]) => fields.every((name) => value[name] !== undefined))?.[0] ??
      smbOf(value)
    );
  if (value['certificate.serial'] !== undefined) return 'x509';
  return value['fuid'] !== undefined && value['mime_type'] !== undefined ? 'files' : null;
}

const isTuple = (value: JsonObject): boolean => {
  const id = value['id'];
  return (typeof id === 'object' && id !== null) || value['id_orig_h'] !== undefined;
};

/** Without the times of its file, an SMB action still names itself. */
const smbOf = (value: JsonObject): string | null =>
  textOf(value['action']).startsWith('SMB::') ? 'smb_files' : null;
