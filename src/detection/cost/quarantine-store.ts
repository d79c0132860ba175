import { sql } from 'kysely';
import { hourMs } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { budgetWindowMs, type quarantineCauses, type Suspect } from './quarantine.ts';

/** Why a rule is in quarantine, with the figures of then. */
export interface Quarantine extends Omit<Suspect, 'ruleId'> {
  readonly at: Date;
  readonly windowMs: number;
  readonly dependents: string[];
}

export async function saveQuarantine(
  tx: Tx,
  suspect: Suspect,
  about: {
    readonly setVersion: number;
    readonly hash: string;
    readonly dependents: readonly string[];
    readonly at: Date;
  },
): Promise<void> {
  const { budgetShare, cause, coreShare, evaluations, micros, ruleId, stallMs } = suspect;
  await sql`
    insert into rule_quarantine (set_version, rule_id, rule_hash, cause, micros, evaluations, window_ms, core_share,
      budget_share, stall_ms, dependents, created_at)
    values (${about.setVersion}, ${ruleId}, ${about.hash}, ${cause}, ${micros}, ${evaluations}, ${budgetWindowMs},
      ${coreShare}, ${budgetShare}, ${stallMs}, ${[...about.dependents]}::text[], ${about.at})`.execute(tx);
}

/** The newest quarantine of a rule; null when there never was one. */
export async function quarantineOf(tx: Tx, ruleId: string): Promise<Quarantine | null> {
  const { rows } = await sql<{
    readonly cause: (typeof quarantineCauses)[number];
    readonly micros: number;
    readonly evaluations: number;
    readonly window_ms: number;
    readonly core_share: number | null;
    readonly budget_share: number | null;
    readonly stall_ms: number | null;
    readonly dependents: string[];
    readonly created_at: Date;
  }>`
    select rule_quarantine.cause, rule_quarantine.micros, rule_quarantine.evaluations, rule_quarantine.window_ms,
      rule_quarantine.core_share, rule_quarantine.budget_share, rule_quarantine.stall_ms, rule_quarantine.dependents,
      rule_quarantine.created_at
    from rule_quarantine where rule_quarantine.rule_id = ${ruleId}
    order by rule_quarantine.set_version desc limit 1`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  const { cause, dependents, evaluations, micros } = row;
  return {
    ...{ cause, dependents, evaluations, micros },
    at: row.created_at,
    windowMs: row.window_ms,
    coreShare: row.core_share,
    budgetShare: row.budget_share,
    stallMs: row.stall_ms,
  };
}

/** A released rule is not taken out again for so many hours (null: for ever), as long as its hash stays. */
export async function saveExemption(
  tx: Tx,
  ruleId: string,
  hash: string,
  hours: number | null,
  now: Date,
): Promise<void> {
  const until = hours === null ? null : new Date(now.getTime() + hours * hourMs);
  await sql`
    insert into rule_exemption (rule_id, rule_hash, until, created_at) values (${ruleId}, ${hash}, ${until}, ${now})
    on conflict (rule_id) do update set rule_hash = excluded.rule_hash, until = excluded.until,
      created_at = excluded.created_at`.execute(tx);
}

/** The exemption of a rule that is what it was when it was released; null when there is none now. */
export async function exemptionNow(
  tx: Tx,
  ruleId: string,
  hash: string | null,
  now: Date,
): Promise<{ readonly until: Date | null } | null> {
  const { rows } = await sql<{ until: Date | null }>`
    select rule_exemption.until from rule_exemption
    where rule_exemption.rule_id = ${ruleId} and rule_exemption.rule_hash = ${hash ?? ''}
      and (rule_exemption.until is null or rule_exemption.until > ${now})`.execute(tx);
  return rows[0] ?? null;
}
