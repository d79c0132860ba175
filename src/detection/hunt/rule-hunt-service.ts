import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { newId, systemScope, type Clock } from '../../kernel/index.ts';
import { addJob, type JobHandler } from '../../platform/jobs/index.ts';
import { announce } from '../../platform/live/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { ruleTopic } from '../rule/rule-book-service.ts';
import { loadRuleTexts } from '../rule/rule-texts.ts';
import type { RuleSet } from '../sigma/load.ts';
import { plannedVersion } from '../suppression/suppression-set-store.ts';
import { huntTarget } from './hunt-target.ts';
import { huntRange } from './hunted-stretch.ts';
import {
  nextStretch,
  whyNoHunt,
  type NoHuntReason,
  type RuleHunt,
  type RuleHuntId,
  type StopReason,
} from './rule-hunt.ts';
import {
  endHunt,
  findHunt,
  forgetPlan,
  insertHunt,
  isSuperseded,
  planStretch,
  unendedBefore,
} from './rule-hunt-store.ts';
import { isJudgedByOlder } from './rule-set-judge-store.ts';
import { judgeStretch, type HuntDeps, type Judging } from './stretch-service.ts';

export const huntTask = 'rule-hunt';
/** Hunts run one after another: they read much. */
const huntQueue = 'rule-hunt';
const scope = systemScope(huntTask);

/** How long a hunt waits for nodes that judge by older rules; a node that is away for longer is not waited for. */
const longestWaitMs = 600_000;
const lookAgainMs = 1_000;
/** One job works about so long and then lets others in. */
const turnMs = 20_000;
/** Stretches grow and shrink so that each takes about this long. */
const stretchTakesMs = 1_500;
const firstStretchMs = 3_600_000;
const shortestStretchMs = 60_000;
/** In the transaction that puts a rule into force: queues that it hunts backwards, or says why it does not. */
export async function queueHunt(
  tx: Tx,
  clock: Clock,
  days: number,
  {
    id: ruleId,
    set,
    setVersion,
  }: { readonly id: string; readonly set: RuleSet; readonly setVersion: number },
): Promise<NoHuntReason | null> {
  const why = whyNoHunt(set, ruleId, days);
  if (why !== null) return why;
  const createdAt = clock.now();
  const id = newId<'rule_hunt'>(createdAt);
  await insertHunt(tx, { id, ruleId, setVersion, createdAt, range: huntRange(days, createdAt) });
  await queue(tx, id, new Date(createdAt.getTime() + lookAgainMs));
  return null;
}

const queue = (tx: Tx, huntId: RuleHuntId, runAt: Date): Promise<void> =>
  addJob(tx, huntTask, { huntId }, { key: `${huntTask}:${huntId}`, queue: huntQueue, runAt });

const payloadSchema = z.object({ huntId: z.uuid().transform((id) => id as RuleHuntId) });

export const huntJobs = (deps: HuntDeps): Map<string, JobHandler> =>
  new Map([[huntTask, (payload) => workOn(deps, payloadSchema.parse(payload).huntId)]]);

/** Works on a hunt for a while. May be interrupted and repeated at any point. */
async function workOn(deps: HuntDeps, id: RuleHuntId): Promise<void> {
  const { clock, db } = deps;
  const hunt = await inScope(db, scope, (tx) => findHunt(tx, id));
  if (hunt === null || isEnded(hunt)) return;
  // What an earlier version has begun is finished with its own rules first: its matches are stored already, perhaps.
  for (const earlier of await inScope(db, scope, (tx) => unendedBefore(tx, hunt)))
    await giveUp(deps, earlier);
  if (await inScope(db, scope, (tx) => isSuperseded(tx, hunt))) return giveUp(deps, hunt);
  if (hunt.state.kind === 'queued' && (await mustWait(deps, hunt))) {
    await inScope(db, scope, (tx) => queue(tx, id, new Date(clock.now().getTime() + lookAgainMs)));
    return;
  }
  const left = await hunting(deps, hunt);
  if (left) await inScope(db, scope, (tx) => queue(tx, id, clock.now()));
}

const isEnded = ({ state }: RuleHunt): boolean => state.kind === 'done' || state.kind === 'stopped';

/**
 * Waits until every batch that older rules judge is stored: then what they have not seen is there, and with the rest are their
 * matches. Two looks, because a node may have begun a batch just when it turned to the new rules.
 */
async function mustWait(deps: HuntDeps, hunt: RuleHunt): Promise<boolean> {
  const look = (): Promise<boolean> =>
    inScope(db, scope, (tx) => isJudgedByOlder(tx, hunt.setVersion, clock.now()));
  const { clock, db, log, pause = delay } = deps;
  let isOlder = await look();
  if (!isOlder) {
    await pause(lookAgainMs);
    isOlder = await look();
  }
  if (!isOlder) return false;
  if (clock.now().getTime() - hunt.createdAt.getTime() < longestWaitMs) return true;
  log.warn({ hunt: hunt.id }, 'a node still judges by older rules; the hunt does not wait for it any longer');
  return false;
}

/** Finishes what was begun and ends the hunt: the rule has been changed since. */
async function giveUp(deps: HuntDeps, hunt: RuleHunt): Promise<void> {
  const judged = hunt.plannedFrom === null ? null : await judging(deps, hunt);
  if (judged !== null && hunt.plannedFrom !== null)
    await judgeStretch(
      deps,
      hunt,
      { ...judged, suppressions: hunt.plannedSuppressions },
      { from: hunt.plannedFrom, to: hunt.doneFrom },
    );
  await end(deps, hunt, 'superseded');
}

/** The rule as it came into force; null: it cannot be made again. */
async function judging(
  { book }: HuntDeps,
  { ruleId, setVersion }: RuleHunt,
): Promise<Omit<Judging, 'suppressions'> | null> {
  const texts = await book.textsAt(setVersion);
  if (texts === null) return null;
  const set = loadRuleTexts(texts);
  const target = huntTarget(set, ruleId);
  return target === null ? null : { set, ...target };
}

/** Judges stretch after stretch, newest first. Resolves with whether anything is left. */
async function hunting(deps: HuntDeps, begun: RuleHunt): Promise<boolean> {
  const { clock, db, stopping } = deps;
  const judged = await judging(deps, begun);
  if (judged === null) {
    await end(deps, begun, 'superseded');
    return false;
  }
  const endsAt = performance.now() + turnMs;
  let lengthMs = firstStretchMs;
  for (;;) {
    const hunt = await inScope(db, scope, (tx) => findHunt(tx, begun.id));
    if (hunt === null || isEnded(hunt)) return false;
    const range = nextStretch(hunt, lengthMs);
    if (range === null) {
      await end(deps, hunt, null);
      return false;
    }
    if (stopping.aborted || performance.now() > endsAt) return true;
    if (hunt.plannedFrom === null && (await inScope(db, scope, (tx) => isSuperseded(tx, hunt)))) return true;
    const beganAt = performance.now();
    const suppressions = await inScope(db, scope, async (tx) =>
      planStretch(tx, hunt.id, range.from, clock.now(), await plannedVersion(tx)),
    );
    const judgedAs = await judgeStretch(deps, hunt, { ...judged, suppressions }, range);
    const isShortest = range.to - range.from <= 1;
    if (judgedAs === 'too_many' || (judgedAs === 'too_large' && isShortest)) {
      await end(deps, hunt, 'limit');
      return false;
    }
    if (judgedAs === 'too_large') await inScope(db, scope, (tx) => forgetPlan(tx, hunt.id));
    const isSlow = judgedAs === 'too_large' || performance.now() - beganAt > stretchTakesMs;
    const least = judgedAs === 'too_large' ? 1 : shortestStretchMs;
    lengthMs = isSlow
      ? Math.max(least, Math.ceil((range.to - range.from) / 4))
      : Math.max(lengthMs, range.to - range.from) * 2;
  }
}

async function end(
  { clock, db }: HuntDeps,
  { id, ruleId }: RuleHunt,
  reason: StopReason | null,
): Promise<void> {
  await inScope(db, scope, async (tx) => {
    await endHunt(tx, id, reason, clock.now());
    await announce(tx, { topic: ruleTopic, id: ruleId, companyId: null });
  });
}
