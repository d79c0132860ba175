import type { ClickHouseClient } from '@clickhouse/client';
import type { Scope } from '../../kernel/index.ts';
import { read, readLimits } from '../event-read-store.ts';
import { where, type EventRange } from '../event-sql.ts';
import type { Query } from '../search/query.ts';
import { bucketRow, nameOf, type FieldValueCount } from './statistics-schema.ts';

/** What the bars of a histogram may be split by. */
export const histogramSplits = ['severity', 'class'] as const;
export type HistogramSplit = (typeof histogramSplits)[number];

/** A stretch of time; `at` is where it begins. */
export interface HistogramBucket {
  readonly at: number;
  readonly count: number;
  /** How many of them have which severity or class, commonest first; empty without a split. */
  readonly parts: readonly FieldValueCount[];
}

/** Events per stretch of time. */
export interface Histogram {
  /** Width of a bucket, milliseconds. */
  readonly stepMs: number;
  /** Every bucket of the range in order, empty ones too. */
  readonly buckets: readonly HistogramBucket[];
}

const partOf: Readonly<Record<HistogramSplit | 'none', string>> = {
  severity: 'toUInt32(security_event.severity_id)',
  class: 'security_event.class_uid',
  none: 'toUInt32(0)',
};

/** Counts matching events over the range in at most `buckets` (1 to 500) equal stretches. */
export async function histogram(
  client: ClickHouseClient,
  scope: Scope,
  search: {
    readonly query: Query;
    readonly range: EventRange;
    readonly buckets: number;
    readonly split?: HistogramSplit;
  },
): Promise<Histogram> {
  const { split } = search;
  const { from, to } = search.range;
  const wanted = Math.min(Math.max(1, Math.trunc(search.buckets)), readLimits.buckets);
  const stepMs = Math.max(1, Math.ceil((to - from) / wanted));
  const condition = where(scope, search.query, search.range);
  const rows = await read(
    client,
    `SELECT intDiv(toUnixTimestamp64Milli(security_event.time) - {range_from:Int64}, {step_ms:Int64}) AS bucket,
            ${partOf[split ?? 'none']} AS part, count() AS events
     FROM security_event
     WHERE ${condition.sql}
     GROUP BY bucket, part
     ORDER BY bucket, events DESC, part`,
    { ...condition.params, step_ms: stepMs },
    bucketRow,
  );
  const byBucket = Map.groupBy(rows, (row) => row.bucket);
  const length = Math.max(0, Math.ceil((to - from) / stepMs));
  const buckets = Array.from({ length }, (_, index): HistogramBucket => {
    const inBucket = byBucket.get(index) ?? [];
    return {
      at: from + index * stepMs,
      count: inBucket.reduce((sum, row) => sum + row.events, 0),
      parts:
        split === undefined
          ? []
          : inBucket.map((row) => ({ value: nameOf(split, row.part), count: row.events })),
    };
  });
  return { stepMs, buckets };
}
