import type { ParsedEvent, RecordFormat } from './event.ts';

/** How a parsed record stands in the event table: the values of `record_form`. */
export const recordForms = {
  /** It does not: events of older releases, and records that nobody could parse. */
  unknown: 0,
  /** The raw record is a JSON object, and the record is just that. */
  raw: 1,
  /** As JSON in the column `record`. */
  own: 2,
  /** As the raw JSON object, with the members of `record` put over its own. */
  added: 3,
} as const;

export interface StoredRecord {
  readonly form: (typeof recordForms)[keyof typeof recordForms];
  /** JSON of an object, or empty. */
  readonly text: string;
}

export const noRecord: StoredRecord = { form: recordForms.unknown, text: '' };
const rawRecord: StoredRecord = { form: recordForms.raw, text: '' };

/** The shortest way to keep what a parser made of a record, beside its raw form. */
export function storedRecord(
  { changed, record }: Pick<ParsedEvent, 'changed' | 'record'>,
  format: RecordFormat,
): StoredRecord {
  // A syslog message may hold a JSON object, but is none.
  if (changed === undefined || format !== 'json')
    return { form: recordForms.own, text: JSON.stringify(record) };
  if (changed.length === 0) return rawRecord;
  return {
    form: recordForms.added,
    text: JSON.stringify(Object.fromEntries(changed.map((name) => [name, record[name]]))),
  };
}
