import { sql, type RawBuilder } from 'kysely';
import type { CompanyId, UserId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { LogSource } from '../event-types.ts';
import type { Entity } from '../finding/finding.ts';
import { subjectOf, type SubjectRow } from './suppression-row.ts';
import {
  expiringSoonMs,
  type Suppression,
  type SuppressionChange,
  type SuppressionId,
  type SuppressionKind,
  type SuppressionState,
  type SuppressionSubject,
} from './suppression.ts';

interface SuppressionRow extends SubjectRow {
  readonly id: string;
  readonly company_id: string;
  readonly company_name: string;
  readonly title: string;
  readonly owner_id: string;
  readonly owner_name: string;
  readonly reason: string;
  readonly expires_at: Date;
  readonly enabled: boolean;
  readonly created_at: Date;
  readonly created_by_id: string | null;
  readonly created_by_name: string;
  readonly ended_at: Date | null;
  readonly ended_by_name: string | null;
  readonly end_reason: string | null;
  readonly match_count: number;
  readonly last_match_at: Date | null;
}

export type ListedSuppression = Suppression & { readonly companyName: string };

const columns = sql`suppression.id, suppression.company_id, company.name as company_name, suppression.kind, suppression.title,
  suppression.rule_id, suppression.entity_type, suppression.entity_value, suppression.yaml, suppression.targets,
  suppression.product, suppression.category, suppression.service,
  suppression.owner_id, suppression.owner_name, suppression.reason, suppression.expires_at, suppression.enabled,
  suppression.created_at, suppression.created_by_id, suppression.created_by_name, suppression.ended_at,
  suppression.ended_by_name, suppression.end_reason, suppression.match_count, suppression.last_match_at`;

const toSuppression = (row: SuppressionRow): ListedSuppression => ({
  id: row.id as SuppressionId,
  companyId: row.company_id as CompanyId,
  companyName: row.company_name,
  title: row.title,
  subject: subjectOf(row),
  owner: { id: row.owner_id as UserId, name: row.owner_name },
  reason: row.reason,
  expiresAt: row.expires_at,
  isEnabled: row.enabled,
  createdAt: row.created_at,
  createdBy: { id: row.created_by_id as UserId | null, name: row.created_by_name },
  end:
    row.ended_at === null
      ? null
      : { at: row.ended_at, by: row.ended_by_name ?? '', reason: row.end_reason ?? '' },
  matchCount: row.match_count,
  lastMatchAt: row.last_match_at,
});

export async function insertSuppression(tx: Tx, made: Suppression): Promise<void> {
  const { subject } = made;
  const entity = subject.kind === 'entity' ? subject.entity : null;
  const filter = subject.kind === 'filter' ? subject : null;
  await sql`
    insert into suppression (id, company_id, kind, title, rule_id, entity_type, entity_value, yaml, targets, product,
      category, service, owner_id, owner_name, reason, expires_at, created_at, created_by_id, created_by_name)
    values (${made.id}, ${made.companyId}, ${subject.kind}, ${made.title},
      ${subject.kind === 'filter' ? null : subject.ruleId}, ${entity?.type ?? null}, ${entity?.value ?? null},
      ${filter?.yaml ?? null}, ${filter?.targets ?? null}::text[], ${filter?.logSource.product ?? null},
      ${filter?.logSource.category ?? null}, ${filter?.logSource.service ?? null}, ${made.owner.id}, ${made.owner.name},
      ${made.reason}, ${made.expiresAt}, ${made.createdAt}, ${made.createdBy.id}, ${made.createdBy.name})`.execute(
    tx,
  );
}

/** Where a change of a suppression is written down, with who made it. */
export interface SuppressionStep {
  readonly version: number;
  readonly change: SuppressionChange;
  readonly reason: string;
  readonly at: Date;
  readonly by: { readonly id: UserId | null; readonly name: string };
}

type Place = Pick<Suppression, 'id' | 'companyId'>;

export async function insertStep(tx: Tx, { companyId, id }: Place, step: SuppressionStep): Promise<void> {
  await sql`
    insert into suppression_change (suppression_id, company_id, version, change, reason, at, by_id, by_name)
    values (${id}, ${companyId}, ${step.version}, ${step.change}, ${step.reason}, ${step.at}, ${step.by.id},
      ${step.by.name})`.execute(tx);
}

/** From now on, and as of this version, it takes matches. */
export async function openSpan(tx: Tx, { companyId, id }: Place, version: number, at: Date): Promise<void> {
  await sql`
    insert into suppression_span (suppression_id, company_id, from_version, from_at)
    values (${id}, ${companyId}, ${version}, ${at})`.execute(tx);
}

/** From now on, and as of this version, it takes nothing. */
export async function closeSpan(tx: Tx, { companyId, id }: Place, version: number, at: Date): Promise<void> {
  await sql`
    update suppression_span set until_version = ${version}, until_at = ${at}
    where suppression_span.suppression_id = ${id} and suppression_span.company_id = ${companyId}
      and suppression_span.until_version is null`.execute(tx);
}

export async function saveEnabled(tx: Tx, { companyId, id }: Place, isEnabled: boolean): Promise<void> {
  await sql`
    update suppression set enabled = ${isEnabled}
    where suppression.id = ${id} and suppression.company_id = ${companyId}`.execute(tx);
}

export async function saveEnd(tx: Tx, { companyId, id }: Place, step: SuppressionStep): Promise<void> {
  await sql`
    update suppression set ended_at = ${step.at}, ended_by_name = ${step.by.name}, end_reason = ${step.reason}
    where suppression.id = ${id} and suppression.company_id = ${companyId}`.execute(tx);
}

/** `companyId` null: of any company that the transaction's scope may see. `lock`: nobody else changes it meanwhile. */
export async function findSuppression(
  tx: Tx,
  id: SuppressionId,
  companyId: CompanyId | null,
  lock = false,
): Promise<ListedSuppression | null> {
  const { rows } = await sql<SuppressionRow>`
    select ${columns} from suppression join company on company.id = suppression.company_id
    where suppression.id = ${id} and (${companyId}::uuid is null or suppression.company_id = ${companyId}::uuid)
    ${lock ? sql`for update of suppression` : sql``}`.execute(tx);
  return rows[0] === undefined ? null : toSuppression(rows[0]);
}

/** What happened to a suppression, oldest first. */
export async function stepsOf(tx: Tx, { companyId, id }: Place): Promise<readonly SuppressionStep[]> {
  const { rows } = await sql<{
    readonly version: number;
    readonly change: SuppressionChange;
    readonly reason: string;
    readonly at: Date;
    readonly by_id: string | null;
    readonly by_name: string;
  }>`
    select suppression_change.version, suppression_change.change, suppression_change.reason, suppression_change.at,
      suppression_change.by_id, suppression_change.by_name
    from suppression_change
    where suppression_change.suppression_id = ${id} and suppression_change.company_id = ${companyId}
    order by suppression_change.version`.execute(tx);
  return rows.map(({ by_id: byId, by_name: name, ...step }) => ({
    ...step,
    by: { id: byId as UserId | null, name },
  }));
}

/** A rule as filters name it. */
export interface SuppressedRule {
  readonly id: string;
  readonly name: string | null;
  /** Null for a correlation, which filters are not about. */
  readonly logSource: LogSource | null;
}

export interface SuppressionFilter {
  readonly companyId: CompanyId | null;
  readonly kind: readonly SuppressionKind[];
  readonly state: readonly SuppressionState[];
  /** Suppressions of a rule, and filters that are about it. */
  readonly rule: SuppressedRule | null;
  readonly entity: Entity | null;
  readonly ownerId: string | null;
  /** Part of title, reason or entity. */
  readonly text: string | null;
}

/** The states as conditions, in the order in which `stateOf` decides. */
const stateSql = (now: Date): RawBuilder<string> => sql<string>`case
    when suppression.ended_at is not null then 'ended'
    when suppression.expires_at <= ${now} then 'expired'
    when not suppression.enabled then 'disabled'
    when suppression.expires_at <= ${new Date(now.getTime() + expiringSoonMs)} then 'expiring'
    else 'active' end`;

function fitting(filter: SuppressionFilter, now: Date): RawBuilder<boolean> {
  const pattern = filter.text === null ? null : `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
  const { entity, rule } = filter;
  const names = rule === null ? [] : [rule.id, ...(rule.name === null ? [] : [rule.name])];
  return sql<boolean>`(${filter.companyId}::uuid is null or suppression.company_id = ${filter.companyId}::uuid)
      and (cardinality(${filter.kind}::text[]) = 0 or suppression.kind = any (${filter.kind}::text[]))
      and (cardinality(${filter.state}::text[]) = 0 or ${stateSql(now)} = any (${filter.state}::text[]))
      and (${rule?.id ?? null}::text is null or suppression.rule_id = ${rule?.id ?? null}::text
        or (suppression.kind = 'filter' and ${rule !== null && rule.logSource !== null}
          and (suppression.targets is null or suppression.targets && ${names}::text[])
          and (suppression.product is null or suppression.product = ${rule?.logSource?.product ?? null}::text)
          and (suppression.category is null or suppression.category = ${rule?.logSource?.category ?? null}::text)
          and (suppression.service is null or suppression.service = ${rule?.logSource?.service ?? null}::text)))
      and (${entity?.type ?? null}::text is null or suppression.kind <> 'entity'
        or (suppression.entity_type = ${entity?.type ?? null}::text and suppression.entity_value = ${entity?.value ?? null}::text))
      and (${filter.ownerId}::uuid is null or suppression.owner_id = ${filter.ownerId}::uuid)
      and (${pattern}::text is null or suppression.title ilike ${pattern}::text
        or suppression.reason ilike ${pattern}::text or suppression.entity_value ilike ${pattern}::text)`;
}

/** How many fit, counted no further than `most`. */
export async function countSuppressions(
  tx: Tx,
  filter: SuppressionFilter,
  now: Date,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::bigint as count
    from (select 1 from suppression where ${fitting(filter, now)} limit ${most}) as counted`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** A place in the list: the last made first. */
export interface SuppressionPlace {
  readonly createdAt: Date;
  readonly id: string;
}

export async function listSuppressions(
  tx: Tx,
  filter: SuppressionFilter,
  now: Date,
  limit: number,
  after: SuppressionPlace | null,
): Promise<readonly ListedSuppression[]> {
  const { rows } = await sql<SuppressionRow>`
    select ${columns} from suppression join company on company.id = suppression.company_id
    where ${fitting(filter, now)}
      and (${after?.id ?? null}::uuid is null
        or (suppression.created_at, suppression.id) < (${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by suppression.created_at desc, suppression.id desc
    limit ${limit}`.execute(tx);
  return rows.map(toSuppression);
}

/** One in force for exactly the same; null: there is none. */
export async function sameInForce(
  tx: Tx,
  companyId: CompanyId,
  subject: Exclude<SuppressionSubject, { kind: 'filter' }>,
  now: Date,
): Promise<SuppressionId | null> {
  const entity = subject.kind === 'entity' ? subject.entity : null;
  const { rows } = await sql<{ id: string }>`
    select suppression.id from suppression
    where suppression.company_id = ${companyId} and suppression.kind = ${subject.kind}
      and suppression.rule_id = ${subject.ruleId}
      and suppression.entity_type is not distinct from ${entity?.type ?? null}::text
      and suppression.entity_value is not distinct from ${entity?.value ?? null}::text
      and suppression.ended_at is null and suppression.expires_at > ${now}
    limit 1`.execute(tx);
  return (rows[0]?.id as SuppressionId | undefined) ?? null;
}
