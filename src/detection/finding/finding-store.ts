import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import {
  newId,
  severities,
  type Clock,
  type CompanyId,
  type EventId,
  type FindingId,
  type IncidentId,
  type Severity,
} from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import {
  findingStatuses,
  type Evidence,
  type Finding,
  type FindingState,
  type FindingStatus,
  type FoundBy,
  type MatchGroup,
} from './finding.ts';

/** Evidence kept beside the finding; the rest stays in ClickHouse. */
const keptEvidence = 100;

const snapshotSchema = z.object({
  title: z.string(),
  description: z.string(),
  author: z.string(),
  references: z.array(z.string()),
  tags: z.array(z.string()),
  falsePositives: z.array(z.string()),
  recommendedMeasures: z.array(z.string()),
  playbook: z.string().nullable(),
});

interface FindingRow {
  readonly id: string;
  readonly company_id: string;
  readonly company_name: string;
  readonly number: number;
  readonly severity: string;
  readonly status: string;
  readonly rule_id: string;
  readonly rule_hash: string;
  readonly engine_version: string;
  readonly rule_snapshot: unknown;
  readonly entity_type: string;
  readonly entity_value: string;
  readonly match_count: number;
  readonly found_by: FoundBy;
  readonly hunted_count: number;
  readonly suppressed_count: number;
  readonly first_match_at: Date;
  readonly last_match_at: Date;
  readonly incident_id: string | null;
  readonly dismissed_reason: string | null;
  readonly created_at: Date;
}

export type ListedFinding = Finding & { readonly companyName: string };

const columns = sql`finding.id, finding.company_id, company.name as company_name, finding.number, finding.severity,
  finding.status, finding.rule_id, finding.rule_hash, finding.engine_version, finding.rule_snapshot,
  finding.entity_type, finding.entity_value, finding.match_count, finding.found_by, finding.hunted_count, finding.suppressed_count,
  finding.first_match_at, finding.last_match_at,
  finding.incident_id, finding.dismissed_reason, finding.created_at`;

function toFinding(row: FindingRow): ListedFinding {
  return {
    id: row.id as FindingId,
    companyId: row.company_id as CompanyId,
    companyName: row.company_name,
    number: row.number,
    severity: z.enum(severities).parse(row.severity),
    state: toState(z.enum(findingStatuses).parse(row.status), row),
    ruleId: row.rule_id,
    ruleHash: row.rule_hash,
    engineVersion: row.engine_version,
    rule: snapshotSchema.parse(row.rule_snapshot),
    entity: { type: row.entity_type, value: row.entity_value },
    matchCount: row.match_count,
    foundBy: row.found_by,
    huntedCount: row.hunted_count,
    suppressedCount: row.suppressed_count,
    firstMatchAt: row.first_match_at,
    lastMatchAt: row.last_match_at,
    createdAt: row.created_at,
  };
}

function toState(status: FindingStatus, row: FindingRow): FindingState {
  const incidentId = row.incident_id as IncidentId | null;
  if (status === 'dismissed') return { kind: 'dismissed', reason: row.dismissed_reason ?? '' };
  if ((status === 'triaged' || status === 'closed') && incidentId !== null)
    return { kind: status, incidentId };
  return { kind: 'new' };
}

/** Folds matches into the open finding of their rule and entity, or opens one. */
export async function foldMatches(
  tx: Tx,
  clock: Clock,
  group: MatchGroup,
  engineVersion: string,
  foundBy: FoundBy,
): Promise<{ readonly id: FindingId; readonly opened: boolean }> {
  const now = clock.now();
  const hunted = foundBy === 'hunt' ? group.count : 0;
  const { rows } = await sql<{ id: string; opened: boolean }>`
    insert into finding (id, company_id, title, severity, status, rule_id, entity_type, entity_value, match_count,
      first_match_at, last_match_at, rule_hash, engine_version, rule_snapshot, found_by, hunted_count, created_at,
      updated_at)
    values (${newId(now)}, ${group.companyId}, ${group.rule.snapshot.title}, ${group.rule.severity}, 'new',
      ${group.rule.id}, ${group.entity.type}, ${group.entity.value}, ${group.count}, ${group.firstAt}, ${group.lastAt},
      ${group.rule.hash}, ${engineVersion}, ${JSON.stringify(group.rule.snapshot)}::jsonb, ${foundBy}, ${hunted},
      ${now}, ${now})
    on conflict (company_id, rule_id, entity_type, entity_value) where status in ('new', 'triaged') do update set
      match_count = finding.match_count + excluded.match_count,
      hunted_count = finding.hunted_count + excluded.hunted_count,
      first_match_at = least(finding.first_match_at, excluded.first_match_at),
      last_match_at = greatest(finding.last_match_at, excluded.last_match_at),
      updated_at = excluded.updated_at
    returning finding.id, (xmax = 0) as opened`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error('an upsert of a finding returned no row');
  return { id: row.id as FindingId, opened: row.opened };
}

/** Adds evidence until the finding has its full number. */
export async function addEvidence(
  tx: Tx,
  companyId: CompanyId,
  findingId: FindingId,
  receiptId: string,
  evidence: readonly Evidence[],
): Promise<void> {
  if (evidence.length === 0) return;
  const ids = evidence.map((item) => item.eventId);
  const times = evidence.map((item) => item.at);
  const messages = evidence.map((item) => item.message);
  const hashes = evidence.map((item) => item.rawHash);
  await sql`
    insert into finding_evidence (finding_id, company_id, event_id, event_time, message, receipt_id, raw_hash)
    select ${findingId}::uuid, ${companyId}::uuid, given.event_id, given.event_time, given.message,
      ${receiptId}, given.raw_hash
    from unnest(${ids}::uuid[], ${times}::timestamptz[], ${messages}::text[], ${hashes}::text[])
      as given (event_id, event_time, message, raw_hash)
    limit greatest(0, ${keptEvidence} - (
      select count(*) from finding_evidence
      where finding_evidence.finding_id = ${findingId}::uuid and finding_evidence.company_id = ${companyId}::uuid))
    on conflict do nothing`.execute(tx);
}

interface EvidenceRow {
  readonly event_id: string;
  readonly event_time: Date;
  readonly message: string;
  readonly receipt_id: string | null;
  readonly raw_hash: string | null;
}

/** Evidence with the receipt of the verdict on it; null in that of older releases. */
export type KeptEvidence = Evidence & { readonly receiptId: string | null };

export async function evidenceOf(
  tx: Tx,
  finding: Pick<Finding, 'id' | 'companyId'>,
): Promise<readonly KeptEvidence[]> {
  const { rows } = await sql<EvidenceRow>`
    select finding_evidence.event_id, finding_evidence.event_time, finding_evidence.message,
      finding_evidence.receipt_id, finding_evidence.raw_hash
    from finding_evidence
    where finding_evidence.finding_id = ${finding.id} and finding_evidence.company_id = ${finding.companyId}
    order by finding_evidence.event_time, finding_evidence.event_id`.execute(tx);
  return rows.map((row) => ({
    eventId: row.event_id as EventId,
    at: row.event_time,
    message: row.message,
    receiptId: row.receipt_id,
    rawHash: row.raw_hash,
  }));
}

export interface FindingFilter {
  readonly companyId: CompanyId | null;
  readonly status: readonly FindingStatus[];
  readonly severity: readonly Severity[];
  readonly ruleId: string | null;
  readonly number: number | null;
  readonly incidentId: IncidentId | null;
  /** Part of the title or of the entity's value. */
  readonly text: string | null;
}

/** A place in the list: findings are sorted by their last match, newest first. */
export interface FindingCursor {
  readonly lastMatchAt: Date;
  readonly id: string;
}

function fitting(filter: FindingFilter): RawBuilder<boolean> {
  const pattern = filter.text === null ? null : `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(${filter.companyId}::uuid is null or finding.company_id = ${filter.companyId}::uuid)
      and (cardinality(${filter.status}::text[]) = 0 or finding.status = any (${filter.status}::text[]))
      and (cardinality(${filter.severity}::text[]) = 0 or finding.severity = any (${filter.severity}::text[]))
      and (${filter.ruleId}::text is null or finding.rule_id = ${filter.ruleId}::text)
      and (${filter.number}::bigint is null or finding.number = ${filter.number}::bigint)
      and (${filter.incidentId}::uuid is null or finding.incident_id = ${filter.incidentId}::uuid)
      and (${pattern}::text is null or finding.title ilike ${pattern}::text or finding.entity_value ilike ${pattern}::text)`;
}

/** How many findings fit, counted no further than `most`. */
export async function countFindings(tx: Tx, filter: FindingFilter, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::bigint as count
    from (select 1 from finding where ${fitting(filter)} limit ${most}) as counted`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Findings in the order in which they were opened, newest first: unlike the last match that never changes. */
export async function findingsBefore(
  tx: Tx,
  filter: FindingFilter,
  limit: number,
  beforeId: string | null,
): Promise<readonly ListedFinding[]> {
  const { rows } = await sql<FindingRow>`
    select ${columns} from finding join company on company.id = finding.company_id
    where ${fitting(filter)} and (${beforeId}::uuid is null or finding.id < ${beforeId}::uuid)
    order by finding.id desc
    limit ${limit}`.execute(tx);
  return rows.map(toFinding);
}

export async function listFindings(
  tx: Tx,
  filter: FindingFilter,
  limit: number,
  after: FindingCursor | null,
): Promise<readonly ListedFinding[]> {
  const { rows } = await sql<FindingRow>`
    select ${columns} from finding join company on company.id = finding.company_id
    where ${fitting(filter)}
      and (${after?.id ?? null}::uuid is null
        or (finding.last_match_at, finding.id) < (${after?.lastMatchAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by finding.last_match_at desc, finding.id desc
    limit ${limit}`.execute(tx);
  return rows.map(toFinding);
}

/** `companyId` null: any company that the transaction's scope may see. */
export async function findFinding(
  tx: Tx,
  id: FindingId,
  companyId: CompanyId | null,
): Promise<ListedFinding | null> {
  const { rows } = await sql<FindingRow>`
    select ${columns} from finding join company on company.id = finding.company_id
    where finding.id = ${id} and (${companyId}::uuid is null or finding.company_id = ${companyId}::uuid)
    for update of finding`.execute(tx);
  return rows[0] === undefined ? null : toFinding(rows[0]);
}

export async function saveState(
  tx: Tx,
  finding: Pick<Finding, 'id' | 'companyId'>,
  state: FindingState,
  at: Date,
): Promise<void> {
  const incidentId = state.kind === 'triaged' || state.kind === 'closed' ? state.incidentId : null;
  const reason = state.kind === 'dismissed' ? state.reason : null;
  await sql`
    update finding set status = ${state.kind}, incident_id = ${incidentId}, dismissed_reason = ${reason}, updated_at = ${at}
    where finding.id = ${finding.id} and finding.company_id = ${finding.companyId}`.execute(tx);
}
