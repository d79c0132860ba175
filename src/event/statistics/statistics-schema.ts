import { z } from 'zod';
import { readableAddress } from '../address.ts';
import { ocsfClasses } from '../ocsf/ocsf.ts';
import { severityNumbers, type SearchField } from '../search/fields.ts';

/** A value of a field and how many events have it; `value` is written as the query language takes it. */
export interface FieldValueCount {
  readonly value: string;
  readonly count: number;
}

const classNames = namesOf(ocsfClasses);
const severityNames = namesOf(severityNumbers);

function namesOf(numbers: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(numbers).map(([name, number]) => [number, name]));
}

const bucketSchema = z.object({ bucket: z.number(), part: z.number(), events: z.number() });
export const bucketRow = (row: unknown): z.infer<typeof bucketSchema> => bucketSchema.parse(row);

const valueSchema = z.object({ field_value: z.string(), events: z.number() });

export function valueRow(row: unknown, field: SearchField | null): FieldValueCount {
  const { field_value: value, events } = valueSchema.parse(row);
  return { value: asWritten(value, field), count: events };
}

const summarySchema = z.object({
  counted: z.number(),
  missing: z.number(),
  distinct_values: z.number(),
  texts: z.number(),
  number_count: z.number(),
  least: z.number().nullable(),
  mean: z.number().nullable(),
  p95: z.number().nullable(),
  most: z.number().nullable(),
});
export const summaryRow = (row: unknown): z.infer<typeof summarySchema> => summarySchema.parse(row);

const presenceSchema = z.record(z.string(), z.number());
export const presenceRow = (row: unknown): Readonly<Record<string, number>> => presenceSchema.parse(row);

const sampleSchema = z.object({ ocsf: z.string(), raw: z.string() });
export const sampleRow = (row: unknown): z.infer<typeof sampleSchema> => sampleSchema.parse(row);

/** A stored value as a user would write it after the field's name. */
function asWritten(value: string, field: SearchField | null): string {
  if (field?.type === 'address') return readableAddress(value) ?? '';
  if (field?.type !== 'named') return value;
  return nameOf(field.column === 'class_uid' ? 'class' : 'severity', Number(value));
}

/** The name of a class's or severity's number; the number itself when it has none. */
export const nameOf = (field: 'class' | 'severity', number: number): string =>
  (field === 'class' ? classNames : severityNames).get(number) ?? String(number);
