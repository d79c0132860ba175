import { sql } from 'kysely';
import { announce } from '../../platform/live/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { SuppressionId } from './suppression.ts';
import type { TakenGroup } from './suppression-set.ts';

/** A change of a suppression, or of what it has taken, is announced under this topic, with its id. */
export const suppressionTopic = 'suppression';

/**
 * Counts what suppressions took: for each of them, and for findings that are open already. Shares the transaction with
 * what makes the matches happen once: a batch's drained position, a hunt's progress, a correlation's hit (SUP-8).
 */
export async function countTaken(tx: Tx, groups: readonly TakenGroup[]): Promise<void> {
  if (groups.length === 0) return;
  const sums = [...Map.groupBy(groups, ({ id }) => id)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [id, own] of sums) await countOne(tx, id, own);
  await countOnFindings(
    tx,
    groups.filter(({ isExcluded }) => !isExcluded),
  );
}

async function countOne(tx: Tx, id: SuppressionId, own: readonly TakenGroup[]): Promise<void> {
  const [first] = own;
  if (first === undefined) return;
  const { companyId } = first;
  const count = own.reduce((sum, group) => sum + group.count, 0);
  const lastAt = new Date(Math.max(...own.map((group) => group.lastAt.getTime())));
  await sql`
    update suppression set match_count = suppression.match_count + ${count},
      last_match_at = greatest(suppression.last_match_at, ${lastAt})
    where suppression.id = ${id} and suppression.company_id = ${companyId}`.execute(tx);
  await announce(tx, { topic: suppressionTopic, id, companyId });
}

/** A finding that was open before stays; it shows what it would have grown by. */
async function countOnFindings(tx: Tx, groups: readonly TakenGroup[]): Promise<void> {
  if (groups.length === 0) return;
  const { rows } = await sql<{ id: string; company_id: string }>`
    with given as (
      select given.company_id, given.rule_id, given.entity_type, given.entity_value, sum(given.count)::bigint as count
      from unnest(${groups.map(({ companyId }) => companyId)}::uuid[], ${groups.map(({ ruleId }) => ruleId)}::text[],
        ${groups.map(({ entity }) => entity.type)}::text[], ${groups.map(({ entity }) => entity.value)}::text[],
        ${groups.map(({ count }) => count)}::bigint[])
        as given (company_id, rule_id, entity_type, entity_value, count)
      group by given.company_id, given.rule_id, given.entity_type, given.entity_value
    ), held as (
      select finding.id, finding.company_id, given.count
      from finding join given on given.company_id = finding.company_id and given.rule_id = finding.rule_id
        and given.entity_type = finding.entity_type and given.entity_value = finding.entity_value
      where finding.status in ('new', 'triaged')
      order by finding.id
      for update of finding
    )
    update finding set suppressed_count = finding.suppressed_count + held.count
    from held where finding.id = held.id and finding.company_id = held.company_id
    returning finding.id, finding.company_id`.execute(tx);
  for (const { company_id: companyId, id } of rows) await announce(tx, { topic: 'finding', id, companyId });
}
