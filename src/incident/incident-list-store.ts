import { sql } from 'kysely';
import { severities, type CompanyId, type IncidentId, type Severity } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { incidentNumber, type IncidentStatus } from './incident.ts';
import { tables } from './incident-tables-store.ts';

/** An incident as lists show it; companies and due times are joined by the caller. */
export interface IncidentRow {
  readonly id: IncidentId;
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly summary: string | null;
  readonly cancelReason: 'false_positive' | 'duplicate' | null;
  readonly duplicateOf: string | null;
  readonly openedAt: Date;
  readonly endedAt: Date | null;
  readonly assignee: { readonly id: string; readonly name: string } | null;
  readonly findingCount: number;
}

export interface IncidentFilter {
  readonly ids?: readonly IncidentId[];
  readonly statuses?: readonly (IncidentStatus | 'open')[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly companyId?: CompanyId | undefined;
  readonly text?: string | undefined;
  readonly after?: { readonly openedAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/** Incidents that the scope may see, newest first. */
export async function listIncidents(tx: Tx, filter: IncidentFilter): Promise<readonly IncidentRow[]> {
  const rows = await filtered(tx, filter)
    .leftJoin('app_user', 'app_user.id', 'incident.assignee_id')
    .select([
      'incident.id',
      'incident.year',
      'incident.sequence',
      'incident.title',
      'incident.severity',
      'incident.status',
      'incident.summary',
      'incident.cancel_reason',
      'incident.duplicate_of',
      'incident.opened_at',
      'incident.ended_at',
      'app_user.id as assignee_id',
      'app_user.name as assignee_name',
    ])
    .select((column) =>
      column
        .selectFrom('incident_finding')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('incident_finding.incident_id', '=', 'incident.id')
        .as('finding_count'),
    )
    .orderBy('incident.opened_at', 'desc')
    .orderBy('incident.id', 'desc')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id as IncidentId,
    number: incidentNumber(row.year, row.sequence),
    title: row.title,
    severity: row.severity,
    status: row.status,
    summary: row.summary,
    cancelReason: row.cancel_reason,
    duplicateOf: row.duplicate_of,
    openedAt: row.opened_at,
    endedAt: row.ended_at,
    assignee:
      row.assignee_id === null || row.assignee_name === null
        ? null
        : { id: row.assignee_id, name: row.assignee_name },
    findingCount: row.finding_count ?? 0,
  }));
}

function filtered(tx: Tx, filter: IncidentFilter) {
  const { ids, statuses, companyId, text, after } = filter;
  let query = tables(tx).selectFrom('incident');
  if (ids !== undefined) query = query.where('incident.id', 'in', [...ids]);
  if (statuses !== undefined) {
    const named = statuses.filter((status) => status !== 'open');
    query = query.where((column) =>
      column.or([
        ...(named.length === 0 ? [] : [column('incident.status', 'in', named)]),
        ...(statuses.includes('open') ? [column('incident.ended_at', 'is', null)] : []),
      ]),
    );
  }
  if (filter.severities !== undefined) query = query.where('incident.severity', 'in', [...filter.severities]);
  if (companyId !== undefined)
    query = query.where((column) =>
      column.exists(
        column
          .selectFrom('incident_company')
          .select('incident_company.company_id')
          .whereRef('incident_company.incident_id', '=', 'incident.id')
          .where('incident_company.company_id', '=', companyId)
          .where('incident_company.state', '<>', 'cleared'),
      ),
    );
  if (text !== undefined && text !== '') {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const number = sql<string>`'INC-' || incident.year || '-' || lpad(incident.sequence::text, greatest(4, length(incident.sequence::text)), '0')`;
    query = query.where((column) =>
      column.or([column('incident.title', 'ilike', pattern), column(number, 'ilike', pattern)]),
    );
  }
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(incident.opened_at, incident.id) < (${after.openedAt}::timestamptz, ${after.id}::uuid)`,
    );
  return query;
}

/** How many incidents fit, counted no further than `most`. */
export async function countIncidents(
  tx: Tx,
  filter: Omit<IncidentFilter, 'limit'>,
  most: number,
): Promise<number> {
  const row = await tx
    .selectFrom(
      filtered(tx, { ...filter, limit: most })
        .select('incident.id')
        .limit(most)
        .as('counted'),
    )
    .select((count) => count.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** How many running incidents there are of each severity that the scope may see. */
export async function countRunningBySeverity(tx: Tx): Promise<Readonly<Record<Severity, number>>> {
  const rows = await tables(tx)
    .selectFrom('incident')
    .select(['incident.severity', (count) => count.fn.countAll<number>().as('count')])
    .where('incident.ended_at', 'is', null)
    .groupBy('incident.severity')
    .execute();
  const counts = new Map(rows.map((row) => [row.severity, row.count]));
  return Object.fromEntries(severities.map((severity) => [severity, counts.get(severity) ?? 0])) as Record<
    Severity,
    number
  >;
}

/** Running incidents that affect a company, for its page. */
export async function countRunningOf(tx: Tx, companyId: CompanyId): Promise<number> {
  const row = await tables(tx)
    .selectFrom('incident_company')
    .innerJoin('incident', 'incident.id', 'incident_company.incident_id')
    .select((count) => count.fn.countAll<number>().as('count'))
    .where('incident_company.company_id', '=', companyId)
    .where('incident_company.state', '<>', 'cleared')
    .where('incident.ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}
