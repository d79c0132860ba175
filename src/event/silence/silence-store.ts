import { sql } from 'kysely';
import type { CompanyId, SourceId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';

/** A source from which nothing has come for some time. */
export interface QuietSource {
  readonly id: SourceId;
  readonly companyId: CompanyId;
  readonly name: string;
  readonly companyName: string;
  readonly lastAt: Date;
  /** Beginnings of the hours in which something came, Unix milliseconds, ascending. */
  readonly hours: readonly number[];
}

/** So many sources are looked at once; those that fell silent last come first. */
const mostAtOnce = 1_000;

/** Enabled sources whose last record is older than a time and younger than another, and that are not known as silent. */
export async function quietSources(
  tx: Tx,
  { before, after, hoursAfter }: { readonly before: Date; readonly after: Date; readonly hoursAfter: Date },
): Promise<readonly QuietSource[]> {
  const { rows } = await sql<{
    id: SourceId;
    company_id: CompanyId;
    name: string;
    company_name: string;
    last_at: Date;
    hours: number[];
  }>`
    select source.id, source.company_id, source.name, company.name as company_name, newest.last_at, learned.hours
    from source
    join company on company.id = source.company_id and company.status <> 'erased'
    cross join lateral (
      select intake_count.last_received_at as last_at from intake_count
      where intake_count.company_id = source.company_id and intake_count.source_id = source.id
      order by intake_count.hour desc limit 1) newest
    cross join lateral (
      select array_agg((extract(epoch from intake_count.hour) * 1000)::float8 order by intake_count.hour) as hours
      from intake_count
      where intake_count.company_id = source.company_id and intake_count.source_id = source.id
        and intake_count.hour >= ${hoursAfter}) learned
    where source.disabled_at is null and newest.last_at < ${before} and newest.last_at >= ${after}
      and not exists (select 1 from source_silence where source_silence.source_id = source.id)
    order by newest.last_at desc, source.id
    limit ${mostAtOnce}`.execute(tx);
  return rows.map((row) => ({
    ...{ id: row.id, companyId: row.company_id, name: row.name, companyName: row.company_name },
    lastAt: row.last_at,
    hours: row.hours,
  }));
}

export async function saveSilence(tx: Tx, { companyId, id, lastAt }: QuietSource, now: Date): Promise<void> {
  await sql`
    insert into source_silence (source_id, company_id, since, noticed_at)
    values (${id}, ${companyId}, ${lastAt}, ${now})
    on conflict (source_id) do nothing`.execute(tx);
}

/** A silence and whose it is. */
export interface SourceSilence {
  readonly sourceId: SourceId;
  readonly name: string;
  readonly companyName: string;
  readonly companySlug: string;
  readonly since: Date;
}

interface SilenceRow {
  source_id: SourceId;
  name: string;
  company_name: string;
  slug: string;
  since: Date;
}

const toSilence = (row: SilenceRow): SourceSilence => ({
  sourceId: row.source_id,
  name: row.name,
  companyName: row.company_name,
  companySlug: row.slug,
  since: row.since,
});

/** Ends the silences of sources that have sent since, or that nobody waits for; returns those that have sent. */
export async function endSilences(tx: Tx): Promise<readonly SourceSilence[]> {
  const { rows } = await sql<SilenceRow & { disabled: boolean }>`
    delete from source_silence using source, company
    where source.id = source_silence.source_id and company.id = source_silence.company_id
      and (source.disabled_at is not null or exists (
        select 1 from intake_count
        where intake_count.company_id = source_silence.company_id and intake_count.source_id = source_silence.source_id
          and intake_count.hour >= date_trunc('hour', source_silence.since)
          and intake_count.last_received_at > source_silence.since))
    returning source_silence.source_id, source.name, company.name as company_name, company.slug, source_silence.since,
      source.disabled_at is not null as disabled`.execute(tx);
  return rows.filter(({ disabled }) => !disabled).map(toSilence);
}

/** Sources that are silent now. */
export async function listSilences(tx: Tx): Promise<readonly SourceSilence[]> {
  const { rows } = await sql<SilenceRow>`
    select source_silence.source_id, source.name, company.name as company_name, company.slug, source_silence.since
    from source_silence
    join source on source.id = source_silence.source_id
    join company on company.id = source_silence.company_id
    order by source_silence.since, source_silence.source_id`.execute(tx);
  return rows.map(toSilence);
}
