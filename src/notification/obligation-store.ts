import { sql } from 'kysely';
import type { CompanyId, Id, IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { AgreementId, Clause, ClauseId } from './agreement.ts';
import { storedClause } from './agreement-schema.ts';
import { tables } from './notification-tables-store.ts';
import {
  nextCheckAt,
  type ObligationClock,
  type ObligationState,
  type ObligationStatus,
} from './obligation.ts';

export type ObligationId = Id<'obligation'>;

/** A duty to notify one company of one incident, by one clause. */
export interface Obligation {
  readonly id: ObligationId;
  readonly incidentId: IncidentId;
  readonly companyId: CompanyId;
  readonly agreement: { readonly id: AgreementId; readonly version: number; readonly title: string };
  /** The clause as it was when the clock started. */
  readonly clause: Clause;
  readonly clauseText: string;
  readonly clock: ObligationClock;
  readonly state: ObligationState;
}

/** Stores a new obligation; false when the incident, company and clause have one already. */
export async function insertObligation(tx: Tx, obligation: Obligation): Promise<boolean> {
  const { agreement, clock } = obligation;
  const result = await tables(tx)
    .insertInto('obligation')
    .values({
      id: obligation.id,
      incident_id: obligation.incidentId,
      company_id: obligation.companyId,
      agreement_id: agreement.id,
      agreement_version: agreement.version,
      agreement_title: agreement.title,
      clause_id: obligation.clause.id,
      clause: JSON.stringify(obligation.clause),
      clause_text: obligation.clauseText,
      started_at: clock.startedAt,
      due_at: clock.dueAt,
      ...columnsOf(clock, obligation.state),
    })
    .onConflict((conflict) => conflict.columns(['incident_id', 'company_id', 'clause_id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function saveObligation(
  tx: Tx,
  { id, companyId, clock }: Obligation,
  state: ObligationState,
): Promise<void> {
  await tables(tx)
    .updateTable('obligation')
    .set(columnsOf(clock, state))
    .where('obligation.id', '=', id)
    .where('obligation.company_id', '=', companyId)
    .execute();
}

const columnsOf = (clock: ObligationClock, state: ObligationState) => ({
  status: state.kind,
  warned_percent: [...state.warned],
  breached_at: state.breachedAt,
  reopened_at: state.reopenedAt,
  fulfilled_at: state.kind === 'fulfilled' ? state.at : null,
  waived_at: state.kind === 'waived' ? state.at : null,
  next_check_at: nextCheckAt(clock, state),
});

const selection = (tx: Tx) =>
  tables(tx)
    .selectFrom('obligation')
    .select([
      'obligation.id',
      'obligation.incident_id',
      'obligation.company_id',
      'obligation.agreement_id',
      'obligation.agreement_version',
      'obligation.agreement_title',
      'obligation.clause',
      'obligation.clause_text',
      'obligation.started_at',
      'obligation.due_at',
      'obligation.status',
      'obligation.warned_percent',
      'obligation.breached_at',
      'obligation.reopened_at',
      'obligation.fulfilled_at',
      'obligation.waived_at',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof selection>['executeTakeFirstOrThrow']>>;

const toObligation = (row: Row): Obligation => ({
  id: row.id as ObligationId,
  incidentId: row.incident_id as IncidentId,
  companyId: row.company_id as CompanyId,
  agreement: {
    id: row.agreement_id as AgreementId,
    version: row.agreement_version,
    title: row.agreement_title,
  },
  clause: storedClause.parse(row.clause),
  clauseText: row.clause_text,
  clock: { startedAt: row.started_at, dueAt: row.due_at },
  state: toState(row),
});

function toState(row: Row): ObligationState {
  const past = {
    warned: row.warned_percent,
    breachedAt: row.breached_at,
    reopenedAt: row.reopened_at,
  };
  if (row.status === 'fulfilled') return { kind: 'fulfilled', at: row.fulfilled_at ?? row.due_at, ...past };
  if (row.status === 'waived') return { kind: 'waived', at: row.waived_at ?? row.due_at, ...past };
  return { kind: 'active', ...past };
}

/** Reads an obligation and holds it until the transaction ends. */
export async function lockObligation(tx: Tx, id: ObligationId): Promise<Obligation | null> {
  const row = await selection(tx).where('obligation.id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toObligation(row);
}

export async function readObligation(tx: Tx, id: ObligationId): Promise<Obligation | null> {
  const row = await selection(tx).where('obligation.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toObligation(row);
}

/** The obligations of incidents, by due time; those of one company or clause where they are named. */
export async function obligationsOf(
  tx: Tx,
  incidentIds: readonly IncidentId[],
  only: { readonly companyId?: CompanyId; readonly clauseId?: ClauseId } = {},
): Promise<readonly Obligation[]> {
  if (incidentIds.length === 0) return [];
  const { companyId, clauseId } = only;
  let query = selection(tx).where('obligation.incident_id', 'in', [...incidentIds]);
  if (companyId !== undefined) query = query.where('obligation.company_id', '=', companyId);
  if (clauseId !== undefined) query = query.where('obligation.clause_id', '=', clauseId);
  const rows = await query.orderBy('obligation.due_at').orderBy('obligation.id').execute();
  return rows.map(toObligation);
}

/** Obligations whose clock should have been looked at, the most urgent first. */
export async function overdueChecks(tx: Tx, now: Date, limit: number): Promise<readonly ObligationId[]> {
  const rows = await tables(tx)
    .selectFrom('obligation')
    .select('obligation.id')
    .where('obligation.next_check_at', '<=', now)
    .orderBy('obligation.due_at')
    .orderBy('obligation.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id as ObligationId);
}

/** An obligation as lists show it. */
export interface ObligationRow {
  readonly obligation: Obligation;
  readonly companyName: string;
  readonly noticeId: string | null;
}

export interface ObligationFilter {
  readonly statuses?: readonly (ObligationStatus | 'active')[] | undefined;
  readonly companyId?: CompanyId | undefined;
  readonly incidentId?: IncidentId | undefined;
  readonly dueBefore?: Date | undefined;
  readonly after?: { readonly at: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/** Obligations that the scope may see, by due time. */
export async function listObligations(tx: Tx, filter: ObligationFilter): Promise<readonly ObligationRow[]> {
  const { statuses, companyId, incidentId, dueBefore, after } = filter;
  let query = selection(tx)
    .innerJoin('company', 'company.id', 'obligation.company_id')
    .leftJoin('notice', 'notice.obligation_id', 'obligation.id')
    .select(['company.name as company_name', 'notice.id as notice_id']);
  if (statuses !== undefined) query = query.where(wireStatus, 'in', expand(statuses));
  if (companyId !== undefined) query = query.where('obligation.company_id', '=', companyId);
  if (incidentId !== undefined) query = query.where('obligation.incident_id', '=', incidentId);
  if (dueBefore !== undefined) query = query.where('obligation.due_at', '<=', dueBefore);
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(obligation.due_at, obligation.id) > (${after.at}::timestamptz, ${after.id}::uuid)`,
    );
  const rows = await query
    .orderBy('obligation.due_at')
    .orderBy('obligation.id')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({
    obligation: toObligation(row),
    companyName: row.company_name,
    noticeId: row.notice_id,
  }));
}

/** `obligationStatus` of obligation.ts, said in SQL. */
const wireStatus = sql<ObligationStatus>`case obligation.status
  when 'waived' then 'waived'
  when 'fulfilled' then case when obligation.breached_at is null then 'fulfilled' else 'fulfilled_late' end
  else case when obligation.breached_at is not null then 'breached'
    when cardinality(obligation.warned_percent) = 0 then 'open' else 'warned' end end`;

const expand = (statuses: readonly (ObligationStatus | 'active')[]): ObligationStatus[] =>
  statuses.flatMap((status) => (status === 'active' ? (['open', 'warned', 'breached'] as const) : [status]));

/** Obligations of these incidents whose notice is still owed. */
export async function countOpenObligations(tx: Tx, incidentIds: readonly IncidentId[]): Promise<number> {
  if (incidentIds.length === 0) return 0;
  const row = await tables(tx)
    .selectFrom('obligation')
    .select((count) => count.fn.countAll<number>().as('count'))
    .where('obligation.incident_id', 'in', [...incidentIds])
    .where('obligation.status', '=', 'active')
    .executeTakeFirstOrThrow();
  return row.count;
}

/** The next due time of each of these incidents that owes a notice. */
export async function nextDueTimes(
  tx: Tx,
  incidentIds: readonly IncidentId[],
): Promise<ReadonlyMap<IncidentId, Date>> {
  if (incidentIds.length === 0) return new Map();
  const rows = await tables(tx)
    .selectFrom('obligation')
    .select(['obligation.incident_id', (least) => least.fn.min('obligation.due_at').as('due_at')])
    .where('obligation.incident_id', 'in', [...incidentIds])
    .where('obligation.status', '=', 'active')
    .groupBy('obligation.incident_id')
    .execute();
  return new Map(rows.map((row) => [row.incident_id as IncidentId, row.due_at]));
}
