import type { ClickHouseClient } from '@clickhouse/client';
import type { Scope } from '../kernel/index.ts';
import { streamRows } from '../platform/clickhouse/index.ts';
import { storedRow, type StoredRow } from './event-rows-schema.ts';
import { scoped, type EventRange } from './event-sql.ts';

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
  const who = scoped(scope);
  const rows = `security_event
    WHERE ${who.sql} AND security_event.unparsed_reason = ''
      AND security_event.time >= fromUnixTimestamp64Milli({range_from:Int64}, 'UTC')
      AND security_event.time < fromUnixTimestamp64Milli({range_to:Int64}, 'UTC')
      AND ${condition.outer}`;
  const shown = columns.filter((name) => name !== 'time' && name !== 'received_at');
  return streamRows(client, {
    sql: `SELECT ${shown.join(', ')}, toUnixTimestamp64Milli(time) AS time_ms, toUnixTimestamp64Milli(received_at) AS received_ms
      FROM ${condition.from(rows, columns)}
      WHERE ${condition.inner}
      SETTINGS readonly = 1`,
    params: { ...who.params, range_from: range.from, range_to: range.to },
    settings: condition.settings,
    maxSeconds,
    parse: storedRow,
    ...(signal === undefined ? {} : { signal }),
  });
}
