import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import {
  parseId,
  type CompanyId,
  type EventId,
  type Id,
  type ProjectId,
  type Scope,
  type SourceId,
} from '../kernel/index.ts';
import { streamRows } from '../platform/clickhouse/index.ts';
import { scoped, type EventRange } from './event-sql.ts';
import type { StoredRaw } from './stored-event.ts';

/** A condition over rows of `security_event` that another slice has made, without a value of a user's outside literals. */
export interface RowCondition {
  /** Told by columns of the table alone. */
  readonly outer: string;
  /** Subqueries around the rows, which give what `inner` reads. */
  readonly from: (rows: string, columns: readonly string[]) => string;
  readonly inner: string;
  readonly settings: Readonly<Record<string, string | number>>;
}

/** A stored record with what a list shows of it. */
export interface StoredRow extends StoredRaw {
  /** Unix milliseconds of the event. */
  readonly time: number;
  readonly message: string;
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

const rowSchema = z.object({
  event_id: z.string(),
  company_id: z.string(),
  project_id: z.string(),
  source_id: z.string(),
  time_ms: z.coerce.number(),
  received_ms: z.coerce.number(),
  peer: z.string(),
  parser: z.string(),
  message: z.string(),
  raw: z.string(),
});

const zeroId = '00000000-0000-0000-0000-000000000000';

function idOf<Kind extends string>(text: string): Id<Kind> {
  const id = parseId<Kind>(text);
  if (!id.ok) throw new Error(`The event table holds a broken id: ${id.error.message}`);
  return id.value;
}

function toRow(row: unknown): StoredRow {
  const read = rowSchema.parse(row);
  return {
    id: idOf<'event'>(read.event_id) satisfies EventId,
    companyId: idOf<'company'>(read.company_id) satisfies CompanyId,
    projectId: read.project_id === zeroId ? null : (idOf<'project'>(read.project_id) satisfies ProjectId),
    sourceId: idOf<'source'>(read.source_id) satisfies SourceId,
    time: read.time_ms,
    receivedAt: read.received_ms,
    peer: read.peer,
    parser: read.parser,
    message: read.message,
    raw: read.raw,
  };
}

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
    parse: toRow,
    ...(signal === undefined ? {} : { signal }),
  });
}
