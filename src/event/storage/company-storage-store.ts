import { sql } from 'kysely';
import { z } from 'zod';
import type { CompanyId } from '../../kernel/index.ts';
import type { Sample } from '../../platform/disk/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { quotaLevel, warnShare, type QuotaAction, type QuotaLevel, type QuotaMail } from './quota.ts';

/** How long a company's events are kept, and how far that has reached what is stored. */
export interface CompanyTerm {
  readonly companyId: CompanyId;
  readonly isErased: boolean;
  /** Days of the company's own; null: the installation's default. */
  readonly ownDays: number | null;
  /** Days that the stored rows have been brought to; null: never yet. */
  readonly appliedDays: number | null;
  readonly appliedAt: Date | null;
}

interface TermRow {
  id: string;
  status: string;
  retention_days: number | null;
  applied_days: number | null;
  applied_at: Date | null;
}

const toTerm = (row: TermRow): CompanyTerm => ({
  companyId: row.id as CompanyId,
  isErased: row.status === 'erased',
  ownDays: row.retention_days,
  appliedDays: row.applied_days,
  appliedAt: row.applied_at,
});

export async function termOf(tx: Tx, companyId: CompanyId): Promise<CompanyTerm | null> {
  const { rows } = await sql<TermRow>`
    select company.id, company.status, company.retention_days, company_storage.applied_days, company_storage.applied_at
    from company left join company_storage on company_storage.company_id = company.id
    where company.id = ${companyId}`.execute(tx);
  return rows[0] === undefined ? null : toTerm(rows[0]);
}

/** Companies whose stored rows do not have their term yet. */
export async function termsToApply(tx: Tx, defaultDays: number): Promise<readonly CompanyId[]> {
  const { rows } = await sql<{ id: string }>`
    select company.id
    from company left join company_storage on company_storage.company_id = company.id
    where company.status <> 'erased'
      and company_storage.applied_days is distinct from coalesce(company.retention_days, ${defaultDays})
    order by company.id`.execute(tx);
  return rows.map((row) => row.id as CompanyId);
}

export async function saveApplied(tx: Tx, companyId: CompanyId, days: number, at: Date): Promise<void> {
  await sql`
    insert into company_storage (company_id, applied_days, applied_at) values (${companyId}, ${days}, ${at})
    on conflict (company_id) do update set applied_days = excluded.applied_days, applied_at = excluded.applied_at`.execute(
    tx,
  );
}

/** A company's quota and what was last measured of it. Bytes are those on the disk, about. */
export interface CompanyStorage {
  readonly companyId: CompanyId;
  readonly companyName: string;
  readonly slug: string;
  readonly quotaBytes: number | null;
  readonly quotaAction: QuotaAction;
  readonly quotaLevel: QuotaLevel;
  readonly quotaMail: QuotaMail;
  readonly events: number;
  readonly bytes: number;
  readonly oldestAt: Date | null;
  /** Null before the first measure. */
  readonly measuredAt: Date | null;
  readonly history: readonly Sample[];
}

interface StorageRow {
  id: string;
  name: string;
  slug: string;
  quota_bytes: number | null;
  quota_action: QuotaAction;
  quota_level: QuotaLevel | null;
  quota_mailed_at: Date | null;
  quota_mailed_level: QuotaLevel | null;
  events: number | null;
  bytes: number | null;
  oldest_at: Date | null;
  measured_at: Date | null;
  history: unknown;
}

const historySchema = z.array(z.object({ at: z.number(), bytes: z.number() }));

const toStorage = (row: StorageRow): CompanyStorage => ({
  companyId: row.id as CompanyId,
  companyName: row.name,
  slug: row.slug,
  quotaBytes: row.quota_bytes,
  quotaAction: row.quota_action,
  quotaLevel: row.quota_level ?? 'ok',
  quotaMail: { level: row.quota_mailed_level ?? 'ok', at: row.quota_mailed_at },
  events: row.events ?? 0,
  bytes: row.bytes ?? 0,
  oldestAt: row.oldest_at,
  measuredAt: row.measured_at,
  history: historySchema.parse(row.history ?? []),
});

const storageColumns = sql`company.id, company.name, company.slug, company.quota_bytes, company.quota_action,
  company_storage.quota_level, company_storage.quota_mailed_at, company_storage.quota_mailed_level,
  company_storage.events, company_storage.bytes, company_storage.oldest_at, company_storage.measured_at, company_storage.history`;

/** Of one company; null when the transaction's scope does not see it. */
export async function storageOf(tx: Tx, companyId: CompanyId): Promise<CompanyStorage | null> {
  const { rows } = await sql<StorageRow>`
    select ${storageColumns} from company left join company_storage on company_storage.company_id = company.id
    where company.id = ${companyId}`.execute(tx);
  return rows[0] === undefined ? null : toStorage(rows[0]);
}

/** Of every company that has not been erased; for work in a system scope. */
export async function listStorage(tx: Tx): Promise<readonly CompanyStorage[]> {
  const { rows } = await sql<StorageRow>`
    select ${storageColumns} from company left join company_storage on company_storage.company_id = company.id
    where company.status <> 'erased' order by company.id`.execute(tx);
  return rows.map(toStorage);
}

/** Companies that have nearly used up their quota, or have, the fullest first. */
export async function listUsedQuotas(tx: Tx): Promise<
  readonly (Pick<CompanyStorage, 'companyId' | 'companyName' | 'bytes'> & {
    readonly quotaBytes: number;
    readonly level: 'warn' | 'full';
  })[]
> {
  const { rows } = await sql<{ id: string; name: string; bytes: number; quota_bytes: number }>`
    select company.id, company.name, company_storage.bytes, company.quota_bytes
    from company join company_storage on company_storage.company_id = company.id
    where company.status <> 'erased' and company_storage.bytes >= ${warnShare}::float * company.quota_bytes
    order by company_storage.bytes::float / company.quota_bytes desc, company.id
    limit ${mostQuotas}`.execute(tx);
  return rows.flatMap((row) => {
    const level = quotaLevel(row.bytes, row.quota_bytes);
    if (level === 'ok') return [];
    const companyId = row.id as CompanyId;
    return [{ companyId, companyName: row.name, bytes: row.bytes, quotaBytes: row.quota_bytes, level }];
  });
}

const mostQuotas = 100;

export type StorageMeasure = Pick<
  CompanyStorage,
  'companyId' | 'events' | 'bytes' | 'oldestAt' | 'history' | 'quotaLevel' | 'quotaMail'
>;

/** Writes what was measured, unless the company has been erased meanwhile. */
export async function saveMeasure(tx: Tx, measure: StorageMeasure, at: Date): Promise<void> {
  const { companyId, events, bytes, oldestAt, history, quotaLevel, quotaMail } = measure;
  await sql`
    insert into company_storage (company_id, events, bytes, oldest_at, measured_at, history,
      quota_level, quota_mailed_at, quota_mailed_level)
    select company.id, ${events}::bigint, ${bytes}::bigint, ${oldestAt}::timestamptz, ${at}::timestamptz,
      ${JSON.stringify(history)}::jsonb, ${quotaLevel}::text, ${quotaMail.at}::timestamptz, ${quotaMail.level}::text
    from company where company.id = ${companyId} and company.status <> 'erased' for share
    on conflict (company_id) do update set events = excluded.events, bytes = excluded.bytes,
      oldest_at = excluded.oldest_at, measured_at = excluded.measured_at, history = excluded.history,
      quota_level = excluded.quota_level, quota_mailed_at = excluded.quota_mailed_at,
      quota_mailed_level = excluded.quota_mailed_level`.execute(tx);
}
