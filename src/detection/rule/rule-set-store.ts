import { sql } from 'kysely';
import type { Tx } from '../../platform/postgres/index.ts';
import type { RuleChange, RuleInput, Standing } from './local-rule.ts';

/** The installation's own part of the set in force. */
export interface SetStandings {
  readonly version: number;
  /** By rule id. */
  readonly standings: ReadonlyMap<string, Standing>;
}

interface StandingRow {
  readonly set_version: number;
  readonly rule_id: string | null;
  readonly kind: string | null;
  readonly version: number | null;
}

/** What is in force now: one statement, so that version and standings belong together. */
export async function currentStandings(tx: Tx): Promise<SetStandings> {
  const { rows } = await sql<StandingRow>`
    select newest.version as set_version, rule_standing.rule_id, rule_standing.kind, rule_standing.version
    from (select max(rule_set.version) as version from rule_set) newest
    left join rule_standing on rule_standing.to_set is null
    order by rule_standing.rule_id`.execute(tx);
  return toStandings(rows, 0);
}

/** What was in force in a version of the set; a version that there never was has nothing of its own. */
export async function standingsAt(tx: Tx, version: number): Promise<SetStandings> {
  const { rows } = await sql<StandingRow>`
    select ${version}::bigint as set_version, rule_standing.rule_id, rule_standing.kind, rule_standing.version
    from rule_standing
    where rule_standing.from_set <= ${version} and (rule_standing.to_set is null or rule_standing.to_set > ${version})
    order by rule_standing.rule_id`.execute(tx);
  return toStandings(rows, version);
}

function toStandings(rows: readonly StandingRow[], version: number): SetStandings {
  const standings = new Map<string, Standing>();
  for (const row of rows) if (row.rule_id !== null) standings.set(row.rule_id, toStanding(row));
  return { version: rows[0]?.set_version ?? version, standings };
}

export const toStanding = (row: Pick<StandingRow, 'kind' | 'version'>): Standing =>
  row.kind === 'active' && row.version !== null
    ? { kind: 'active', version: row.version }
    : { kind: row.kind === 'quarantined' ? 'quarantined' : 'disabled', version: row.version };

export async function currentSetVersion(tx: Tx): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select max(rule_set.version) as version from rule_set`.execute(tx);
  return rows[0]?.version ?? 0;
}

/** Changes of the set and savings of rules wait for each other until the transaction ends. */
export async function lockRules(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('detection rules', 0))`.execute(tx);
}

/** Makes the next version of the set, in which one rule stands otherwise. The caller holds `lockRules`. */
export async function saveStanding(
  tx: Tx,
  id: string,
  kind: RuleInput['kind'],
  standing: Standing | null,
  { at, by, reason }: RuleChange,
): Promise<number> {
  const version = (await currentSetVersion(tx)) + 1;
  await sql`
    insert into rule_set (version, rule_id, change, reason, created_at, created_by_id, created_by_name)
    values (${version}, ${id}, ${kind}, ${reason}, ${at}, ${by.id}, ${by.name})`.execute(tx);
  await sql`
    update rule_standing set to_set = ${version}
    where rule_standing.rule_id = ${id} and rule_standing.to_set is null`.execute(tx);
  if (standing !== null) {
    await sql`
      insert into rule_standing (rule_id, from_set, kind, version)
      values (${id}, ${version}, ${standing.kind}, ${standing.version})`.execute(tx);
  }
  return version;
}

/** Makes the next version of the set, in which all these rules stand otherwise. The caller holds `lockRules`. */
export async function saveImported(
  tx: Tx,
  active: readonly { readonly id: string; readonly version: number }[],
  { at, by, reason }: RuleChange,
): Promise<number> {
  const version = (await currentSetVersion(tx)) + 1;
  const ids = active.map(({ id }) => id);
  await sql`
    insert into rule_set (version, change, reason, created_at, created_by_id, created_by_name)
    values (${version}, 'import', ${reason}, ${at}, ${by.id}, ${by.name})`.execute(tx);
  await sql`
    update rule_standing set to_set = ${version}
    where rule_standing.rule_id = any(${ids}::text[]) and rule_standing.to_set is null`.execute(tx);
  await sql`
    insert into rule_standing (rule_id, from_set, kind, version)
    select imported.rule_id, ${version}, 'active', imported.version
    from unnest(${ids}::text[], ${active.map((rule) => rule.version)}::integer[])
      as imported (rule_id, version)`.execute(tx);
  return version;
}

export const setChanges = [
  'activate',
  'disable',
  'enable',
  'withdraw',
  'quarantine',
  'release',
  'import',
] as const;

/** A change of the set, for the history of one rule. */
export interface SetChange extends RuleChange {
  readonly setVersion: number;
  readonly change: (typeof setChanges)[number];
  /** The saved version that came into force with it; null for other changes. */
  readonly version: number | null;
}

/** How many changes of a kind there were since a time. */
export async function countChanges(tx: Tx, change: RuleInput['kind'], since: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::bigint as count from rule_set
    where rule_set.change = ${change} and rule_set.created_at >= ${since}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** How many rules are in quarantine now. */
export async function countQuarantined(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::bigint as count from rule_standing
    where rule_standing.to_set is null and rule_standing.kind = 'quarantined'`.execute(tx);
  return rows[0]?.count ?? 0;
}

const mostChanges = 200;

/** What happened to one rule, newest first. */
export async function changesOf(tx: Tx, id: string): Promise<readonly SetChange[]> {
  const { rows } = await sql<{
    readonly set_version: number;
    readonly change: SetChange['change'];
    readonly version: number | null;
    readonly reason: string;
    readonly created_at: Date;
    readonly created_by_id: string | null;
    readonly created_by_name: string;
  }>`
    select rule_set.version as set_version, rule_set.change, rule_set.reason, rule_set.created_at,
      rule_set.created_by_id, rule_set.created_by_name,
      case when rule_standing.kind = 'active' then rule_standing.version end as version
    from rule_set
    left join rule_standing on rule_standing.rule_id = ${id} and rule_standing.from_set = rule_set.version
    where rule_set.rule_id = ${id} or (rule_set.change = 'import' and rule_standing.rule_id is not null)
    order by rule_set.version desc
    limit ${mostChanges}`.execute(tx);
  return rows.map((row) => ({
    setVersion: row.set_version,
    change: row.change,
    version: row.version,
    at: row.created_at,
    by: { id: row.created_by_id, name: row.created_by_name },
    reason: row.reason,
  }));
}
