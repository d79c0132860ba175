import { sql } from 'kysely';
import type { CompanyId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { Entity } from '../finding/finding.ts';
import { subjectOf, type SubjectRow } from './suppression-row.ts';
import type { SuppressionId } from './suppression.ts';
import type { SuppressionSet, Taken } from './suppression-set.ts';

/**
 * The version of all suppressions, for what is planned in this transaction. It waits for a change that is being made: so
 * nothing that was received after a suppression began is planned without it (SUP-5).
 */
export async function plannedVersion(tx: Tx): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select suppression_version.version from suppression_version for share`.execute(tx);
  return rows[0]?.version ?? 0;
}

/** Makes the next version; other changes wait until the transaction ends. */
export async function nextVersion(tx: Tx): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    update suppression_version set version = suppression_version.version + 1
    returning suppression_version.version`.execute(tx);
  const version = rows[0]?.version;
  if (version === undefined) throw new Error('the version of the suppressions is missing');
  return version;
}

export async function currentVersion(tx: Tx): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select suppression_version.version from suppression_version`.execute(tx);
  return rows[0]?.version ?? 0;
}

/** A span with the versions by which its ends became known; of what expires after a time, of all companies. */
export interface VersionedSpan {
  readonly span: SuppressionSet[number];
  readonly fromVersion: number;
  /** Where the span ends for versions from `version` on; null: it runs until it expires. */
  readonly cut: { readonly version: number; readonly until: number } | null;
}

interface SpanRow extends SubjectRow {
  readonly id: string;
  readonly company_id: string;
  readonly expires_at: Date;
  readonly from_version: number;
  readonly from_at: Date;
  readonly until_version: number | null;
  readonly until_at: Date | null;
}

/** Every span of suppressions that expire after a time, of the companies named or of all, by suppression. */
export async function spansExpiringAfter(
  tx: Tx,
  time: Date,
  companies: readonly CompanyId[] | null = null,
): Promise<readonly VersionedSpan[]> {
  const only = companies === null ? null : [...companies];
  const { rows } = await sql<SpanRow>`
    select suppression.id, suppression.company_id, suppression.kind, suppression.rule_id, suppression.entity_type,
      suppression.entity_value, suppression.yaml, suppression.targets, suppression.product, suppression.category,
      suppression.service, suppression.expires_at,
      suppression_span.from_version, suppression_span.from_at, suppression_span.until_version, suppression_span.until_at
    from suppression
    join suppression_span on suppression_span.suppression_id = suppression.id
      and suppression_span.company_id = suppression.company_id
    where suppression.expires_at > ${time}
      and (${only}::uuid[] is null or suppression.company_id = any (${only}::uuid[]))
    order by suppression.id, suppression_span.from_version`.execute(tx);
  return rows.map((row) => ({
    span: {
      id: row.id as SuppressionId,
      companyId: row.company_id as CompanyId,
      subject: subjectOf(row),
      from: row.from_at.getTime(),
      until: row.expires_at.getTime(),
    },
    fromVersion: row.from_version,
    cut:
      row.until_version === null || row.until_at === null
        ? null
        : { version: row.until_version, until: row.until_at.getTime() },
  }));
}

/** What a version knows of the spans that touch a stretch of receipt (Unix milliseconds, both ends included). */
export function setAt(
  spans: readonly VersionedSpan[],
  version: number,
  received: { readonly from: number; readonly to: number },
): SuppressionSet {
  return spans.flatMap(({ cut, fromVersion, span }) => {
    if (fromVersion > version) return [];
    const until = cut !== null && cut.version <= version ? cut.until : span.until;
    return span.from <= received.to && until > received.from ? [{ ...span, until }] : [];
  });
}

/** The suppression that takes a finding's matches of a rule or correlation at a moment of receipt, as it is known now. */
export async function suppressionOf(
  tx: Tx,
  companyId: CompanyId,
  ruleId: string,
  entity: Entity,
  receivedAt: Date,
): Promise<Taken | null> {
  const { rows } = await sql<{ id: string }>`
    select suppression.id
    from suppression
    join suppression_span on suppression_span.suppression_id = suppression.id
      and suppression_span.company_id = suppression.company_id
    where suppression.company_id = ${companyId} and suppression.rule_id = ${ruleId}
      and (suppression.kind = 'rule'
        or (suppression.entity_type = ${entity.type} and suppression.entity_value = ${entity.value}))
      and suppression_span.from_at <= ${receivedAt}
      and coalesce(suppression_span.until_at, suppression.expires_at) > ${receivedAt}
    order by suppression.kind, suppression.id
    limit 1`.execute(tx);
  const id = rows[0]?.id;
  return id === undefined ? null : { id: id as SuppressionId, isExcluded: false };
}
