import type { ClickHouseClient } from '@clickhouse/client';
import { holdCompanies, queueErasure, queueRetention, type EventRange } from '../../event/index.ts';
import { systemScope, type Clock, type CompanyId } from '../../kernel/index.ts';
import { insertBlock, isTooLong } from '../../platform/clickhouse/index.ts';
import { announce } from '../../platform/live/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { inScope, type Db, type Tx } from '../../platform/postgres/index.ts';
import { recordMatches, type FindingSettings } from '../finding/finding-service.ts';
import { candidatesOf } from '../history/candidate-store.ts';
import { correlationColumns, matchColumns } from '../pipeline/match-rows.ts';
import type { RuleBook } from '../rule/rule-book.ts';
import { ruleTopic } from '../rule/rule-book-service.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { SuppressionBook } from '../suppression/suppression-book-service.ts';
import { countTaken } from '../suppression/taken-store.ts';
import { createTakers, noTaker, type Taker } from '../suppression/taker.ts';
import type { HuntTarget } from './hunt-target.ts';
import {
  foldStretch,
  matchesIn,
  stretchToken,
  type HuntedMatch,
  type StretchOutcome,
} from './hunted-stretch.ts';
import { knownMatches } from './known-match-store.ts';
import { knownRows } from './known-row-store.ts';
import {
  mostAtOnce,
  mostCountedRows,
  mostHuntMatches,
  type MostAtOnce,
  type KnownMatches,
  type RuleHunt,
} from './rule-hunt.ts';
import { findHunt, saveStretch } from './rule-hunt-store.ts';

export interface HuntDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly book: Pick<RuleBook, 'textsAt'>;
  readonly suppressions: SuppressionBook;
  readonly clickhouse: () => ClickHouseClient;
  /** For inserts: a reply means stored. */
  readonly inserts: () => ClickHouseClient;
  readonly settings: FindingSettings;
  readonly defaultRetentionDays: number;
  /** Aborts when the program stops; what is left is done after the next start. */
  readonly stopping: AbortSignal;
  /** Resolves after so many milliseconds; a test may put another in its place. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Most matches of one hunt, by default `mostHuntMatches`, and most rows of correlations, by default `mostCountedRows`. */
  readonly mostMatches?: number;
  readonly mostCounted?: number;
  /** What of a stretch is held in memory, by default `mostAtOnce`. */
  readonly mostAtOnce?: MostAtOnce;
}

const scope = systemScope('rule-hunt');

/** What a hunt judges, and by which set. */
export interface Judging extends HuntTarget {
  readonly set: RuleSet;
  /** Version of the suppressions with which the stretch was planned; null: planned by a release that had none. */
  readonly suppressions: number | null;
}

/**
 * `too_large`: there are more matches than are held in memory, or reading takes too long; `too_many`: more new ones than a hunt may have. Then nothing of
 * the stretch has been stored.
 */
export async function judgeStretch(
  deps: HuntDeps,
  hunt: RuleHunt,
  judged: Judging,
  range: EventRange,
): Promise<'done' | 'too_large' | 'too_many'> {
  const { clickhouse, db, defaultRetentionDays } = deps;
  const { mostCounted = mostCountedRows, mostMatches = mostHuntMatches } = deps;
  const within = `security_event.rule_set < ${hunt.setVersion}`;
  const read = candidatesOf(clickhouse(), scope, judged.rules, { within });
  const found = await matchesIn(judged, read(range), deps.mostAtOnce ?? mostAtOnce).catch(
    (error: unknown) => {
      if (isTooLong(error)) return null;
      throw error;
    },
  );
  if (found === null) return 'too_large';
  const known = {
    ...(judged.opensFindings
      ? await knownMatches(clickhouse(), {
          ...{ events: found, huntId: hunt.id, range, ruleId: hunt.ruleId },
        })
      : noneKnown),
    rows: await knownRows(clickhouse(), {
      ...{ correlationIds: judged.correlationIds, range },
      events: found.filter(({ members }) => members.length > 0),
    }),
  };
  const ids = [...new Set(found.map(({ companyId }) => companyId))].toSorted();
  const before = await inScope(db, scope, (tx) => daysOf(tx, ids, defaultRetentionDays));
  const taker = await takerFor(deps, judged.suppressions, found);
  const outcome = foldStretch(judged, hunt, found, known, (id) => before.get(id) ?? null, taker);
  if (hunt.matches + outcome.matches > mostMatches) return 'too_many';
  if (hunt.counted + outcome.counted > mostCounted) return 'too_many';
  await store(deps, hunt, range, outcome);
  await inScope(db, scope, (tx) => commitStretch(tx, deps, hunt, range, outcome, before));
  return 'done';
}

/** What takes the matches of a stretch. */
async function takerFor(
  { suppressions }: HuntDeps,
  version: number | null,
  found: readonly HuntedMatch[],
): Promise<Taker> {
  if (found.length === 0) return noTaker;
  const times = found.map(({ row }) => row.receivedAt);
  const from = times.reduce((a, b) => Math.min(a, b));
  const to = times.reduce((a, b) => Math.max(a, b));
  return createTakers()(await suppressions.at(version, { from, to }));
}

const noneKnown: KnownMatches = { known: new Set(), stored: new Set() };

/** Repeating it under the same token changes nothing. */
async function store(
  { inserts }: HuntDeps,
  hunt: RuleHunt,
  range: EventRange,
  { memberRows, rows }: StretchOutcome,
): Promise<void> {
  const token = stretchToken(hunt.id, range);
  const tables = [
    { table: 'correlation_member', columns: correlationColumns, text: memberRows },
    { table: 'detection_match', columns: [...matchColumns, 'hunt_id'] as const, text: rows },
  ] as const;
  for (const { columns, table, text } of tables) {
    if (text === '') continue;
    const body = Buffer.from(text);
    await insertBlock(inserts(), { table, columns, format: 'TabSeparated', body, token });
  }
}

/** Days that companies keep their events; erased ones and those that there are not are left out. */
async function daysOf(
  tx: Tx,
  ids: readonly CompanyId[],
  defaultDays: number,
): Promise<ReadonlyMap<CompanyId, number>> {
  const companies = await holdCompanies(tx, ids);
  return new Map(
    [...companies.values()]
      .filter(({ isErased }) => !isErased)
      .map(({ companyId, ownDays }) => [companyId, ownDays ?? defaultDays]),
  );
}

/** Findings and progress in one transaction: a stretch counts once, however often it is judged. */
async function commitStretch(
  tx: Tx,
  { clock, defaultRetentionDays, settings }: HuntDeps,
  { id, ruleId }: RuleHunt,
  range: EventRange,
  outcome: StretchOutcome,
  before: ReadonlyMap<CompanyId, number>,
): Promise<void> {
  const hunt = await findHunt(tx, id, true);
  if (hunt?.plannedFrom !== range.from || hunt.doneFrom !== range.to) return;
  const now = await daysOf(tx, [...before.keys()], defaultRetentionDays);
  for (const [companyId, days] of before) {
    const kept = now.get(companyId);
    // Erased, or with another term since the rows were made: what is stored is brought to that.
    if (kept === undefined) await queueErasure(tx, companyId);
    else if (kept !== days) await queueRetention(tx, companyId);
  }
  const groups = outcome.groups.filter(({ companyId }) => now.has(companyId));
  const { opened } = await recordMatches(tx, clock, settings, groups, 'hunt');
  const due = outcome.due.filter(({ companyId }) => now.has(companyId));
  const taken = outcome.taken.filter(({ companyId }) => now.has(companyId));
  await countTaken(tx, taken);
  const suppressed = taken.reduce((sum, { count }) => sum + count, 0);
  await saveStretch(tx, id, range, { ...outcome, due, findingsOpened: opened, suppressed });
  await announce(tx, { topic: ruleTopic, id: ruleId, companyId: null });
}
