import { z } from 'zod';
import { wireTime } from '../../identity/index.ts';
import { searchQuery } from '../event-schema.ts';
import { histogramSplits } from './histogram-store.ts';

const count = z.number().int();
const valueCount = z.object({ value: z.string(), count });
/** A field or a dotted path; eight steps of 64 characters and their dots. */
const fieldName = z.string().min(1).max(530);
const limit = z.coerce.number().int().min(1).max(200).default(20);

export const histogramQuery = searchQuery.extend({
  buckets: z.coerce.number().int().min(1).max(500).default(60),
  split: z.enum(histogramSplits).optional(),
});

export const histogramBody = z.object({
  from: wireTime,
  to: wireTime,
  bucketMs: count,
  split: z.enum(histogramSplits).nullable(),
  buckets: z.array(z.object({ at: wireTime, count, parts: z.array(valueCount) })),
  total: count,
});

export const fieldQuery = searchQuery.extend({ field: fieldName, limit });

export const fieldStatisticsBody = z.object({
  field: z.string(),
  total: count,
  counted: count,
  missing: count,
  distinct: count,
  values: z.array(valueCount),
  numbers: z.object({ min: z.number(), avg: z.number(), p95: z.number(), max: z.number() }).nullable(),
});

/** `start`: what the values begin with. */
export const fieldValuesQuery = fieldQuery.extend({ start: z.string().max(200).default('') });
export const fieldValuesBody = z.object({ field: z.string(), values: z.array(valueCount) });

export const queryFieldsQuery = searchQuery.omit({ q: true });
export const queryFieldsBody = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['text', 'number', 'named', 'time', 'id', 'address']),
      description: z.string(),
      values: z.array(z.string()),
      isPath: z.boolean(),
      events: count,
    }),
  ),
});
