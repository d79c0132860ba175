import type { ClickHouseClient } from '@clickhouse/client';
import { recordsByIds, storedEvent, type StoredRow } from '../../event/index.ts';
import { companyScope, type EventId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { Finding } from '../finding/finding.ts';
import { evidenceOf, type KeptEvidence } from '../finding/finding-store.ts';
import { rawHash, type Receipt } from '../receipt/receipt.ts';
import { documentTexts, receiptsOf } from '../receipt/receipt-store.ts';
import type { RuleSet } from '../sigma/load.ts';
import { takerFor, titlesOf } from '../suppression/taker-service.ts';
import {
  replayEvent,
  replayHit,
  restoreRules,
  takenEvidence,
  verdictOf,
  type CountedHit,
  type EventOutcome,
  type HitOutcome,
  type ReplayNote,
  type ReplayVerdict,
  type RestoredRules,
  type TakenEvidence,
} from './replay.ts';
import { hitsOfFinding, memberEvents } from './replay-store.ts';

/** Bounds of one replay: the newest hits, and the events that one of them may have been fed by. */
const maxHits = 10;
const maxMembers = 1_000;

/** What judges now. */
export interface Present {
  readonly engineVersion: string;
  readonly pipelineHash: string;
  readonly set: RuleSet;
  /** The moment of judging again: what would be taken that is received then. */
  readonly now: Date;
}

export interface Replay {
  readonly verdict: ReplayVerdict;
  readonly notes: readonly ReplayNote[];
  readonly receipts: readonly Receipt[];
  /** Hash of the rule in force that has the finding's rule's id; null when none has. */
  readonly presentRuleHash: string | null;
  readonly events: readonly {
    readonly evidence: KeptEvidence;
    readonly storedHash: string | null;
    readonly outcome: EventOutcome;
  }[];
  readonly hits: readonly (CountedHit & { readonly outcome: HitOutcome })[];
  /** What would take the evidence now; it changes no verdict. */
  readonly takenBy: readonly (TakenEvidence & { readonly title: string | null })[];
}

/**
 * Judges the evidence of a finding once more, with the rules as they were when it was found and the code of today.
 * Throws `ClickHouseError`.
 */
export async function replayFinding(
  tx: Tx,
  client: ClickHouseClient,
  finding: Finding,
  present: Present,
): Promise<Replay> {
  const [receipts, evidence] = [await receiptsOf(tx, finding), await evidenceOf(tx, finding)];
  const hashes = receipts.flatMap(({ documents }) => documents.map(({ hash }) => hash));
  const texts = await documentTexts(tx, hashes);
  const restored = new Map(receipts.map((receipt) => [receipt.id, restoreRules(receipt, texts)]));
  const stored = await storedById(
    client,
    finding,
    evidence.map(({ eventId }) => eventId),
  );
  const events = evidence.map((each) => {
    const row = stored.get(each.eventId) ?? null;
    const rules = restored.get(each.receiptId ?? '') ?? null;
    const now = row === null ? null : { raw: row.raw, event: storedEvent(row) };
    const outcome = replayEvent(finding, rules, each.rawHash, now);
    const judged = { rules, event: now?.event ?? null };
    return { evidence: each, storedHash: row === null ? null : rawHash(row.raw), outcome, judged };
  });
  const newest = receipts.at(-1);
  const rules = newest === undefined ? null : (restored.get(newest.id) ?? null);
  const counted = await hitsOfFinding(tx, finding, maxHits);
  const hits = [];
  for (const hit of counted) hits.push({ ...hit, outcome: await hitOutcome(client, finding, rules, hit) });
  const takenBy = await takenNow(
    tx,
    finding,
    events.map(({ judged }) => judged),
    present.now,
  );
  const presentRule = [...present.set.rules, ...present.set.correlations].find(
    ({ id }) => id === finding.ruleId,
  );
  return {
    verdict: verdictOf(
      events.map(({ outcome }) => outcome),
      hits.map(({ outcome }) => outcome),
    ),
    notes: [
      ...notesOf(finding, receipts, [...restored.values()], evidence, present, presentRule?.hash ?? null),
      ...notesOfTaken(takenBy),
    ].sort(),
    receipts,
    presentRuleHash: presentRule?.hash ?? null,
    events: events.map(({ evidence: each, outcome, storedHash }) => ({
      evidence: each,
      outcome,
      storedHash,
    })),
    hits,
    takenBy,
  };
}

/** SUP-14: what would take the evidence, were it received now. */
async function takenNow(
  tx: Tx,
  finding: Finding,
  evidence: Parameters<typeof takenEvidence>[2],
  now: Date,
): Promise<Replay['takenBy']> {
  const { companyId } = finding;
  const received = { from: now.getTime(), to: now.getTime() };
  const taker = await takerFor(tx, [companyId], received);
  const taken = takenEvidence(taker(companyId), finding, evidence, now.getTime());
  const titles = await titlesOf(
    tx,
    taken.map(({ id }) => ({ id, companyId })),
  );
  return taken.map((each) => ({ ...each, title: titles.get(each.id) ?? null }));
}

function notesOfTaken(taken: readonly TakenEvidence[]): readonly ReplayNote[] {
  const notes: ReplayNote[] = [];
  if (taken.some(({ isExcluded }) => isExcluded)) notes.push('excluded_now');
  if (taken.some(({ isExcluded }) => !isExcluded)) notes.push('suppressed_now');
  return notes;
}

async function storedById(
  client: ClickHouseClient,
  { companyId }: Finding,
  ids: readonly EventId[],
): Promise<ReadonlyMap<EventId, StoredRow>> {
  const rows = await recordsByIds(client, companyScope(companyId), ids);
  return new Map(rows.map((row) => [row.id, row]));
}

async function hitOutcome(
  client: ClickHouseClient,
  finding: Finding,
  rules: RestoredRules | null,
  hit: CountedHit,
): Promise<HitOutcome> {
  if (rules === null || rules.notes.length > 0) return 'not_repeatable';
  const { correlations } = rules.set;
  // What fed an inner correlation may be older than the moment at which that one held.
  const reach = correlations.reduce((sum, { timespanMs }) => sum + timespanMs, 0);
  const span = { from: hit.from - reach, to: hit.to };
  const ids = await memberEvents(
    client,
    finding.companyId,
    correlations.map(({ id }) => id),
    span,
    maxMembers + 1,
  );
  if (ids.length > maxMembers) return 'too_many';
  const stored = await storedById(client, finding, ids);
  const events = ids.flatMap((id) => {
    const row = stored.get(id);
    const event = row === undefined ? null : storedEvent(row);
    return event === null ? [] : [{ id, event }];
  });
  if (ids.length === 0 || events.length < ids.length) return 'gone';
  return replayHit(finding.ruleId, rules, hit, events);
}

function notesOf(
  finding: Finding,
  receipts: readonly Receipt[],
  restored: readonly RestoredRules[],
  evidence: readonly KeptEvidence[],
  present: Present,
  presentRuleHash: string | null,
): readonly ReplayNote[] {
  const notes = new Set<ReplayNote>(restored.flatMap((rules) => rules.notes));
  if (receipts.length === 0) notes.add('receipt_missing');
  if (receipts.some(({ engineVersion }) => engineVersion !== present.engineVersion))
    notes.add('engine_changed');
  if (receipts.some(({ pipelineHash }) => pipelineHash !== present.pipelineHash))
    notes.add('pipeline_changed');
  if (presentRuleHash === null) notes.add('rule_not_in_force');
  else if (presentRuleHash !== finding.ruleHash) notes.add('rule_changed');
  if (evidence.some((each) => each.rawHash === null)) notes.add('event_hash_missing');
  if (evidence.length < finding.matchCount) notes.add('evidence_partial');
  return [...notes].sort();
}
