import type { ClickHouseClient } from '@clickhouse/client';
import type { Scope } from '../../kernel/index.ts';
import { read, readLimits } from '../event-read-store.ts';
import { where, type EventRange, type Where } from '../event-sql.ts';
import { countMatching } from '../event-store.ts';
import { fieldValue, type FieldValue } from '../search/field-value.ts';
import type { Query } from '../search/query.ts';
import { summaryRow, valueRow, type FieldValueCount } from './statistics-schema.ts';

/**
 * Bounds beside those of every read. `documentRows`: events looked at where whole documents are read for a field.
 * `proposalRows`: events that a proposal of values looks at, since it must be there while somebody types. `groups`:
 * values counted apart; those that come after so many others are left out, which no common value does.
 */
export const statisticsLimits = { documentRows: 100_000, proposalRows: 500_000, groups: 1_000_000 } as const;

/** What the numbers of a field are like. */
export interface FieldNumbers {
  readonly min: number;
  readonly avg: number;
  readonly p95: number;
  readonly max: number;
}

/** The values of one field among matching events. */
export interface FieldStatistics {
  /** Matching events. */
  readonly total: number;
  /** How many of them were looked at: all, or the newest `documentRows` for a path. All that follows is about these. */
  readonly counted: number;
  /** Events without a value. */
  readonly missing: number;
  /** Distinct values: exact to 65,536, then close. */
  readonly distinct: number;
  /** Commonest first. An event with several values counts for each. */
  readonly values: readonly FieldValueCount[];
  /** Null unless every value is a number. */
  readonly numbers: FieldNumbers | null;
}

export interface FieldSearch {
  readonly query: Query;
  readonly range: EventRange;
  readonly field: string;
  /** Values given, 1 to 200. */
  readonly limit: number;
}

/**
 * Statistics of a field or path (`src_endpoint.port`) over matching events. Null for a name that the query language does
 * not know or that cannot be counted.
 */
export async function fieldStatistics(
  client: ClickHouseClient,
  scope: Scope,
  search: FieldSearch,
): Promise<FieldStatistics | null> {
  const value = fieldValue(search.field);
  if (value === null) return null;
  const condition = where(scope, search.query, search.range);
  const source = lists(value, condition, value.isDocument ? statisticsLimits.documentRows : null);
  const [values, summary, total] = await Promise.all([
    readValues(client, value, source, search.limit),
    readSummary(client, value, source),
    value.isDocument ? countMatching(client, scope, search) : null,
  ]);
  return { total: total ?? summary.counted, ...summary, values };
}

/**
 * Values of a field that begin with a text, without regard to case, commonest first: for completion. Looks at the newest
 * `proposalRows` matching events, or `documentRows` where documents are read. Null as for `fieldStatistics`.
 */
export async function valuesBeginningWith(
  client: ClickHouseClient,
  scope: Scope,
  search: FieldSearch & { readonly start: string },
): Promise<readonly FieldValueCount[] | null> {
  const value = fieldValue(search.field);
  if (value === null) return null;
  const rows = value.isDocument ? statisticsLimits.documentRows : statisticsLimits.proposalRows;
  const source = lists(value, where(scope, search.query, search.range), rows);
  return readValues(client, value, source, search.limit, search.start);
}

/** The lists of values of matching events, or of the newest of them, as a table with the one column `list`. */
function lists(value: FieldValue, condition: Where, newest: number | null): Where {
  const order = newest === null ? '' : `ORDER BY security_event.time DESC LIMIT ${newest}`;
  return {
    sql: `(SELECT ${value.list} AS list FROM security_event WHERE ${condition.sql} ${order})`,
    params: { ...condition.params, ...value.params },
  };
}

const groupBounds = `, max_rows_to_group_by = ${statisticsLimits.groups}, group_by_overflow_mode = 'any'`;

function readValues(
  client: ClickHouseClient,
  value: FieldValue,
  source: Where,
  limit: number,
  start = '',
): Promise<readonly FieldValueCount[]> {
  return read(
    client,
    `SELECT field_value, count() AS events
     FROM (SELECT arrayJoin(list) AS field_value FROM ${source.sql})
     WHERE startsWith(lowerUTF8(field_value), {value_start:String})
     GROUP BY field_value
     ORDER BY events DESC, field_value
     LIMIT {value_count:UInt32}`,
    {
      ...source.params,
      value_start: start.toLowerCase(),
      value_count: Math.min(Math.max(1, Math.trunc(limit)), readLimits.values),
    },
    (row) => valueRow(row, value.field),
    groupBounds,
  );
}

async function readSummary(
  client: ClickHouseClient,
  value: FieldValue,
  source: Where,
): Promise<Omit<FieldStatistics, 'values' | 'total'>> {
  const numbers = value.maybeNumbers
    ? 'arrayFilter(number -> isFinite(number), arrayMap(text -> ifNull(toFloat64OrNull(text), nan), list))'
    : "CAST([], 'Array(Float64)')";
  const [row] = await read(
    client,
    `SELECT count() AS counted, countIf(empty(list)) AS missing, uniqArray(list) AS distinct_values,
            sum(length(list)) AS texts, sum(length(numbers)) AS number_count,
            minArray(numbers) AS least, avgArray(numbers) AS mean,
            quantileArray(0.95)(numbers) AS p95, maxArray(numbers) AS most
     FROM (SELECT list, ${numbers} AS numbers FROM ${source.sql})`,
    source.params,
    summaryRow,
  );
  if (row === undefined) return { counted: 0, missing: 0, distinct: 0, numbers: null };
  const { counted, missing, distinct_values: distinct, least, mean, p95, most } = row;
  const isNumeric = row.number_count > 0 && row.number_count === row.texts;
  return {
    counted,
    missing,
    distinct,
    numbers:
      !isNumeric || least === null || mean === null || p95 === null || most === null
        ? null
        : { min: least, avg: mean, p95, max: most },
  };
}
