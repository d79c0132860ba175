import type { ClickHouseClient } from '@clickhouse/client';
import { readRows } from '../platform/clickhouse/index.ts';
import type { Params } from './event-sql.ts';

/** Bounds of one read: seconds, rows looked at, rows given. Over them ClickHouse ends the query with an error. */
export const readLimits = {
  seconds: 20,
  rows: 2_000_000_000,
  page: 1_000,
  exportPage: 5_000,
  buckets: 500,
  values: 200,
  ids: 1_000,
} as const;

/** Ends every SELECT, with more settings of the caller's: it may change nothing, and reads no more than the limits. */
const limits = `SETTINGS readonly = 1, max_execution_time = ${readLimits.seconds}, max_rows_to_read = ${readLimits.rows}`;

/** Runs one SELECT of our own making within `readLimits`. Throws `ClickHouseUnavailableError` or `ClickHouseError`. */
export const read = <Row>(
  client: ClickHouseClient,
  sql: string,
  params: Params,
  parse: (row: unknown) => Row,
  moreSettings = '',
): Promise<readonly Row[]> =>
  readRows(client, {
    sql: `${sql}\n${limits}${moreSettings}`,
    params,
    parse,
    maxSeconds: readLimits.seconds,
  });
