import type { Json, JsonObject, ParsedEvent } from '../../event.ts';
import { device, metadataOf, startEvent } from '../../ocsf/ocsf.ts';
import { eventTime, timedMetadata } from '../event-time.ts';
import { listOf, objectOf, textOf, withAdded, wordOf } from '../members.ts';
import { shorten } from '../text.ts';
import { parseEpoch } from '../time-text.ts';
import { isObject } from '../windows-envelope.ts';
import { auditMeaning, fillAudit } from './audit-event.ts';
import { syscallName } from './syscalls.ts';

const id = /^(\d{9,11}(?:\.\d{1,6})?):(\d{1,15})$/;
const metadata = metadataOf('auditd', 'Linux', { log_name: 'audit' });

/** Members of such an object that are no audit record. */
const notTypes: ReadonlySet<string> = new Set(['ID', 'NODE', 'CONTAINER_INFO', 'PARENT_INFO']);

/**
 * An audit event whose lines were put together to one object, as LAUREL writes it: `{"ID": "time:serial", "SYSCALL": {…},
 * "EXECVE": {…}, "PATH": […]}`. Null for anything else. Rules see auditd's own fields: `type` is a list, `a0` and so on are
 * the arguments of EXECVE (those of the system call where there is none), `name` and `nametype` are of all paths.
 */
export function parseLaurel(value: JsonObject, receivedAt: number, peer: string): ParsedEvent | null {
  const [, timeText, serial] = id.exec(textOf(value['ID']).slice(0, 64)) ?? [];
  if (timeText === undefined || serial === undefined) return null;
  const types = Object.keys(value).filter(
    (name) => !notTypes.has(name) && /^[A-Z][A-Z0-9_]{1,39}$/.test(name),
  );
  if (types.length === 0) return null;
  const fields = laurelFields(value, types, Number(serial));
  const at = eventTime(parseEpoch(Number(timeText)), receivedAt);
  const isExec = fields['CommandLine'] !== undefined || /^execve(?:at)?$/.test(wordOf(fields['SYSCALL']));
  const main = isExec
    ? 'EXECVE'
    : types.includes('PATH')
      ? 'PATH'
      : (types.find((type) => type !== 'SYSCALL') ?? 'SYSCALL');
  const one = aboutOne(fields);
  const { kind, severityId, message } = auditMeaning(main, one);
  const event = startEvent(kind, severityId, at.time, timedMetadata(metadata, at, timeText), message);
  event['device'] = device(shorten(textOf(value['NODE']) || peer || 'unknown', 255));
  fillAudit(event, main, one);
  const { record, changed } = withAdded(value, fields);
  const category = isExec ? 'process_creation' : fields['TargetFilename'] === undefined ? null : 'file_event';
  const logSource = { product: 'linux', category, service: 'auditd' };
  return { kind: 'parsed', parser: 'auditd', logSource, record, changed, ocsf: event };
}

/** The fields as of one path: that which was created, else the first. */
function aboutOne(fields: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const first = (value: Json | undefined): Json =>
    Array.isArray(value) ? ((value as readonly Json[])[0] ?? null) : (value ?? null);
  const created = fields['TargetFilename'];
  const path =
    created === undefined
      ? { name: first(fields['name']), nametype: first(fields['nametype']) }
      : { name: first(created), nametype: 'CREATE' };
  return { ...fields, ...path };
}

function laurelFields(
  value: JsonObject,
  types: readonly string[],
  serial: number,
): Readonly<Record<string, Json>> {
  const fields: Record<string, Json> = {};
  for (const type of types) {
    const part = value[type];
    if (isObject(part) && type !== 'EXECVE' && type !== 'PROCTITLE') copyTexts(part, fields);
  }
  const call = objectOf(value['SYSCALL']);
  const paths = listOf(value['PATH']).map(objectOf);
  const words = wordsOf(objectOf(value['EXECVE']));
  for (const [at, word] of words.entries()) fields[`a${at}`] = word;
  const name = wordOf(call['SYSCALL']) || syscallName(wordOf(call['arch']), wordOf(call['syscall']));
  const created = paths.filter((path) => path['nametype'] === 'CREATE').map((path) => wordOf(path['name']));
  const parent = objectOf(value['PARENT_INFO']);
  const known: Readonly<Record<string, Json>> = {
    type: types,
    serial,
    SYSCALL: name ?? '',
    CommandLine: words.join(' '),
    Image: wordOf(call['exe']),
    ParentImage: wordOf(parent['exe']),
    ParentCommandLine: wordsOf(parent).join(' '),
    CurrentDirectory: wordOf(objectOf(value['CWD'])['cwd']),
    User: wordOf(call['UID']),
    ProcessId: wordOf(call['pid']),
    ParentProcessId: wordOf(call['ppid']),
    TargetFilename: created.length === 0 ? '' : created,
    name: paths.length === 0 ? '' : paths.map((path) => wordOf(path['name'])),
    nametype: paths.length === 0 ? '' : paths.map((path) => wordOf(path['nametype'])),
  };
  for (const field in known) {
    const member = known[field];
    if (member !== undefined && member !== '') fields[field] = member;
  }
  return fields;
}

function copyTexts(part: JsonObject, fields: Record<string, Json>): void {
  for (const name in part) {
    const member = part[name];
    if (
      (typeof member === 'string' || typeof member === 'number') &&
      name !== '__proto__' &&
      !(name in fields)
    )
      fields[name] = member;
  }
}

/** Arguments as a list (`ARGV`) or as one text (`ARGV_STR`). */
function wordsOf(part: JsonObject): readonly string[] {
  const list = listOf(part['ARGV']).map(wordOf);
  if (list.length > 0) return list;
  const text = wordOf(part['ARGV_STR']);
  return text === '' ? [] : text.split(' ').slice(0, 256);
}
