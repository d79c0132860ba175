import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { asClickHouseError } from './clickhouse-error.ts';

/** A SELECT with its values bound as `{name:Type}`; never write a value into `sql`. */
export interface ReadQuery<Row> {
  readonly sql: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Makes a row's type true (a zod schema's `parse`); times come as ISO 8601 text, 64-bit integers as numbers. */
  readonly parse: (row: unknown) => Row;
  /** Ends the query in the server too. */
  readonly signal?: AbortSignal;
  /** Longest run in seconds; the server's own limit otherwise. */
  readonly maxSeconds?: number;
  /** Settings that hold already while the statement is read, such as `max_query_size`. */
  readonly settings?: ClickHouseSettings;
}

/** All rows of a SELECT. Throws `ClickHouseUnavailableError`, `ClickHouseError` or what `parse` throws. */
export async function readRows<Row>(
  client: ClickHouseClient,
  query: ReadQuery<Row>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of streamRows(client, query)) rows.push(...batch);
  return rows;
}

/** The rows in batches as the server makes them, for results that should not be in memory at once. */
export async function* streamRows<Row>(
  client: ClickHouseClient,
  query: ReadQuery<Row>,
): AsyncGenerator<readonly Row[]> {
  const result = await client.query({
    query: query.sql,
    format: 'JSONEachRow',
    query_params: { ...query.params },
    ...(query.signal === undefined ? {} : { abort_signal: query.signal }),
    clickhouse_settings: {
      ...query.settings,
      ...(query.maxSeconds === undefined ? {} : { max_execution_time: query.maxSeconds }),
    },
  });
  try {
    for await (const batch of result.stream()) yield batch.map((row) => query.parse(row.json()));
  } catch (error) {
    throw asClickHouseError(error);
  } finally {
    result.close();
  }
}

/** The result of a SELECT without FORMAT as RowBinary, in one piece; for results of known, moderate size. */
export async function readBinary(
  client: ClickHouseClient,
  { sql, params }: { readonly sql: string; readonly params?: Readonly<Record<string, unknown>> },
): Promise<Buffer> {
  const result = await client.exec({ query: `${sql} FORMAT RowBinary`, query_params: { ...params } });
  try {
    return Buffer.concat((await result.stream.toArray()) as Buffer[]);
  } catch (error) {
    throw asClickHouseError(error);
  }
}
