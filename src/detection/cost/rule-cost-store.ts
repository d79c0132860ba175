import { sql } from 'kysely';
import type { Tx } from '../../platform/postgres/index.ts';
import { stretchMs, stretchOf, type CostSums } from './rule-cost.ts';
import type { JudgingCost } from './rule-meter.ts';

/** Adds what a process has measured. One statement for all rules, in one order, so that processes do not block each other. */
export async function addCosts(tx: Tx, at: Date, { rules, ...all }: JudgingCost): Promise<void> {
  const stretch = stretchOf(at);
  if (all.events > 0) {
    await sql`
      insert into judging_cost (stretch, events, micros, largest_micros)
      values (${stretch}, ${all.events}, ${Math.round(all.micros)}, ${Math.round(all.largestMicros)})
      on conflict (stretch) do update set
        events = judging_cost.events + excluded.events,
        micros = judging_cost.micros + excluded.micros,
        largest_micros = greatest(judging_cost.largest_micros, excluded.largest_micros)`.execute(tx);
  }
  if (rules.length === 0) return;
  const ordered = rules.toSorted((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
  await sql`
    insert into rule_cost (stretch, rule_id, micros, evaluations, largest_micros)
    select ${stretch}, cost.rule_id, cost.micros, cost.evaluations, cost.largest_micros
    from unnest(${ordered.map(({ ruleId }) => ruleId)}::text[],
      ${ordered.map(({ micros }) => Math.round(micros))}::bigint[],
      ${ordered.map(({ evaluations }) => evaluations)}::bigint[],
      ${ordered.map(({ largestMicros }) => Math.round(largestMicros))}::bigint[])
      as cost (rule_id, micros, evaluations, largest_micros)
    on conflict (stretch, rule_id) do update set
      micros = rule_cost.micros + excluded.micros,
      evaluations = rule_cost.evaluations + excluded.evaluations,
      largest_micros = greatest(rule_cost.largest_micros, excluded.largest_micros)`.execute(tx);
}

/** How much of a stretch lies in the window that ends now: of the oldest one a part, as if its cost were spread evenly. */
const part = (from: Date) => sql`least(1, greatest(0,
  extract(epoch from (cost.stretch + make_interval(secs => ${stretchMs / 1_000}) - ${from}::timestamptz)) / ${stretchMs / 1_000}))`;

/** What the last `windowMs` have cost, of one rule or of all. */
export async function costSums(
  tx: Tx,
  now: Date,
  windowMs: number,
  ruleId: string | null = null,
): Promise<CostSums> {
  const from = new Date(now.getTime() - windowMs);
  const since = stretchOf(from);
  const all = await sql<{ events: number; micros: number }>`
    select coalesce(round(sum(cost.events * ${part(from)})), 0)::float8 as events,
      coalesce(sum((cost.micros - cost.largest_micros) * ${part(from)}), 0)::float8 as micros
    from judging_cost cost where cost.stretch >= ${since}`.execute(tx);
  const rules = await sql<{ rule_id: string; micros: number; evaluations: number }>`
    select cost.rule_id, sum((cost.micros - cost.largest_micros) * ${part(from)})::float8 as micros,
      round(sum(cost.evaluations * ${part(from)}))::float8 as evaluations
    from rule_cost cost where cost.stretch >= ${since} and (${ruleId}::text is null or cost.rule_id = ${ruleId})
    group by cost.rule_id order by cost.rule_id`.execute(tx);
  const [{ events, micros } = { events: 0, micros: 0 }] = all.rows;
  return {
    events,
    micros,
    rules: new Map(
      rules.rows.map((row) => [row.rule_id, { micros: row.micros, evaluations: row.evaluations }]),
    ),
  };
}

/** Forgets what a rule has cost: it is another one from now on. */
export async function forgetCosts(tx: Tx, ruleId: string): Promise<void> {
  await sql`delete from rule_cost where rule_cost.rule_id = ${ruleId}`.execute(tx);
}

export async function forgetCostsBefore(tx: Tx, before: Date): Promise<void> {
  await sql`delete from rule_cost where rule_cost.stretch < ${before}`.execute(tx);
  await sql`delete from judging_cost where judging_cost.stretch < ${before}`.execute(tx);
}
