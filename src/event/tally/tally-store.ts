import { sql } from 'kysely';
import type { CompanyId, SourceId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';

/** What became of one source's records of one batch. received = stored; stored = evaluated + all of `unparsed`. */
export interface IntakeTally {
  readonly companyId: CompanyId;
  readonly sourceId: SourceId;
  /** Start of the hour of receipt, Unix milliseconds. */
  readonly hour: number;
  readonly received: number;
  readonly stored: number;
  readonly evaluated: number;
  /** Records that nobody could parse, by reason; they are stored as raw. */
  readonly unparsed: Readonly<Record<string, number>>;
  /** Unix milliseconds. */
  readonly lastReceivedAt: number;
}

/** Adds a batch's tallies; shares the transaction with the drained position, so each record is counted once. */
export async function addIntakeCounts(tx: Tx, tallies: readonly IntakeTally[]): Promise<void> {
  const ordered = tallies.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  for (const tally of ordered) {
    await sql`
      insert into intake_count
        (company_id, source_id, hour, received, stored, evaluated, unparsed, last_received_at)
      values (${tally.companyId}, ${tally.sourceId}, ${new Date(tally.hour)}, ${tally.received}, ${tally.stored},
        ${tally.evaluated}, ${JSON.stringify(tally.unparsed)}::jsonb, ${new Date(tally.lastReceivedAt)})
      on conflict (company_id, source_id, hour) do update set
        received = intake_count.received + excluded.received,
        stored = intake_count.stored + excluded.stored,
        evaluated = intake_count.evaluated + excluded.evaluated,
        unparsed = (
          select coalesce(jsonb_object_agg(summed.reason, summed.count), '{}')
          from (
            select each.key as reason, sum(each.value::bigint) as count
            from (
              select * from jsonb_each_text(intake_count.unparsed)
              union all
              select * from jsonb_each_text(excluded.unparsed)
            ) as each
            group by each.key
          ) as summed
        ),
        last_received_at = greatest(intake_count.last_received_at, excluded.last_received_at)`.execute(tx);
  }
}

const keyOf = (tally: IntakeTally): string => `${tally.companyId} ${tally.sourceId} ${tally.hour}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface IntakeTotals {
  readonly received: number;
  readonly stored: number;
  readonly evaluated: number;
  readonly unparsed: Readonly<Record<string, number>>;
}

/** Sums since a time, over the companies that the transaction's scope may see, or one of them. */
export async function intakeTotals(tx: Tx, companyId: CompanyId | null, since: Date): Promise<IntakeTotals> {
  const sums = await sql<{ received: number; stored: number; evaluated: number }>`
    select coalesce(sum(intake_count.received), 0)::bigint as received,
           coalesce(sum(intake_count.stored), 0)::bigint as stored,
           coalesce(sum(intake_count.evaluated), 0)::bigint as evaluated
    from intake_count
    where intake_count.hour >= ${since} and (${companyId}::uuid is null or intake_count.company_id = ${companyId}::uuid)`.execute(
    tx,
  );
  const reasons = await sql<{ reason: string; count: number }>`
    select each.key as reason, sum(each.value::bigint)::bigint as count
    from intake_count, jsonb_each_text(intake_count.unparsed) as each
    where intake_count.hour >= ${since} and (${companyId}::uuid is null or intake_count.company_id = ${companyId}::uuid)
    group by each.key order by each.key`.execute(tx);
  const [{ received, stored, evaluated } = { received: 0, stored: 0, evaluated: 0 }] = sums.rows;
  const unparsed = Object.fromEntries(reasons.rows.map((row) => [row.reason, row.count]));
  return { received, stored, evaluated, unparsed };
}

/** Events received per hour since a time, hours without any left out. */
export async function receivedByHour(
  tx: Tx,
  companyId: CompanyId | null,
  since: Date,
): Promise<readonly { readonly at: Date; readonly count: number }[]> {
  const { rows } = await sql<{ at: Date; count: number }>`
    select intake_count.hour as at, sum(intake_count.received)::bigint as count from intake_count
    where intake_count.hour >= ${since} and (${companyId}::uuid is null or intake_count.company_id = ${companyId}::uuid)
    group by intake_count.hour order by intake_count.hour`.execute(tx);
  return rows;
}

/** Enabled sources from which nothing has come since a time. */
export async function silentSources(tx: Tx, companyId: CompanyId | null, since: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::bigint as count from source
    where source.disabled_at is null and (${companyId}::uuid is null or source.company_id = ${companyId}::uuid)
      and not exists (
        select from intake_count
        where intake_count.company_id = source.company_id and intake_count.source_id = source.id
          and intake_count.last_received_at >= ${since})`.execute(tx);
  return rows[0]?.count ?? 0;
}
