import { unreachable, type EventId } from '../../kernel/index.ts';
import type { ParsedEvent } from '../event-types.ts';
import type { Entity } from '../finding/finding.ts';
import { createHunt } from '../hunt.ts';
import { rawHash, type Receipt } from '../receipt/receipt.ts';
import { entityOf } from '../sigma/entity.ts';
import { loadRuleFiles, type RuleSet } from '../sigma/load.ts';
import type { RuleMatch } from '../sigma/match.ts';
import { createMatcher } from '../sigma/matcher.ts';
import type { Taken } from '../suppression/suppression-set.ts';
import type { CompanyTaker } from '../suppression/taker.ts';

/** What became of the verdict on one event: the same, or why not. `gone` and `unreadable` leave it open. */
export const eventOutcomes = [
  'same',
  'no_match',
  'other_entity',
  'altered',
  'gone',
  'unreadable',
  'not_repeatable',
] as const;
export type EventOutcome = (typeof eventOutcomes)[number];

/** The same for a hit of a correlation. */
export const hitOutcomes = ['same', 'differs', 'gone', 'too_many', 'not_repeatable'] as const;
export type HitOutcome = (typeof hitOutcomes)[number];

/** What is otherwise to be said of a replay. */
export const replayNotes = [
  'receipt_missing',
  'document_missing',
  'document_altered',
  'engine_changed',
  'pipeline_changed',
  'rule_changed',
  'rule_not_in_force',
  'event_hash_missing',
  'evidence_partial',
  /** A suppression, or a filter of the company, would take matches like these now. */
  'suppressed_now',
  'excluded_now',
] as const;
export type ReplayNote = (typeof replayNotes)[number];

export const replayVerdicts = ['same', 'differs', 'incomplete'] as const;
export type ReplayVerdict = (typeof replayVerdicts)[number];

/** The documents of a receipt, loaded again from their kept texts; `notes` says what is wrong with them. */
export interface RestoredRules {
  readonly set: RuleSet;
  readonly notes: readonly ReplayNote[];
}

/** Loads a receipt's documents. A text that no longer has its hash is as good as none. */
export function restoreRules(receipt: Receipt, texts: ReadonlyMap<string, string>): RestoredRules {
  const kept = receipt.documents.flatMap(({ hash }) => {
    const text = texts.get(hash);
    return text === undefined ? [] : [{ file: hash, text }];
  });
  const set = loadRuleFiles(kept);
  const loaded = new Set([...set.rules, ...set.correlations, ...set.filters].map(({ hash }) => hash));
  const notes: ReplayNote[] = [];
  if (kept.length < receipt.documents.length) notes.push('document_missing');
  if (kept.some(({ file }) => !loaded.has(file))) notes.push('document_altered');
  return { set, notes };
}

/** An event of the evidence as it is stored now; null when it is not stored any more. */
export interface StoredEvidence {
  readonly raw: string;
  /** As today's parsers read it; null when they cannot. */
  readonly event: ParsedEvent | null;
}

/** Whether a rule reaches the recorded verdict on an event again. `rules` null: it cannot be judged again. */
export function replayEvent(
  finding: { readonly ruleId: string; readonly entity: Entity },
  rules: RestoredRules | null,
  recordedHash: string | null,
  stored: StoredEvidence | null,
): EventOutcome {
  if (stored === null) return 'gone';
  if (recordedHash !== null && rawHash(stored.raw) !== recordedHash) return 'altered';
  if (rules === null || rules.notes.length > 0) return 'not_repeatable';
  // What a correlation says of its events is judged by its hits.
  if (rules.set.correlations.some(({ id }) => id === finding.ruleId)) return 'same';
  if (stored.event === null) return 'unreadable';
  const match = createMatcher(rules.set.rules)(stored.event).find(({ rule }) => rule.id === finding.ruleId);
  if (match === undefined) return 'no_match';
  const entity = entityOf(match.rule, stored.event, match.aliases);
  const { type, value } = finding.entity;
  return entity.type === type && entity.value === value ? 'same' : 'other_entity';
}

/** What would take how many events of the evidence. */
export interface TakenEvidence extends Taken {
  readonly events: number;
}

/**
 * What would take the evidence, had it been received at a moment (Unix milliseconds): filters first, by the matches that led to the finding,
 * then suppressions of it (SUP-6). Of events that are not stored any more only suppressions are known.
 */
export function takenEvidence(
  taker: CompanyTaker | undefined,
  finding: { readonly ruleId: string; readonly entity: Entity },
  evidence: readonly { readonly rules: RestoredRules | null; readonly event: ParsedEvent | null }[],
  receivedAt: number,
): readonly TakenEvidence[] {
  if (taker === undefined) return [];
  const suppressing = taker.suppressing(finding.ruleId, finding.entity, receivedAt);
  const counts = new Map<string, TakenEvidence>();
  for (const { event, rules } of evidence) {
    const excluding =
      event === null || rules === null
        ? null
        : excludingOf(taker, matchesOf(rules, finding.ruleId, event), event, receivedAt);
    const taken = excluding ?? suppressing;
    if (taken !== null) counts.set(taken.id, { ...taken, events: (counts.get(taken.id)?.events ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.events - a.events || (a.id < b.id ? -1 : 1));
}

function excludingOf(
  taker: CompanyTaker,
  matches: readonly RuleMatch[],
  event: ParsedEvent,
  receivedAt: number,
): Taken | null {
  for (const match of matches) {
    const taken = taker.excluding(match, event, receivedAt);
    if (taken !== null) return taken;
  }
  return null;
}

/** The matches by which an event is evidence: of the rule itself, or of those that its correlation counts. */
function matchesOf({ set }: RestoredRules, ruleId: string, event: ParsedEvent): readonly RuleMatch[] {
  const isCorrelation = set.correlations.some(({ id }) => id === ruleId);
  return createMatcher(set.rules)(event).filter(({ rule }) => isCorrelation || rule.id === ruleId);
}

/** A hit as it was counted; times in Unix milliseconds. */
export interface CountedHit {
  readonly group: string;
  readonly from: number;
  readonly to: number;
}

/** Whether a correlation holds again over the stored events that fed it. */
export function replayHit(
  correlationId: string,
  { set }: RestoredRules,
  counted: CountedHit,
  events: readonly { readonly id: EventId; readonly event: ParsedEvent }[],
): HitOutcome {
  const hunt = createHunt(set);
  for (const { event, id } of events) hunt.judge(event, id);
  const held = hunt
    .correlations()
    .some(
      ({ correlation, hit }) =>
        correlation.id === correlationId &&
        hit.group === counted.group &&
        hit.from === counted.from &&
        hit.to === counted.to,
    );
  return held ? 'same' : 'differs';
}

/** What all outcomes come to. */
export function verdictOf(events: readonly EventOutcome[], hits: readonly HitOutcome[]): ReplayVerdict {
  const each = [...events.map(bearing), ...hits.map(bearing)];
  if (each.includes('differs')) return 'differs';
  return each.includes('open') || events.length === 0 ? 'incomplete' : 'same';
}

function bearing(outcome: EventOutcome | HitOutcome): 'same' | 'differs' | 'open' {
  switch (outcome) {
    case 'same':
      return 'same';
    case 'no_match':
    case 'other_entity':
    case 'altered':
    case 'differs':
      return 'differs';
    case 'gone':
    case 'unreadable':
    case 'not_repeatable':
    case 'too_many':
      return 'open';
    default:
      return unreachable(outcome);
  }
}
