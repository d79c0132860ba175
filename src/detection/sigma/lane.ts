import type { JsonObject } from '../event-types.ts';
import { compileNode, createSlotTable, type Predicate } from './compile.ts';
import { createEventView, type EventView } from './event-view.ts';
import { compileExplanation, type MatchedField } from './explain.ts';
import type { FieldAliases } from './field.ts';
import type { RuleNode } from './rule.ts';
import { measureFrequency } from './survey.ts';
import { createWitnessIndex, type WitnessIndex } from './witness-index.ts';
import { guessFrequency, witnessOf, type Witness } from './witness.ts';

/** A rule of a lane: its number among all rules, and the names that its fields have there. */
export interface LaneRule {
  readonly number: number;
  readonly tree: RuleNode;
  readonly aliases: FieldAliases;
}

/** The rules for one kind of event, compiled and indexed. */
export interface Lane {
  readonly rules: readonly LaneRule[];
  /** Positions in `rules` of those that hold for the record, ascending. */
  readonly evaluate: (record: JsonObject) => readonly number[];
  /** The same, with the time that each evaluation took. */
  readonly measure: (record: JsonObject, timer: LaneTimer) => MeasuredLane;
  /** Why a rule holds for the record that was evaluated last. */
  readonly explain: (position: number) => readonly MatchedField[];
}

/** How time is told. */
export interface LaneTimer {
  /** Milliseconds, with fractions, from any beginning. */
  readonly now: () => number;
  /** Microseconds of processor time that this thread has used. */
  readonly cpuMicros: () => number;
}

/** What an event came to and what that cost. */
export interface MeasuredLane {
  readonly held: readonly number[];
  readonly evaluated: readonly { readonly position: number; readonly micros: number }[];
  /** With looking up which rules to evaluate. */
  readonly totalMicros: number;
}

/** Events after which the index is rebuilt from what they showed, and the share of them that is kept for it. */
const surveyedEvents = 1_024;
const keptEvery = 4;
/** A rule woken by more than this share of events gets a rarer witness, if it has one. */
const wokenTooOften = 0.01;

/**
 * Compiles the rules of a lane. A record wakes the rules of which a witness shows, and only those are evaluated. The
 * index starts from a guess of which witnesses are rare and is rebuilt once from the first events. That changes the
 * work, never the result.
 */
export function createLane(rules: readonly LaneRule[]): Lane {
  const table = createSlotTable();
  const predicates = rules.map((rule) => compileNode(rule.tree, table, rule.aliases));
  const guessed = rules.map((rule) => witnessOf(rule.tree, table, rule.aliases, guessFrequency));
  const view = createEventView(table.slots());
  const explanations = new Map<number, (view: EventView) => readonly MatchedField[]>();
  const survey = createSurvey(rules.length);
  let index = createWitnessIndex(guessed);

  function rebuild(): WitnessIndex {
    const frequency = measureFrequency(survey.kept(), table.slots());
    const witnesses = rules.map((rule, position): Witness | null =>
      survey.wokenShare(position) > wokenTooOften
        ? witnessOf(rule.tree, table, rule.aliases, frequency)
        : (guessed[position] ?? null),
    );
    return createWitnessIndex(witnesses);
  }

  return {
    rules,
    evaluate(record) {
      view.turnTo(record);
      const woken = index.woken(view);
      if (survey.look(record, woken)) index = rebuild();
      return holding(woken, predicates, view);
    },
    measure(record, timer) {
      const cpuBefore = timer.cpuMicros();
      const beganAt = timer.now();
      view.turnTo(record);
      const woken = index.woken(view);
      if (survey.look(record, woken)) index = rebuild();
      return measuring(woken, predicates, view, timer, { beganAt, cpuBefore });
    },
    explain(position) {
      const rule = rules[position];
      if (rule === undefined) return [];
      const known = explanations.get(position) ?? compileExplanation(rule.tree, table, rule.aliases);
      explanations.set(position, known);
      return known(view);
    },
  };
}

function holding(
  woken: readonly number[],
  predicates: readonly Predicate[],
  view: EventView,
): readonly number[] {
  const held: number[] = [];
  for (const position of woken) if (predicates[position]?.(view) === true) held.push(position);
  return held.length > 1 ? held.sort((a, b) => a - b) : held;
}

/** Up to this the clock of the wall is believed: that of the processor is too coarse to say more. */
const believedMicros = 2_000;

/** As `holding`, with the clock read between any two evaluations. Time in which the thread had no processor is not counted. */
function measuring(
  woken: readonly number[],
  predicates: readonly Predicate[],
  view: EventView,
  timer: LaneTimer,
  { beganAt, cpuBefore }: { readonly beganAt: number; readonly cpuBefore: number },
): MeasuredLane {
  const held: number[] = [];
  const ends: number[] = [];
  const firstAt = timer.now();
  for (const position of woken) {
    if (predicates[position]?.(view) === true) held.push(position);
    ends.push(timer.now());
  }
  const wall = ((ends.at(-1) ?? firstAt) - beganAt) * 1_000;
  const share = wall < believedMicros ? 1 : Math.min(1, (timer.cpuMicros() - cpuBefore) / wall);
  return {
    held: held.sort((a, b) => a - b),
    totalMicros: wall * share,
    evaluated: woken.map((position, at) => ({
      position,
      micros: ((ends[at] ?? firstAt) - (ends[at - 1] ?? firstAt)) * 1_000 * share,
    })),
  };
}

interface Survey {
  /** Takes note of an event; true once, when enough have been seen. */
  readonly look: (record: JsonObject, woken: readonly number[]) => boolean;
  readonly kept: () => readonly JsonObject[];
  readonly wokenShare: (position: number) => number;
}

function createSurvey(rules: number): Survey {
  const counts = new Float64Array(rules);
  let kept: JsonObject[] = [];
  let seen = 0;
  return {
    look(record, woken) {
      if (seen > surveyedEvents) return false;
      seen += 1;
      if (seen > surveyedEvents) {
        kept = [];
        return false;
      }
      for (const position of woken) counts[position] = (counts[position] ?? 0) + 1;
      if (seen % keptEvery === 0) kept.push(record);
      return seen === surveyedEvents;
    },
    kept: () => kept,
    wokenShare: (position) => (counts[position] ?? 0) / surveyedEvents,
  };
}
