import type { Json, JsonObject } from '../event.ts';
import type { FileProblem } from './file-problem.ts';
import type { TextPiece } from './text-records.ts';

/** Names of fields that one file may have. */
const maxFields = 1_024;

/** How the lines of a file are read, as its own header lines say. */
interface Header {
  readonly kind: 'zeek' | 'extended';
  readonly separator: string;
  readonly setSeparator: string;
  readonly unset: string;
  readonly empty: string;
  /** Zeek's name of the log. */
  readonly path: string;
  readonly fields: readonly string[];
  readonly types: readonly string[];
}

const noHeader: Header = {
  kind: 'zeek',
  separator: '\t',
  setSeparator: ',',
  unset: '-',
  empty: '(empty)',
  path: '',
  fields: [],
  types: [],
};

/** Whether a file begins as Zeek's logs, or as those in the W3C extended log format, do. */
export const hasHeaderLines = (start: string): boolean =>
  /^#(?:separator |fields\t|Software: |Version: |Date: |Fields: |Remark: |Start-Date: )/i.test(start);

type Found =
  | {
      readonly record:
        | { readonly kind: 'object'; readonly value: JsonObject }
        | { readonly kind: 'line' | 'json'; readonly text: string };
    }
  | { readonly problem: FileProblem };

/**
 * Lines whose fields are named by the header lines before them: Zeek's logs (`#fields`, `#types`; the log's name becomes
 * `_path`), and the W3C extended log format (`#Fields:`). Each becomes an object; header lines may come again, as in files
 * put together. A line with another number of fields is a problem, a line before any names is a line.
 */
export async function* headerRecords(
  pieces: AsyncIterable<TextPiece>,
): AsyncGenerator<Found, void, undefined> {
  let header = noHeader;
  for await (const piece of pieces) {
    if (piece.kind === 'too_long') {
      yield {
        problem: { code: 'record_too_long', reason: `A record of ${piece.bytes} bytes was passed over.` },
      };
    } else if (piece.text.startsWith('#')) {
      header = readHeaderLine(piece.text, header);
    } else if (header.fields.length === 0) {
      yield { record: piece };
    } else {
      const value =
        header.kind === 'zeek' ? zeekObject(piece.text, header) : extendedObject(piece.text, header);
      if (value !== null) yield { record: { kind: 'object', value } };
      else yield { problem: { code: 'record_damaged', reason: damaged(piece.text, header) } };
    }
  }
}

const damaged = (text: string, header: Header): string =>
  `A line has another number of fields than the ${header.fields.length} of its header: ${text.slice(0, 80)}`;

function readHeaderLine(line: string, header: Header): Header {
  if (line.startsWith('#separator ')) return { ...noHeader, separator: unescape(line.slice(11)) || '\t' };
  const extended = /^#Fields: ?(.*)$/i.exec(line);
  if (extended !== null && line.charCodeAt(7) === 58) {
    return {
      ...noHeader,
      kind: 'extended',
      separator: ' ',
      fields: named((extended[1] ?? '').split(' ').filter((name) => name !== '')),
    };
  }
  const [name = '', ...rest] = line.split(header.separator);
  switch (name) {
    case '#set_separator':
      return { ...header, setSeparator: rest[0] ?? ',' };
    case '#empty_field':
      return { ...header, empty: rest[0] ?? '(empty)' };
    case '#unset_field':
      return { ...header, unset: rest[0] ?? '-' };
    case '#path':
      return { ...header, path: rest[0] ?? '' };
    case '#fields':
      return { ...header, kind: 'zeek', fields: named(rest), types: [] };
    case '#types':
      return { ...header, types: rest };
    default:
      return header;
  }
}

/** Names that may be members of an object; more than is sensible is no header. */
const named = (names: readonly string[]): readonly string[] =>
  names.length > maxFields || names.includes('__proto__') ? [] : names;

/** `\x09` as Zeek writes its separator. */
const unescape = (text: string): string =>
  text.replace(/\\x([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function zeekObject(line: string, header: Header): JsonObject | null {
  const values = line.split(header.separator);
  // The end of a line was cut from white space, and with it empty fields.
  if (values.length > header.fields.length || values.length < header.fields.length - trailing(header, values))
    return null;
  const record: Record<string, Json> = {};
  if (header.path !== '') record['_path'] = header.path;
  for (const [at, name] of header.fields.entries()) {
    const text = values[at];
    if (text !== undefined && text !== header.unset)
      record[name] = zeekValue(text, header.types[at] ?? 'string', header);
  }
  return record;
}

/** Fields that may be missing at a line's end because they are empty texts. */
const trailing = (header: Header, values: readonly string[]): number =>
  header.types.slice(values.length).every((type) => type === 'string')
    ? header.fields.length - values.length
    : 0;

/** A value in the form in which Zeek's JSON has it. */
function zeekValue(text: string, type: string, header: Header): Json {
  const element = /^(?:set|vector)\[(\w+)\]$/.exec(type)?.[1];
  if (element !== undefined) {
    if (text === header.empty) return [];
    return text.split(header.setSeparator).map((item) => zeekValue(item, element, header));
  }
  switch (type) {
    case 'bool':
      return text === 'T' ? true : text === 'F' ? false : text;
    case 'count':
    case 'int':
    case 'port':
    case 'double':
    case 'time':
    case 'interval': {
      const number = Number(text);
      return text !== '' && Number.isFinite(number) ? number : text;
    }
    default:
      return text === header.empty ? '' : text;
  }
}

function extendedObject(line: string, { fields }: Header): JsonObject | null {
  const values = line.includes('"') ? quotedValues(line) : line.split(' ');
  if (values.length !== fields.length) return null;
  const record: Record<string, Json> = {};
  for (const [at, name] of fields.entries()) {
    const text = values[at] ?? '-';
    if (text !== '-')
      record[name] =
        /^(?:sc-status|sc-bytes|cs-bytes|time-taken|s-port)$/.test(name) && /^\d{1,15}$/.test(text)
          ? Number(text)
          : text;
  }
  return record;
}

/** Fields parted by blanks, of which those in quotes may have blanks in them (Blue Coat); `""` is a quote there. */
const quotedValues = (line: string): readonly string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"|[^ ]+/g)].map(([all, quoted]) =>
    quoted === undefined ? all : quoted.replaceAll('""', '"'),
  );
