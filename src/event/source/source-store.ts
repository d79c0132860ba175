import { sql } from 'kysely';
import type { CompanyId, ProjectId, SourceId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { asId, type ListedSource, type Source, type SourceTokenRow } from './source.ts';

type SourceRow = {
  id: string;
  company_id: string;
  project_id: string | null;
  name: string;
  kind: 'http' | 'syslog';
  token_hash: string;
  addresses: readonly string[];
  certificate_fingerprint: string | null;
  disabled_at: Date | null;
  created_at: Date;
};

type SourceTables = {
  source: SourceRow;
  company: { id: string; name: string };
  project: { id: string; company_id: string };
};

const columns = [
  'source.id',
  'source.company_id',
  'source.project_id',
  'source.name',
  'source.kind',
  'source.addresses',
  'source.certificate_fingerprint',
  'source.disabled_at',
  'source.created_at',
] as const;

function toSource(row: Omit<SourceRow, 'token_hash'>): Source {
  return {
    id: asId<'source'>(row.id),
    companyId: asId<'company'>(row.company_id),
    projectId: row.project_id === null ? null : asId<'project'>(row.project_id),
    name: row.name,
    kind: row.kind,
    addresses: row.addresses,
    certificateFingerprint: row.certificate_fingerprint,
    disabledAt: row.disabled_at,
    createdAt: row.created_at,
  };
}

export async function insertSource(tx: Tx, source: Source, tokenHash: string): Promise<void> {
  await tx
    .$extendTables<SourceTables>()
    .insertInto('source')
    .values({
      id: source.id,
      company_id: source.companyId,
      project_id: source.projectId,
      name: source.name,
      kind: source.kind,
      token_hash: tokenHash,
      addresses: source.addresses,
      certificate_fingerprint: source.certificateFingerprint,
      disabled_at: source.disabledAt,
      created_at: source.createdAt,
    })
    .execute();
}

/** `scopeCompany` null: whatever the transaction's scope may see. */
export async function findSource(
  tx: Tx,
  id: SourceId,
  scopeCompany: CompanyId | null,
): Promise<Source | null> {
  let query = tx
    .$extendTables<SourceTables>()
    .selectFrom('source')
    .select(columns)
    .where('source.id', '=', id);
  if (scopeCompany !== null) query = query.where('source.company_id', '=', scopeCompany);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : toSource(row);
}

export async function updateSource(
  tx: Tx,
  source: Pick<Source, 'id' | 'companyId' | 'name' | 'addresses' | 'certificateFingerprint' | 'disabledAt'>,
): Promise<void> {
  await tx
    .$extendTables<SourceTables>()
    .updateTable('source')
    .set({
      name: source.name,
      addresses: source.addresses,
      certificate_fingerprint: source.certificateFingerprint,
      disabled_at: source.disabledAt,
    })
    .where('source.id', '=', source.id)
    .where('source.company_id', '=', source.companyId)
    .execute();
}

export async function updateSourceToken(tx: Tx, source: Source, tokenHash: string): Promise<void> {
  await tx
    .$extendTables<SourceTables>()
    .updateTable('source')
    .set({ token_hash: tokenHash })
    .where('source.id', '=', source.id)
    .where('source.company_id', '=', source.companyId)
    .execute();
}

/** All sources with what they sent in the last 24 hours before `now`. */
export async function listSources(
  tx: Tx,
  companyId: CompanyId | null,
  now: Date,
): Promise<readonly ListedSource[]> {
  const dayBefore = new Date(now.getTime() - 86_400_000);
  const { rows } = await sql<
    Omit<SourceRow, 'token_hash'> & {
      company_name: string;
      last_event_at: Date | null;
      event_count: number;
      silent_since: Date | null;
    }
  >`
    select source.id, source.company_id, source.project_id, source.name, source.kind, source.addresses,
           source.certificate_fingerprint, source.disabled_at, source.created_at, company.name as company_name,
           max(intake_count.last_received_at) as last_event_at,
           coalesce(sum(intake_count.received) filter (where intake_count.hour > ${dayBefore}), 0)::bigint as event_count,
           source_silence.since as silent_since
    from source
    join company on company.id = source.company_id
    left join intake_count on intake_count.source_id = source.id and intake_count.company_id = source.company_id
    left join source_silence on source_silence.source_id = source.id and source_silence.company_id = source.company_id
    where ${companyId}::uuid is null or source.company_id = ${companyId}::uuid
    group by source.id, company.name, source_silence.since
    order by company.name, source.name`.execute(tx);
  return rows.map((row) => ({
    ...toSource(row),
    companyName: row.company_name,
    lastEventAt: row.last_event_at,
    eventCount24h: row.event_count,
    // What has come since the last look ends it.
    silentSince:
      row.silent_since !== null && (row.last_event_at ?? row.silent_since) > row.silent_since
        ? null
        : row.silent_since,
  }));
}

/** For the directory that attributes what arrives: enabled sources of active companies, with their token's hash. */
export async function loadDirectory(tx: Tx): Promise<readonly SourceTokenRow[]> {
  const rows = await tx
    .$extendTables<SourceTables & { company: { status: string } }>()
    .selectFrom('source')
    .innerJoin('company', 'company.id', 'source.company_id')
    .select([...columns, 'source.token_hash'])
    .where('source.disabled_at', 'is', null)
    .where('company.status', '=', 'active')
    .execute();
  return rows.map((row) => ({ source: toSource(row), tokenHash: row.token_hash }));
}

/** Addresses of all sources of all companies: for the check that none belongs to two. Needs the provider's scope. */
export async function otherSourceAddresses(tx: Tx, except: SourceId | null): Promise<readonly string[]> {
  const { rows } = await sql<{ address: string }>`
    select unnest(source.addresses) as address from source
    where source.disabled_at is null and (${except}::uuid is null or source.id <> ${except}::uuid)`.execute(
    tx,
  );
  return rows.map((row) => row.address);
}

export async function fingerprintTaken(tx: Tx, fingerprint: string, except: SourceId): Promise<boolean> {
  const row = await tx
    .$extendTables<SourceTables>()
    .selectFrom('source')
    .select('source.id')
    .where('source.certificate_fingerprint', '=', fingerprint)
    .where('source.id', '<>', except)
    .executeTakeFirst();
  return row !== undefined;
}

/** Enabled sources of a company, or of all that the transaction's scope may see. */
export async function countSources(tx: Tx, companyId: CompanyId | null): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::bigint as count from source
    where source.disabled_at is null
      and (${companyId}::uuid is null or source.company_id = ${companyId}::uuid)`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function companyExists(tx: Tx, companyId: CompanyId): Promise<boolean> {
  const row = await tx
    .$extendTables<SourceTables>()
    .selectFrom('company')
    .select('company.id')
    .where('company.id', '=', companyId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function projectExists(tx: Tx, companyId: CompanyId, projectId: ProjectId): Promise<boolean> {
  const row = await tx
    .$extendTables<SourceTables>()
    .selectFrom('project')
    .select('project.id')
    .where('project.id', '=', projectId)
    .where('project.company_id', '=', companyId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function nameTaken(
  tx: Tx,
  companyId: CompanyId,
  name: string,
  except: SourceId | null,
): Promise<boolean> {
  let query = tx
    .$extendTables<SourceTables>()
    .selectFrom('source')
    .select('source.id')
    .where('source.company_id', '=', companyId)
    .where('source.name', '=', name);
  if (except !== null) query = query.where('source.id', '<>', except);
  return (await query.executeTakeFirst()) !== undefined;
}
