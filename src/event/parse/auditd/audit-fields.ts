/** A record of the Linux audit system, taken apart: one line of auditd's log. */
export interface AuditRecord {
  /** `EXECVE`, `SYSCALL`; a number where the kernel wrote one that we do not know. */
  readonly type: string;
  /** The host that auditd writes with `name_format`; null when it does not. */
  readonly node: string | null;
  /** `seconds.millis` as written. */
  readonly timeText: string;
  /** Joins the lines of one event. */
  readonly serial: number;
  /** Everything else, in order; decoded, `(null)` and `?` left out. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Fields of one line that are kept; an EXECVE may have thousands of arguments. */
const maxFields = 512;

/** What stands before the fields: `node=`, the type, the time and the serial number. */
const head =
  /^(?:\[ *\d{1,9}\.\d{1,9}\] )?(?:audit: )?(?:node=([^ ]{1,255}) )?type=([A-Z0-9_]{1,40}|UNKNOWN\[\d{1,6}\]) (?:msg=)?audit\((\d{9,11}(?:\.\d{1,6})?):(\d{1,15})\): ?/;

/** Types by number (linux/audit.h), as the kernel itself logs them. */
const typesByNumber: ReadonlyMap<string, string> = new Map([
  ['1100', 'USER_AUTH'],
  ['1101', 'USER_ACCT'],
  ['1103', 'CRED_ACQ'],
  ['1104', 'CRED_DISP'],
  ['1105', 'USER_START'],
  ['1106', 'USER_END'],
  ['1112', 'USER_LOGIN'],
  ['1114', 'ADD_USER'],
  ['1123', 'USER_CMD'],
  ['1124', 'USER_TTY'],
  ['1130', 'SERVICE_START'],
  ['1131', 'SERVICE_STOP'],
  ['1300', 'SYSCALL'],
  ['1302', 'PATH'],
  ['1305', 'CONFIG_CHANGE'],
  ['1306', 'SOCKADDR'],
  ['1307', 'CWD'],
  ['1309', 'EXECVE'],
  ['1319', 'TTY'],
  ['1326', 'SECCOMP'],
  ['1327', 'PROCTITLE'],
  ['1400', 'AVC'],
]);

/** Reads a line of auditd's log, of its syslog plugin, or of the kernel's; null for other lines. Linear in the length. */
export function readAuditLine(text: string): AuditRecord | null {
  const found = head.exec(text.slice(0, 480));
  if (found === null) return null;
  const [all, node, name = '', timeText = '', serial] = found;
  const type = typesByNumber.get(name) ?? name;
  const fields = new Map<string, string>();
  readFields(text.slice(all.length), type, fields);
  return { type, node: node ?? null, timeText, serial: Number(serial), fields: joined(fields) };
}

/** Fields whose text may be written as hex digits, because it has blanks, quotes or no printable characters in it. */
const encoded: ReadonlySet<string> = new Set(
  'acct cmd comm cwd data dir exe file grp invalid_context key name new-disk path proctitle vm watch'.split(
    ' ',
  ),
);

const isArgument = (name: string): boolean => /^a\d{1,5}(?:\[\d{1,5}\])?$/.test(name);

/**
 * `name=value`, parted by blanks or by the group separator that stands before what auditd adds (rsyslog writes that as
 * `#035`). Values are bare, in double quotes, or in single quotes with fields of their own in them.
 */
function readFields(text: string, type: string, fields: Map<string, string>): void {
  let at = 0;
  while (at < text.length && fields.size < maxFields) {
    const equals = text.indexOf('=', at);
    if (equals < 0) return;
    const start = nameStart(text, at, equals);
    const name = text.slice(start, equals);
    const quote = text[equals + 1];
    const close = quote === '"' || quote === "'" ? text.indexOf(quote, equals + 2) : -1;
    if (close > 0) {
      const value = text.slice(equals + 2, close);
      if (quote === "'") readFields(value, type, fields);
      else set(fields, name, value);
      at = close + 1;
    } else {
      at = bareEnd(text, equals + 1);
      const value = text.slice(equals + 1, at);
      const isHex = encoded.has(name) || (type === 'EXECVE' && isArgument(name));
      if (value !== '(null)' && value !== '?' && value !== '(none)')
        set(fields, name, isHex ? decode(value) : value);
    }
  }
}

/** The word that ends at the equals sign. */
function nameStart(text: string, from: number, equals: number): number {
  const before = Math.max(text.lastIndexOf(' ', equals), text.lastIndexOf('\x1d', equals), from - 1);
  return text.startsWith('#035', before + 1) ? before + 5 : before + 1;
}

function bareEnd(text: string, start: number): number {
  let end = start;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === 0x20 || code === 0x1d || (code === 0x23 && text.startsWith('#035', end))) break;
  }
  return end;
}

/** The first of a name counts: what the kernel says stands before what a program says. */
function set(fields: Map<string, string>, name: string, value: string): void {
  if (name !== '' && name.length <= 64 && name !== '__proto__' && !fields.has(name)) fields.set(name, value);
}

/** Text written as hex digits of its UTF-8 bytes; other text as it is. */
function decode(value: string): string {
  if (value.length < 2 || value.length % 2 === 1 || !/^[0-9A-F]+$/.test(value)) return value;
  return Buffer.from(value, 'hex').toString('utf8');
}

/** Long arguments come in pieces, `a1[0]`, `a1[1]`: put together under `a1`. */
function joined(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (!fields.has('a0[0]') && ![...fields.keys()].some((name) => name.endsWith('[0]'))) return fields;
  const whole = new Map<string, string>();
  for (const [name, value] of fields) {
    const bracket = name.indexOf('[');
    const own = bracket < 0 ? name : name.slice(0, bracket);
    whole.set(own, bracket < 0 ? value : (whole.get(own) ?? '') + value);
  }
  return whole;
}
