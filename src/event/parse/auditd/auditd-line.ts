import type { Json, LogSource, ParsedEvent } from '../../event.ts';
import { metadataOf } from '../../ocsf/ocsf.ts';
import { lineEvent, lineParsed, type ProgramLine } from '../program-line.ts';
import { parseEpoch } from '../time-text.ts';
import { readAuditLine, type AuditRecord } from './audit-fields.ts';
import { auditMeaning, fillAudit } from './audit-event.ts';
import { syscallName } from './syscalls.ts';

const metadata = metadataOf('auditd', 'Linux', { log_name: 'audit' });

const sourceOf = (category: string | null): LogSource => ({ product: 'linux', category, service: 'auditd' });

/**
 * A line of auditd's log. The audit system writes one event in several lines with one serial number; each is an event
 * here, because lines come one by one, through each other, and over the bounds of batches, and every public rule for
 * auditd reads one type of record only. Record fields: `type`, `serial`, and auditd's own, decoded.
 */
export function parseAuditLine(line: ProgramLine): ParsedEvent | null {
  const first = line.text.charCodeAt(0);
  // `type=`, `node=`, `audit: type=`, `[   12.3] audit:`
  if (first !== 0x74 && first !== 0x6e && first !== 0x61 && first !== 0x5b) return null;
  if (!line.text.includes('audit(')) return null;
  const audit = readAuditLine(line.text);
  if (audit === null) return null;
  const { fields, category } = auditFields(audit);
  const named: ProgramLine = {
    ...line,
    host: audit.node ?? line.host,
    header: { ...line.header, at: parseEpoch(Number(audit.timeText)), timeText: audit.timeText },
  };
  const meaning = { ...auditMeaning(audit.type, fields), fields };
  const event = lineEvent(named, meaning, metadata);
  fillAudit(event, audit.type, fields);
  return lineParsed('auditd', sourceOf(category), named, meaning, event);
}

/** Auditd's fields, and what rules for processes and files call them; which of these the record counts as. */
function auditFields(audit: AuditRecord): {
  readonly fields: Readonly<Record<string, Json>>;
  readonly category: string | null;
} {
  const { type } = audit;
  const fields: Record<string, Json> = { type, serial: audit.serial };
  for (const [name, value] of audit.fields) {
    // Rules may be watched by several keys, which the kernel parts by a control character.
    fields[name] = name === 'key' && value.includes('\x01') ? value.split('\x01') : value;
  }
  if (type === 'PROCTITLE') fields['proctitle'] = argumentsOf(audit.fields.get('proctitle') ?? '');
  if (type === 'EXECVE')
    return { fields: { ...fields, ...execveFields(audit.fields) }, category: 'process_creation' };
  if (type === 'SYSCALL') return syscallFields(fields, audit.fields);
  const name = audit.fields.get('name') ?? '';
  if (type === 'PATH' && audit.fields.get('nametype') === 'CREATE' && name.startsWith('/'))
    return { fields: { ...fields, TargetFilename: name }, category: 'file_event' };
  return { fields, category: null };
}

/** Process titles and the like part arguments by NUL. */
const argumentsOf = (text: string): string => text.replace(/\0+$/, '').replaceAll('\0', ' ');

/** Arguments that are put together to a command line. */
const maxArguments = 512;

/**
 * The command line, and the program as it was called. A bare name was searched for along PATH: its folder is not known,
 * and `*` stands for it, so that a rule for `/curl` at the end holds and one for a folder does not.
 */
function execveFields(fields: ReadonlyMap<string, string>): Readonly<Record<string, Json>> {
  const words: string[] = [];
  for (let at = 0; at < maxArguments; at += 1) {
    const word = fields.get(`a${at}`);
    if (word === undefined) break;
    words.push(word);
  }
  const [program = ''] = words;
  if (program === '') return {};
  return { CommandLine: words.join(' '), Image: program.startsWith('/') ? program : `*/${program}` };
}

function syscallFields(
  fields: Record<string, Json>,
  read: ReadonlyMap<string, string>,
): { readonly fields: Readonly<Record<string, Json>>; readonly category: string | null } {
  const name = read.get('SYSCALL') ?? syscallName(read.get('arch') ?? '', read.get('syscall') ?? '');
  if (name !== null) fields['SYSCALL'] = name;
  const exe = read.get('exe');
  const isExec = name === 'execve' || name === 'execveat';
  if (!isExec || read.get('success') === 'no' || exe === undefined) return { fields, category: null };
  const process: Record<string, Json> = { Image: exe };
  for (const [sigma, own] of [
    ['ProcessId', 'pid'],
    ['ParentProcessId', 'ppid'],
    ['User', 'UID'],
  ] as const) {
    const value = read.get(own);
    if (value !== undefined) process[sigma] = value;
  }
  return { fields: { ...fields, ...process }, category: 'process_creation' };
}
