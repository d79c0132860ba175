import { sql } from 'kysely';
import type { Tx } from '../../platform/postgres/index.ts';
import type { SavedRule } from './local-rule-store.ts';
import type { KnownRule } from './rule-import.ts';

/** Rows of one statement: their texts are held twice. */
const rowsAtOnce = 200;

/** The newest saved versions of rules, by id; rules that have none are left out. */
export async function newestVersions(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NonNullable<KnownRule['newest']>>> {
  const { rows } = await sql<{
    readonly rule_id: string;
    readonly version: number;
    readonly yaml: string;
    readonly tests: string | null;
    readonly base_hash: string | null;
    readonly base_yaml: string | null;
  }>`
    select distinct on (saved.rule_id)
      saved.rule_id, saved.version, saved.yaml, saved.tests, saved.base_hash, saved.base_yaml
    from local_rule_version saved
    where saved.rule_id = any(${ids}::text[])
    order by saved.rule_id, saved.version desc`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.rule_id,
      {
        ...{ version: row.version, yaml: row.yaml, tests: row.tests },
        ...{ baseHash: row.base_hash, baseYaml: row.base_yaml },
      },
    ]),
  );
}

/** Saves many versions, none of which is there yet. The caller holds `lockRules`. */
export async function insertAllSaved(tx: Tx, rules: readonly SavedRule[]): Promise<void> {
  for (let from = 0; from < rules.length; from += rowsAtOnce)
    await insertRows(tx, rules.slice(from, from + rowsAtOnce));
}

async function insertRows(tx: Tx, rules: readonly SavedRule[]): Promise<void> {
  const rows = rules.map((rule) => ({
    ...{ rule_id: rule.ruleId, version: rule.version, yaml: rule.yaml, tests: rule.tests },
    ...{ refused: rule.refused, summary: rule.summary, base_hash: rule.baseHash, base_yaml: rule.baseYaml },
    ...{ reason: rule.saved.reason, created_at: rule.saved.at },
    ...{ created_by_id: rule.saved.by.id, created_by_name: rule.saved.by.name },
  }));
  await sql`
    insert into local_rule_version (rule_id, version, yaml, tests, refused, summary, base_hash, base_yaml, reason,
      created_at, created_by_id, created_by_name)
    select saved.rule_id, saved.version, saved.yaml, saved.tests, nullif(saved.refused, 'null'::jsonb), saved.summary,
      saved.base_hash, saved.base_yaml, saved.reason, saved.created_at, saved.created_by_id, saved.created_by_name
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as saved (rule_id text, version integer, yaml text, tests text,
      refused jsonb, summary jsonb, base_hash text, base_yaml text, reason text, created_at timestamptz,
      created_by_id uuid, created_by_name text)`.execute(tx);
}
