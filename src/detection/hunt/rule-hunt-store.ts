import { sql, type RawBuilder } from 'kysely';
import type { EventRange } from '../../event/index.ts';
import type { CompanyId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { queueDue } from '../correlation/correlation-store.ts';
import type { DueBatch } from '../correlation/due.ts';
import type { RuleHunt, RuleHuntId, RuleHuntState, StopReason } from './rule-hunt.ts';

interface HuntRow {
  readonly id: string;
  readonly rule_id: string;
  readonly set_version: number;
  readonly state: RuleHuntState['kind'];
  readonly stop_reason: StopReason | null;
  readonly from_at: Date;
  readonly to_at: Date;
  readonly done_from: Date;
  readonly planned_from: Date | null;
  readonly matches: number;
  readonly planned_suppressions: number | null;
  readonly known_matches: number;
  readonly suppressed: number;
  readonly findings_opened: number;
  readonly counted: number;
  readonly created_at: Date;
  readonly ended_at: Date | null;
}

const columns = sql`rule_hunt.id, rule_hunt.rule_id, rule_hunt.set_version, rule_hunt.state, rule_hunt.stop_reason,
  rule_hunt.from_at, rule_hunt.to_at, rule_hunt.done_from, rule_hunt.planned_from, rule_hunt.matches,
  rule_hunt.known_matches, rule_hunt.findings_opened, rule_hunt.counted, rule_hunt.created_at, rule_hunt.ended_at,
  rule_hunt.planned_suppressions, rule_hunt.suppressed`;

const toHunt = (row: HuntRow): RuleHunt => ({
  id: row.id as RuleHuntId,
  ruleId: row.rule_id,
  setVersion: row.set_version,
  state: toState(row),
  range: { from: row.from_at.getTime(), to: row.to_at.getTime() },
  doneFrom: row.done_from.getTime(),
  plannedFrom: row.planned_from?.getTime() ?? null,
  plannedSuppressions: row.planned_suppressions,
  matches: row.matches,
  knownMatches: row.known_matches,
  suppressed: row.suppressed,
  findingsOpened: row.findings_opened,
  counted: row.counted,
  createdAt: row.created_at,
});

function toState({ ended_at: endedAt, state, stop_reason: reason }: HuntRow): RuleHuntState {
  if (endedAt === null) return state === 'running' ? { kind: 'running' } : { kind: 'queued' };
  return reason === null ? { kind: 'done', endedAt } : { kind: 'stopped', endedAt, reason };
}

export async function insertHunt(
  tx: Tx,
  {
    createdAt,
    id,
    range,
    ruleId,
    setVersion,
  }: Pick<RuleHunt, 'id' | 'ruleId' | 'setVersion' | 'range' | 'createdAt'>,
): Promise<void> {
  const to = new Date(range.to);
  await sql`
    insert into rule_hunt (id, rule_id, set_version, state, from_at, to_at, done_from, created_at)
    values (${id}, ${ruleId}, ${setVersion}, 'queued', ${new Date(range.from)}, ${to}, ${to}, ${createdAt})`.execute(
    tx,
  );
}

async function hunts(tx: Tx, condition: RawBuilder<unknown>): Promise<readonly RuleHunt[]> {
  const { rows } = await sql<HuntRow>`select ${columns} from rule_hunt where ${condition}`.execute(tx);
  return rows.map(toHunt);
}

/** `lock`: nobody else changes it until the transaction ends. */
export async function findHunt(tx: Tx, id: RuleHuntId, lock = false): Promise<RuleHunt | null> {
  const end = lock ? sql`for update` : sql``;
  return (await hunts(tx, sql`rule_hunt.id = ${id} ${end}`))[0] ?? null;
}

const mostListed = 10;

/** Hunts of a rule, newest first. */
export const huntsOf = (tx: Tx, ruleId: string): Promise<readonly RuleHunt[]> =>
  hunts(tx, sql`rule_hunt.rule_id = ${ruleId} order by rule_hunt.set_version desc limit ${mostListed}`);

/** Hunts of earlier versions of the same rule that have not ended, oldest first. */
export const unendedBefore = (
  tx: Tx,
  { ruleId, setVersion }: Pick<RuleHunt, 'ruleId' | 'setVersion'>,
): Promise<readonly RuleHunt[]> =>
  hunts(
    tx,
    sql`rule_hunt.rule_id = ${ruleId} and rule_hunt.set_version < ${setVersion} and rule_hunt.ended_at is null
      order by rule_hunt.set_version`,
  );

/** Has the rule been changed since the hunt began? */
export async function isSuperseded(
  tx: Tx,
  { ruleId, setVersion }: Pick<RuleHunt, 'ruleId' | 'setVersion'>,
): Promise<boolean> {
  const { rows } = await sql<{ changed: boolean }>`
    select exists (
      select 1 from rule_set where rule_set.rule_id = ${ruleId} and rule_set.version > ${setVersion}
    ) or exists (
      select 1 from rule_standing where rule_standing.rule_id = ${ruleId} and rule_standing.from_set > ${setVersion}
    ) as changed`.execute(tx);
  return rows[0]?.changed ?? false;
}

/**
 * Writes down which stretch is begun, and the version of the suppressions that judges it: of a stretch that was begun
 * before, the one that was written down then, with which this resolves.
 */
export async function planStretch(
  tx: Tx,
  id: RuleHuntId,
  from: number,
  at: Date,
  suppressions: number,
): Promise<number> {
  const { rows } = await sql<{ planned_suppressions: number }>`
    update rule_hunt set planned_from = ${new Date(from)}, state = 'running',
      planned_suppressions = coalesce(rule_hunt.planned_suppressions, ${suppressions}),
      started_at = coalesce(rule_hunt.started_at, ${at})
    where rule_hunt.id = ${id}
    returning rule_hunt.planned_suppressions`.execute(tx);
  return rows[0]?.planned_suppressions ?? suppressions;
}

/** For a stretch of which nothing has been stored. */
export async function forgetPlan(tx: Tx, id: RuleHuntId): Promise<void> {
  await sql`update rule_hunt set planned_from = null, planned_suppressions = null where rule_hunt.id = ${id}`.execute(
    tx,
  );
}

export interface StretchResult {
  readonly matches: number;
  readonly knownMatches: number;
  readonly suppressed: number;
  readonly findingsOpened: number;
  readonly counted: number;
  readonly due: readonly DueBatch[];
}

export async function saveStretch(
  tx: Tx,
  id: RuleHuntId,
  range: EventRange,
  { counted, due, findingsOpened, knownMatches, matches, suppressed }: StretchResult,
): Promise<void> {
  await sql`
    update rule_hunt set done_from = ${new Date(range.from)}, planned_from = null, planned_suppressions = null,
      matches = rule_hunt.matches + ${matches}, known_matches = rule_hunt.known_matches + ${knownMatches},
      suppressed = rule_hunt.suppressed + ${suppressed},
      findings_opened = rule_hunt.findings_opened + ${findingsOpened}, counted = rule_hunt.counted + ${counted}
    where rule_hunt.id = ${id}`.execute(tx);
  if (due.length === 0) return;
  await sql`
    insert into rule_hunt_due (hunt_id, company_id, packed)
    select ${id}, given.company_id, given.packed
    from unnest(${due.map((each) => each.companyId)}::uuid[], ${due.map((each) => Buffer.from(each.groups))}::bytea[])
      as given (company_id, packed)`.execute(tx);
}

/** `reason` null: it has come to its end. Only then do correlations look at what it has brought them: windows are whole. */
export async function endHunt(tx: Tx, id: RuleHuntId, reason: StopReason | null, at: Date): Promise<void> {
  const due = sql<{ company_id: CompanyId; packed: Buffer }>`
    delete from rule_hunt_due where rule_hunt_due.hunt_id = ${id}
    returning rule_hunt_due.company_id, rule_hunt_due.packed`;
  const { rows } = await due.execute(tx);
  if (reason === null)
    await queueDue(
      tx,
      rows.map(({ company_id: companyId, packed: groups }) => ({ companyId, groups })),
    );
  await sql`
    update rule_hunt set state = ${reason === null ? 'done' : 'stopped'}, stop_reason = ${reason}, ended_at = ${at},
      planned_from = null
    where rule_hunt.id = ${id} and rule_hunt.ended_at is null`.execute(tx);
}
