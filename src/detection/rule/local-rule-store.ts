import { sql } from 'kysely';
import { z } from 'zod';
import { severities } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { refusalCodes } from '../sigma/refusal.ts';
import type { RuleChange, Standing } from './local-rule.ts';
import { toStanding } from './rule-set-store.ts';
import type { TextRefusal } from './rule-text.ts';

const part = z.string().nullable();

/** What a list shows of a saved rule; a draft that cannot be read has little more than its id. */
export const ruleSummary = z.object({
  title: z.string(),
  kind: z.enum(['rule', 'correlation', 'filter', 'unreadable']),
  level: z.enum(severities).nullable(),
  status: z.string().nullable(),
  author: z.string(),
  logSource: z.object({ product: part, category: part, service: part }).nullable(),
  tags: z.array(z.string()),
  /** Of a filter: who answers for it, and until when it holds. Absent in what older releases saved. */
  owner: z.string().nullable().default(null),
  expiresAt: z.string().nullable().default(null),
});
export type RuleSummary = z.output<typeof ruleSummary>;

const storedRefusals = z
  .array(
    z.object({ line: z.number(), code: z.enum(refusalCodes).catch('document_invalid'), reason: z.string() }),
  )
  .nullable();

/** A saved version, without its texts. */
export interface SavedHead {
  readonly ruleId: string;
  readonly version: number;
  readonly hasTests: boolean;
  /** Null: the text can be read. */
  readonly refused: readonly TextRefusal[] | null;
  readonly summary: RuleSummary;
  /** Hash of the shipped rule that it was made from; null: there was none. */
  readonly baseHash: string | null;
  readonly saved: RuleChange;
}

/** A saved version. */
export interface SavedRule extends SavedHead {
  readonly yaml: string;
  readonly tests: string | null;
  readonly baseYaml: string | null;
}

interface HeadRow {
  readonly rule_id: string;
  readonly version: number;
  readonly has_tests: boolean;
  readonly refused: unknown;
  readonly summary: unknown;
  readonly base_hash: string | null;
  readonly reason: string;
  readonly created_at: Date;
  readonly created_by_id: string | null;
  readonly created_by_name: string;
}

interface SavedRow extends HeadRow {
  readonly yaml: string;
  readonly tests: string | null;
  readonly base_yaml: string | null;
}

const headColumns = sql`saved.rule_id, saved.version, saved.tests is not null as has_tests, saved.refused, saved.summary,
  saved.base_hash, saved.reason, saved.created_at, saved.created_by_id, saved.created_by_name`;

const toHead = (row: HeadRow): SavedHead => ({
  ruleId: row.rule_id,
  version: row.version,
  hasTests: row.has_tests,
  refused: storedRefusals.parse(row.refused),
  summary: ruleSummary.parse(row.summary),
  baseHash: row.base_hash,
  saved: {
    at: row.created_at,
    by: { id: row.created_by_id, name: row.created_by_name },
    reason: row.reason,
  },
});

const toSaved = (row: SavedRow): SavedRule => ({
  ...toHead(row),
  yaml: row.yaml,
  tests: row.tests,
  baseYaml: row.base_yaml,
});

/** A version of a rule, the newest when none is named; null when there is none. */
export async function findSaved(tx: Tx, id: string, version: number | null): Promise<SavedRule | null> {
  const { rows } = await sql<SavedRow>`
    select ${headColumns}, saved.yaml, saved.tests, saved.base_yaml
    from local_rule_version saved
    where saved.rule_id = ${id} and (${version}::integer is null or saved.version = ${version})
    order by saved.version desc
    limit 1`.execute(tx);
  const row = rows[0];
  return row === undefined ? null : toSaved(row);
}

const mostVersions = 500;

/** Versions of a rule, newest first. */
export async function versionsOf(tx: Tx, id: string): Promise<readonly SavedHead[]> {
  const { rows } = await sql<HeadRow>`
    select ${headColumns} from local_rule_version saved
    where saved.rule_id = ${id}
    order by saved.version desc
    limit ${mostVersions}`.execute(tx);
  return rows.map(toHead);
}

export async function insertSaved(tx: Tx, rule: SavedRule): Promise<void> {
  const { at, by, reason } = rule.saved;
  await sql`
    insert into local_rule_version (rule_id, version, yaml, tests, refused, summary, base_hash, base_yaml, reason,
      created_at, created_by_id, created_by_name)
    values (${rule.ruleId}, ${rule.version}, ${rule.yaml}, ${rule.tests},
      ${rule.refused === null ? null : JSON.stringify(rule.refused)}::jsonb, ${JSON.stringify(rule.summary)}::jsonb,
      ${rule.baseHash}, ${rule.baseYaml}, ${reason}, ${at}, ${by.id}, ${by.name})`.execute(tx);
}

/** Texts of saved versions by rule id; one version of each rule. */
export async function textsOf(
  tx: Tx,
  wanted: readonly { readonly id: string; readonly version: number }[],
): Promise<ReadonlyMap<string, string>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ readonly rule_id: string; readonly yaml: string }>`
    select saved.rule_id, saved.yaml
    from local_rule_version saved
    join unnest(${wanted.map(({ id }) => id)}::text[], ${wanted.map(({ version }) => version)}::integer[])
      as wanted (rule_id, version) on wanted.rule_id = saved.rule_id and wanted.version = saved.version`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.rule_id, row.yaml]));
}

/** What the installation has of one rule beside what is shipped. */
export interface OwnRule {
  readonly id: string;
  readonly standing: Standing | null;
  readonly newest: SavedHead | null;
  /** The version that is in force, or was before the rule was disabled. */
  readonly standingVersion: SavedHead | null;
}

/** Everything local, of one rule or of all, by id. */
export async function ownRules(tx: Tx, id: string | null): Promise<ReadonlyMap<string, OwnRule>> {
  const heads = await sql<HeadRow & { readonly is_newest: boolean; readonly is_standing: boolean }>`
    select ${headColumns}, saved.version = newest.version as is_newest, saved.version is not distinct from standing.version
      as is_standing
    from (select local_rule_version.rule_id, max(local_rule_version.version) as version
          from local_rule_version where ${id}::text is null or local_rule_version.rule_id = ${id}
          group by local_rule_version.rule_id) newest
    left join rule_standing standing on standing.rule_id = newest.rule_id and standing.to_set is null
    join local_rule_version saved on saved.rule_id = newest.rule_id
      and saved.version in (newest.version, standing.version)
    order by saved.rule_id`.execute(tx);
  const standings = await sql<{
    readonly rule_id: string;
    readonly kind: string;
    readonly version: number | null;
  }>`
    select rule_standing.rule_id, rule_standing.kind, rule_standing.version from rule_standing
    where rule_standing.to_set is null and (${id}::text is null or rule_standing.rule_id = ${id})
    order by rule_standing.rule_id`.execute(tx);
  const own = new Map<string, OwnRule>();
  const change = (ruleId: string, part: Partial<OwnRule>): void => {
    const none = { id: ruleId, standing: null, newest: null, standingVersion: null };
    own.set(ruleId, { ...none, ...own.get(ruleId), ...part });
  };
  for (const row of standings.rows) change(row.rule_id, { standing: toStanding(row) });
  for (const row of heads.rows) {
    const head = toHead(row);
    if (row.is_newest) change(row.rule_id, { newest: head });
    if (row.is_standing) change(row.rule_id, { standingVersion: head });
  }
  return own;
}
