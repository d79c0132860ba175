import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';
import type { CompanyId, EventId, Scope } from '../kernel/index.ts';
import { streamRows } from '../platform/clickhouse/index.ts';
import { read, readLimits } from './event-read-store.ts';
import { eventColumns, type EncodedRows } from './event-row.ts';
import {
  countRow,
  detailRow,
  matchingRow,
  summaryRow,
  type EventCount,
  type EventDetail,
  type EventSummary,
} from './event-rows-schema.ts';
import { detailColumns, scoped, scopedIn, summaryColumns, where, type EventRange } from './event-sql.ts';
import type { Query } from './search/query.ts';

/** Where a page ended: the next begins with the event before it. */
export interface EventCursor {
  readonly time: number;
  readonly id: EventId;
}

export interface EventPage {
  /** Newest first. */
  readonly events: readonly EventSummary[];
  /** Null on the last page. */
  readonly next: EventCursor | null;
}

/** Longest that a whole export may read, in seconds. */
const exportSeconds = 3_600;

/** Months that rows of one insert may fall into: ten years back and what is ahead, see `maxBehindMs`. */
const maxPartitions = 150;

/**
 * Stores encoded rows; when it resolves they are durable. The same token stores nothing a second time, whoever inserts
 * it, while it is among the table's last 10,000 blocks. Throws `ClickHouseUnavailableError` or `ClickHouseError`.
 */
export async function insertEvents(
  client: ClickHouseClient,
  encoded: EncodedRows,
  token: string,
): Promise<void> {
  if (encoded.rows === 0) return;
  const result = await client.exec({
    query: `INSERT INTO security_event (${eventColumns.join(', ')}) FORMAT ${encoded.format}`,
    values: Readable.from([encoded.body], { objectMode: false }),
    clickhouse_settings: {
      insert_deduplication_token: token,
      max_partitions_per_insert_block: String(maxPartitions),
      // One block an insert, so that one token names all of it.
      min_insert_block_size_rows: String(2 ** 31),
      min_insert_block_size_bytes: '0',
      max_insert_threads: '1',
      input_format_parallel_parsing: 0,
      // A fresh part is no larger than what an index would leave over of it; the first merge makes them.
      materialize_skip_indexes_on_insert: 0,
    },
  });
  result.stream.resume();
}

interface Search {
  readonly query: Query;
  readonly range: EventRange;
  readonly limit: number;
  readonly cursor?: EventCursor;
}

/** How many events match. */
export async function countMatching(
  client: ClickHouseClient,
  scope: Scope,
  search: Pick<Search, 'query' | 'range'>,
): Promise<number> {
  const condition = where(scope, search.query, search.range);
  const [row] = await read(
    client,
    `SELECT count() AS events FROM security_event WHERE ${condition.sql}`,
    condition.params,
    matchingRow,
  );
  return row?.events ?? 0;
}

/** One page of matching events, newest first; `cursor` is the `next` of the page before. `limit` is at most 1,000. */
export async function searchEvents(
  client: ClickHouseClient,
  scope: Scope,
  search: Search,
): Promise<EventPage> {
  const limit = Math.min(Math.max(1, Math.trunc(search.limit)), readLimits.page);
  const { rows, next } = await readPage(client, scope, { ...search, limit }, summaryColumns, summaryRow);
  return { events: rows, next };
}

/** A page of `limit` (at most 5,000) whole events, newest first, for a file. */
export async function searchDetails(
  client: ClickHouseClient,
  scope: Scope,
  search: Search,
): Promise<{ readonly events: readonly EventDetail[]; readonly next: EventCursor | null }> {
  const limit = Math.min(Math.max(1, Math.trunc(search.limit)), readLimits.exportPage);
  const { rows, next } = await readPage(client, scope, { ...search, limit }, detailColumns, detailRow);
  return { events: rows, next };
}

async function readPage<Row extends { readonly time: number; readonly id: EventId }>(
  client: ClickHouseClient,
  scope: Scope,
  { query, range, limit, cursor }: Search,
  columns: string,
  parse: (row: unknown) => Row,
): Promise<{ readonly rows: readonly Row[]; readonly next: EventCursor | null }> {
  const condition = where(scope, query, range);
  const before =
    cursor === undefined
      ? ''
      : `AND security_event.time <= fromUnixTimestamp64Milli({cursor_time:Int64}, 'UTC')
         AND (security_event.time, security_event.event_id)
           < (fromUnixTimestamp64Milli({cursor_time:Int64}, 'UTC'), {cursor_id:UUID})`;
  const rows = await read(
    client,
    `SELECT ${columns}
     FROM security_event
     WHERE ${condition.sql} ${before}
     ORDER BY security_event.time DESC, security_event.event_id DESC
     LIMIT {page_size:UInt32}`,
    {
      ...condition.params,
      page_size: limit + 1,
      ...(cursor === undefined ? {} : { cursor_time: cursor.time, cursor_id: cursor.id }),
    },
    parse,
  );
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    rows: kept,
    next: rows.length > limit && last !== undefined ? { time: last.time, id: last.id } : null,
  };
}

/** One event with its raw record; null when the scope sees none of that id. */
export async function eventById(
  client: ClickHouseClient,
  scope: Scope,
  id: EventId,
): Promise<EventDetail | null> {
  const [event] = await eventsByIds(client, scope, [id]);
  return event ?? null;
}

/**
 * Events by their ids, oldest first; unknown ids are left out. Only the first 1,000 ids are looked up. Whoever knows when
 * the events happened gives `range`: then what else is stored costs nothing.
 */
export async function eventsByIds(
  client: ClickHouseClient,
  scope: Scope,
  ids: readonly EventId[],
  range: EventRange | null = null,
): Promise<readonly EventDetail[]> {
  if (ids.length === 0) return [];
  const who = range === null ? scoped(scope) : scopedIn(scope, range);
  return read(
    client,
    `SELECT ${detailColumns}
     FROM security_event
     WHERE ${who.sql} AND security_event.event_id IN {event_ids:Array(UUID)}
     ORDER BY security_event.time, security_event.event_id`,
    { ...who.params, event_ids: ids.slice(0, readLimits.ids) },
    detailRow,
  );
}

/** Stored events by company, day of receipt (UTC), parser and reason: what intake's counters are checked against. */
export async function countEvents(
  client: ClickHouseClient,
  scope: Scope,
  received: EventRange,
): Promise<readonly EventCount[]> {
  const who = scoped(scope);
  return read(
    client,
    `SELECT security_event.company_id AS company_id, toString(toDate(security_event.received_at, 'UTC')) AS day,
            security_event.parser AS parser, security_event.unparsed_reason AS unparsed_reason,
            count() AS events, sum(lengthUTF8(security_event.raw)) AS raw_length
     FROM security_event
     WHERE ${who.sql}
       AND security_event.received_at >= fromUnixTimestamp64Milli({received_from:Int64}, 'UTC')
       AND security_event.received_at < fromUnixTimestamp64Milli({received_to:Int64}, 'UTC')
     GROUP BY company_id, day, parser, unparsed_reason
     ORDER BY company_id, day, parser, unparsed_reason`,
    { ...who.params, received_from: received.from, received_to: received.to },
    countRow,
  );
}

/** All events of a company, oldest first, in batches: for the export when it leaves. */
export async function* allEvents(
  client: ClickHouseClient,
  companyId: CompanyId,
): AsyncGenerator<EventDetail> {
  const who = scoped({ kind: 'company', companyId });
  const batches = streamRows(client, {
    sql: `SELECT ${detailColumns} FROM security_event WHERE ${who.sql}
          ORDER BY security_event.time, security_event.event_id`,
    params: who.params,
    parse: detailRow,
    maxSeconds: exportSeconds,
  });
  for await (const batch of batches) yield* batch;
}
