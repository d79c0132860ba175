import { sql } from 'kysely';
import type { CompanyId, IncidentId, Severity, UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { incidentNumber, type IncidentState } from './incident.ts';
import { tables } from './incident-tables-store.ts';

/** An incident as use cases work with it. */
export interface Incident {
  readonly id: IncidentId;
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly state: IncidentState;
  readonly summary: string | null;
  readonly assigneeId: UserId | null;
  readonly openedAt: Date;
}

/** Takes the year's next number. The counter's row stays locked until the transaction ends, so none is skipped. */
export async function takeNumber(tx: Tx, year: number): Promise<number> {
  const row = await tables(tx)
    .insertInto('incident_number')
    .values({ year, last: 1 })
    .onConflict((conflict) =>
      conflict.column('year').doUpdateSet({ last: sql<number>`incident_number.last + 1` }),
    )
    .returning('incident_number.last')
    .executeTakeFirstOrThrow();
  return row.last;
}

export async function insertIncident(
  tx: Tx,
  incident: Pick<Incident, 'id' | 'title' | 'severity' | 'summary' | 'openedAt'>,
  sequence: number,
): Promise<void> {
  await tables(tx)
    .insertInto('incident')
    .values({
      id: incident.id,
      year: incident.openedAt.getUTCFullYear(),
      sequence,
      title: incident.title,
      severity: incident.severity,
      status: 'new',
      summary: incident.summary,
      opened_at: incident.openedAt,
      updated_at: incident.openedAt,
      cancel_reason: null,
      duplicate_of: null,
      assignee_id: null,
      ended_at: null,
    })
    .execute();
}

/** Reads an incident and holds it until the transaction ends. */
export async function lockIncident(tx: Tx, id: IncidentId): Promise<Incident | null> {
  const row = await incidentRow(tx, id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toIncident(row);
}

export async function readIncident(tx: Tx, id: IncidentId): Promise<Incident | null> {
  const row = await incidentRow(tx, id).executeTakeFirst();
  return row === undefined ? null : toIncident(row);
}

const incidentRow = (tx: Tx, id: IncidentId) =>
  tables(tx)
    .selectFrom('incident')
    .select([
      'incident.id',
      'incident.year',
      'incident.sequence',
      'incident.title',
      'incident.severity',
      'incident.status',
      'incident.cancel_reason',
      'incident.duplicate_of',
      'incident.summary',
      'incident.assignee_id',
      'incident.opened_at',
      'incident.updated_at',
      'incident.ended_at',
    ])
    .where('incident.id', '=', id);

type IncidentRow = Awaited<ReturnType<ReturnType<typeof incidentRow>['executeTakeFirstOrThrow']>>;

function toIncident(row: IncidentRow): Incident {
  return {
    id: row.id as IncidentId,
    number: incidentNumber(row.year, row.sequence),
    title: row.title,
    severity: row.severity,
    state: toState(row),
    summary: row.summary,
    assigneeId: row.assignee_id as UserId | null,
    openedAt: row.opened_at,
  };
}

function toState(row: IncidentRow): IncidentState {
  const at = row.ended_at ?? row.updated_at;
  if (row.status === 'closed') return { kind: 'closed', at };
  if (row.status !== 'cancelled') return { kind: 'running', phase: row.status };
  return {
    kind: 'cancelled',
    at,
    cancellation:
      row.cancel_reason === 'duplicate'
        ? { reason: 'duplicate', duplicateOf: row.duplicate_of }
        : { reason: 'false_positive' },
  };
}

export async function saveState(tx: Tx, id: IncidentId, state: IncidentState, at: Date): Promise<void> {
  const cancellation = state.kind === 'cancelled' ? state.cancellation : null;
  await tables(tx)
    .updateTable('incident')
    .set({
      status: state.kind === 'running' ? state.phase : state.kind,
      ended_at: state.kind === 'running' ? null : state.at,
      cancel_reason: cancellation?.reason ?? null,
      duplicate_of: cancellation?.reason === 'duplicate' ? cancellation.duplicateOf : null,
      updated_at: at,
    })
    .where('incident.id', '=', id)
    .execute();
}

/** What an edit may set; what is absent stays. */
export interface IncidentEdit {
  readonly title?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly summary?: string | null | undefined;
  readonly assigneeId?: string | null | undefined;
}

export async function saveEdit(tx: Tx, id: IncidentId, edit: IncidentEdit, at: Date): Promise<void> {
  await tables(tx)
    .updateTable('incident')
    .set({
      ...(edit.title === undefined ? {} : { title: edit.title }),
      ...(edit.severity === undefined ? {} : { severity: edit.severity }),
      ...(edit.summary === undefined ? {} : { summary: edit.summary }),
      ...(edit.assigneeId === undefined ? {} : { assignee_id: edit.assigneeId }),
      updated_at: at,
    })
    .where('incident.id', '=', id)
    .execute();
}

/** Incidents that were cancelled as duplicates of this one. */
export async function duplicatesOf(tx: Tx, id: IncidentId): Promise<readonly IncidentId[]> {
  const rows = await tables(tx)
    .selectFrom('incident')
    .select('incident.id')
    .where('incident.duplicate_of', '=', id)
    .orderBy('incident.id')
    .execute();
  return rows.map((row) => row.id as IncidentId);
}

/** A member of the provider's staff who can take an incident; null when there is none of that id. */
export async function findStaffName(tx: Tx, userId: string): Promise<string | null> {
  const row = await tables(tx)
    .selectFrom('app_user')
    .innerJoin('company', 'company.id', 'app_user.company_id')
    .select('app_user.name')
    .where('app_user.id', '=', userId)
    .where('company.kind', '=', 'provider')
    .where('app_user.disabled_at', 'is', null)
    .executeTakeFirst();
  return row?.name ?? null;
}

/**
 * The name of a customer company; null when there is none, it is not a customer, or it has been erased. Holds its row, so that
 * it is not erased before this transaction ends.
 */
export async function findCustomerName(tx: Tx, companyId: CompanyId): Promise<string | null> {
  const row = await tables(tx)
    .selectFrom('company')
    .select('company.name')
    .where('company.id', '=', companyId)
    .where('company.kind', '=', 'customer')
    .where('company.status', '<>', 'erased')
    .forShare()
    .executeTakeFirst();
  return row?.name ?? null;
}
