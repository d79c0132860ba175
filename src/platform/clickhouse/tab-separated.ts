/** A value that a TabSeparated field can carry; an array is written as ClickHouse's `Array(String)`. */
export type TabSeparatedValue = string | number | bigint | boolean | null | readonly string[];

const needsEscape = /[\\\t\n\r\0\b\f]/;
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
};

/** One row of ClickHouse's TabSeparated format, with its line end. Null is `\N`; lone surrogates become U+FFFD on encoding. */
export function tabSeparatedRow(values: readonly TabSeparatedValue[]): string {
  return `${values.map(field).join('\t')}\n`;
}

function field(value: TabSeparatedValue): string {
  if (typeof value === 'string') return escape(value);
  if (value === null) return '\\N';
  if (typeof value !== 'object') return String(value);
  return `[${value.map((item) => `'${escape(item).replaceAll("'", "\\'")}'`).join(',')}]`;
}

function escape(text: string): string {
  return needsEscape.test(text)
    ? text.replaceAll(/[\\\t\n\r\0\b\f]/g, (char) => escapes[char] ?? char)
    : text;
}
