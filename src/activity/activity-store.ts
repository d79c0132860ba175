import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { CompanyId, Id } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { ActivityRecord } from './activity-record.ts';

type RecordRow = {
  event_id: string;
  event_time: Date;
  event_name: string;
  event_source: string;
  user_identity: unknown;
  source_ip: string;
  user_agent: string;
  request_id: string;
  read_only: boolean;
  outcome: 'success' | 'denied' | 'failed';
  error_code: string | null;
  resources: unknown;
  company_id: string | null;
  request_parameters: unknown;
  person_id: string | null;
  person_name: string | null;
};

type ActivityTables = {
  activity_record: RecordRow;
  activity_count: { company_id: string; operation: string; hour: Date; count: number };
};

const tables = (tx: Tx): Kysely<ActivityTables> => tx.$extendTables<ActivityTables>();

/** Appends records with one statement. Needs no scope: writing is free to all, reading is not. */
export async function insertRecords(tx: Tx, records: readonly ActivityRecord[]): Promise<void> {
  const rows = records.map((record) => ({
    event_id: record.id,
    event_time: record.at,
    event_name: record.eventName,
    event_source: record.eventSource,
    user_identity: record.identity,
    source_ip: record.sourceIp,
    user_agent: record.userAgent,
    request_id: record.requestId,
    read_only: record.readOnly,
    outcome: record.outcome,
    error_code: record.errorCode,
    resources: record.resources,
    company_id: record.companyId,
    request_parameters: record.parameters,
  }));
  await sql`insert into activity_record
      (event_id, event_time, event_name, event_source, user_identity, source_ip, user_agent, request_id, read_only,
       outcome, error_code, resources, company_id, request_parameters)
    select event_id, event_time, event_name, event_source, user_identity, source_ip, user_agent, request_id, read_only,
       outcome, error_code, resources, company_id, request_parameters
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given
      (event_id uuid, event_time timestamptz, event_name text, event_source text, user_identity jsonb, source_ip text,
       user_agent text, request_id text, read_only boolean, outcome text, error_code text, resources jsonb,
       company_id uuid, request_parameters jsonb)`.execute(tx);
}

const columns = [
  'activity_record.event_id',
  'activity_record.event_time',
  'activity_record.event_name',
  'activity_record.event_source',
  'activity_record.user_identity',
  'activity_record.source_ip',
  'activity_record.user_agent',
  'activity_record.request_id',
  'activity_record.read_only',
  'activity_record.outcome',
  'activity_record.error_code',
  'activity_record.resources',
  'activity_record.company_id',
  'activity_record.request_parameters',
] as const;

/** What is looked for; every filter that is not null must hold. Times: `from` included, `to` not. */
export interface ActivityFilter {
  readonly from: Date;
  readonly to: Date;
  /** A user's id (the actions of the user's tokens included), or a name as the record has it, whatever its case; `*` ends a beginning. */
  readonly principal: string | null;
  /** An operation, or how it begins and `*`: `incident.*`. */
  readonly eventName: string | null;
  /** Id of a thing that the action was about. */
  readonly resource: string | null;
  readonly outcome: ActivityRecord['outcome'] | null;
  readonly readOnly: boolean | null;
  readonly companyId: string | null;
  readonly sourceIp: string | null;
}

/** A place in the log: records are sorted by time, newest first. */
export interface ActivityPlace {
  readonly at: string;
  readonly id: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function fitting(tx: Tx, filter: ActivityFilter) {
  const { from, to, principal, eventName, resource, outcome, readOnly, companyId, sourceIp } = filter;
  const source =
    resource === null
      ? sql<RecordRow>`activity_record`
      : sql<RecordRow>`tocsin.activity_of_resource(${resource}, ${from}, ${to})`;
  let query = tables(tx)
    .selectFrom(source.as('activity_record'))
    .where('activity_record.event_time', '>=', from)
    .where('activity_record.event_time', '<', to);
  if (principal !== null) {
    const column = uuid.test(principal) ? 'activity_record.person_id' : 'activity_record.person_name';
    query = query.where(beginsOrIs(column, principal.toLowerCase()));
  }
  if (eventName !== null) query = query.where(beginsOrIs('activity_record.event_name', eventName));
  if (outcome !== null) query = query.where('activity_record.outcome', '=', outcome);
  if (readOnly !== null) query = query.where('activity_record.read_only', '=', readOnly);
  if (companyId !== null) query = query.where('activity_record.company_id', '=', companyId);
  if (sourceIp !== null) query = query.where('activity_record.source_ip', '=', sourceIp);
  return query;
}

/** `text*` asks for a beginning. */
const beginsOrIs = (column: string, text: string) =>
  text.endsWith('*')
    ? sql<boolean>`starts_with(${sql.ref(column)}, ${text.slice(0, -1)})`
    : sql<boolean>`${sql.ref(column)} = ${text}`;

/** How many records fit, counted no further than `most`. */
export async function countRecords(tx: Tx, filter: ActivityFilter, most: number): Promise<number> {
  const row = await tx
    .selectFrom(fitting(tx, filter).select('activity_record.event_id').limit(most).as('counted'))
    .select((count) => count.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Records that fit, newest first, as far as the transaction's scope sees them. */
export async function searchRecords(
  tx: Tx,
  filter: ActivityFilter,
  page: { readonly after: ActivityPlace | null; readonly limit: number },
): Promise<readonly ActivityRecord[]> {
  const { after } = page;
  let query = fitting(tx, filter).select(columns);
  if (after !== null) {
    query = query.where(sql<boolean>`(event_time, event_id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  }
  const rows = await query
    .orderBy('activity_record.event_time', 'desc')
    .orderBy('activity_record.event_id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map(fromRow);
}

/** The newest successful actions of one name, newest first, as far as the transaction's scope sees them. */
export async function recentActions(
  tx: Tx,
  eventName: string,
  limit: number,
): Promise<readonly ActivityRecord[]> {
  const rows = await tables(tx)
    .selectFrom('activity_record')
    .select(columns)
    .where('activity_record.event_name', '=', eventName)
    .where('activity_record.outcome', '=', 'success')
    .orderBy('activity_record.event_time', 'desc')
    .orderBy('activity_record.event_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

export async function recordById(tx: Tx, id: string): Promise<ActivityRecord | null> {
  const row = await tables(tx)
    .selectFrom('activity_record')
    .select(columns)
    .where('activity_record.event_id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

/** Data-plane writes of one company in one hour. */
export interface DataPlaneCount {
  readonly companyId: CompanyId;
  /** What was written: `event.ingest`. */
  readonly operation: string;
  /** Start of the hour, UTC. */
  readonly hour: Date;
  readonly count: number;
}

/** Adds to the hourly counts. */
export async function addCounts(tx: Tx, counts: readonly DataPlaneCount[]): Promise<void> {
  if (counts.length === 0) return;
  await tables(tx)
    .insertInto('activity_count')
    .values(
      counts.map(({ companyId, operation, hour, count }) => ({
        company_id: companyId,
        operation,
        hour,
        count,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['company_id', 'operation', 'hour'])
        .doUpdateSet({ count: sql`activity_count.count + excluded.count` }),
    )
    .execute();
}

/** The hourly counts in a time range, by hour, company and operation. */
export async function listCounts(
  tx: Tx,
  range: {
    readonly from: Date;
    readonly to: Date;
    readonly companyId: string | null;
    readonly limit: number;
  },
): Promise<readonly DataPlaneCount[]> {
  let query = tables(tx)
    .selectFrom('activity_count')
    .select([
      'activity_count.company_id',
      'activity_count.operation',
      'activity_count.hour',
      'activity_count.count',
    ])
    .where('activity_count.hour', '>=', range.from)
    .where('activity_count.hour', '<', range.to);
  if (range.companyId !== null) query = query.where('activity_count.company_id', '=', range.companyId);
  const rows = await query
    .orderBy('activity_count.hour')
    .orderBy('activity_count.company_id')
    .orderBy('activity_count.operation')
    .limit(range.limit)
    .execute();
  return rows.map((row) => ({
    companyId: row.company_id as CompanyId,
    operation: row.operation,
    hour: row.hour,
    count: row.count,
  }));
}

/** Deletes records from before a time, the one way that there is; at least 30 days are kept. Returns how many went. */
export async function expireRecords(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql<{ gone: number }>`select tocsin.expire_activity(${before}) as gone`.execute(tx);
  return rows[0]?.gone ?? 0;
}

const identityColumn = z.object({
  type: z.enum(['user', 'token', 'system', 'anonymous']),
  principalId: z.string().nullable(),
  userId: z.string().optional(),
  userName: z.string(),
  companyId: z.string().nullable(),
});
const resourcesColumn = z.array(z.object({ type: z.string(), id: z.string() }));
const parametersColumn = z.record(z.string(), z.unknown());

function fromRow(row: Omit<RecordRow, 'person_id' | 'person_name'>): ActivityRecord {
  const { userId, companyId, ...known } = identityColumn.parse(row.user_identity);
  const identity = { ...known, companyId: companyId as CompanyId | null };
  return {
    id: row.event_id as Id<'activity'>,
    at: row.event_time,
    eventName: row.event_name,
    eventSource: row.event_source,
    identity: userId === undefined ? identity : { ...identity, userId },
    sourceIp: row.source_ip,
    userAgent: row.user_agent,
    requestId: row.request_id,
    readOnly: row.read_only,
    outcome: row.outcome,
    errorCode: row.error_code,
    resources: resourcesColumn.parse(row.resources),
    companyId: row.company_id as CompanyId | null,
    parameters: parametersColumn.parse(row.request_parameters),
  };
}
