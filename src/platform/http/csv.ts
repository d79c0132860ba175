/** What a cell holds. A time is written as ISO 8601 in UTC, null as nothing. */
export type CsvValue = string | number | boolean | Date | null;

/**
 * One record of a CSV file (RFC 4180), with its line break. Text that a spreadsheet would run as a formula gets an
 * apostrophe in front: log lines are written by attackers too (OWASP, CSV injection).
 */
export const csvLine = (values: readonly CsvValue[]): string => `${values.map(cell).join(',')}\r\n`;

/** Spreadsheets take a file for UTF-8 when it begins so. */
export const csvStart = '\uFEFF';

const formula = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]/;

function cell(value: CsvValue): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
