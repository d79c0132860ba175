import type { ClickHouseClient } from '@clickhouse/client';
import type { EventId, Scope } from '../kernel/index.ts';
import { readRows, streamRows } from '../platform/clickhouse/index.ts';
import { storedRow, type StoredRow } from './event-rows-schema.ts';
import { scoped, scopedIn, type EventRange } from './event-sql.ts';

/** A condition over rows of `security_event` that another slice has made, without a value of a user's outside literals. */
export interface RowCondition {
  /** Told by columns of the table alone. */
  readonly outer: string;
  /** Subqueries around the rows, which give what `inner` reads. */
  readonly from: (rows: string, columns: readonly string[]) => string;
  readonly inner: string;
  readonly settings: Readonly<Record<string, string | number>>;
}

const columns = [
  'event_id',
  'company_id',
  'project_id',
  'source_id',
  'time',
  'received_at',
  'peer',
  'parser',
  'message',
  'raw',
] as const;

const shown = `${columns.filter((name) => name !== 'time' && name !== 'received_at').join(', ')},
      toUnixTimestamp64Milli(time) AS time_ms, toUnixTimestamp64Milli(received_at) AS received_ms`;

export interface RecordSearch {
  readonly scope: Scope;
  readonly range: EventRange;
  readonly condition: RowCondition;
  readonly maxSeconds: number;
  readonly signal?: AbortSignal;
}

/** The records of a range for which a condition holds, in batches and in no order. Throws `ClickHouseError`. */
export function streamRecords(
  client: ClickHouseClient,
  { scope, range, condition, maxSeconds, signal }: RecordSearch,
): AsyncGenerator<readonly StoredRow[]> {
  const who = scopedIn(scope, range);
  const rows = `security_event
    WHERE ${who.sql} AND security_event.unparsed_reason = ''
      AND ${condition.outer}`;
  return streamRows(client, {
    sql: `SELECT ${shown}
      FROM ${condition.from(rows, columns)}
      WHERE ${condition.inner}
      SETTINGS readonly = 1`,
    params: who.params,
    settings: condition.settings,
    maxSeconds,
    parse: storedRow,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Bounds on one look-up by id. */
const lookUp = { ids: 1_000, seconds: 20 } as const;

/**
 * Records by the ids of their events, oldest first; unknown ids, and records that nobody could parse, are left out. Only
 * the first 1,000 ids are looked up. Throws `ClickHouseError`.
 */
export async function recordsByIds(
  client: ClickHouseClient,
  scope: Scope,
  ids: readonly EventId[],
): Promise<readonly StoredRow[]> {
  if (ids.length === 0) return [];
  const who = scoped(scope);
  return readRows(client, {
    sql: `SELECT ${shown}
      FROM security_event
      WHERE ${who.sql} AND security_event.unparsed_reason = '' AND security_event.event_id IN {event_ids:Array(UUID)}
      ORDER BY time, event_id
      SETTINGS readonly = 1`,
    params: { ...who.params, event_ids: ids.slice(0, lookUp.ids) },
    maxSeconds: lookUp.seconds,
    parse: storedRow,
  });
}
