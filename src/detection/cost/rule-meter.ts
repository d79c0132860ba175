import type { JsonObject } from '../event-types.ts';
import type { Lane, LaneTimer } from '../sigma/lane.ts';

/** What judging with one rule has cost. Sums are of all events: what was measured stands for those that were not. */
export interface RuleCost {
  readonly ruleId: string;
  /** Microseconds of one core. */
  readonly micros: number;
  readonly evaluations: number;
  /** The part of `micros` that the dearest single measurement stands for: what one bad moment may have added. */
  readonly largestMicros: number;
}

/** A rule of which a single evaluation took longer than `stallMs`, twice in a row on the same event. */
export interface RuleStall {
  readonly ruleId: string;
  readonly millis: number;
}

/** What judging some events has cost. Only rules that were evaluated in a measured event are in it. */
export interface JudgingCost {
  readonly events: number;
  /** Microseconds of one core: looking up which rules to evaluate, evaluating them, and what matches make of it. */
  readonly micros: number;
  /** As in `RuleCost`. */
  readonly largestMicros: number;
  readonly rules: readonly RuleCost[];
  readonly stalls: readonly RuleStall[];
}

/** Clocks and chance of a meter: arguments, so that a test can feed them. */
export interface MeterClocks extends LaneTimer {
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Measures the rules of a matcher, one event in many. Not to be shared between threads. */
export interface RuleMeter {
  readonly timer: LaneTimer;
  /** Which rules are judged with: their ids by number. */
  rulesAre(ids: readonly string[]): void;
  /** A batch begins: time that has passed since the last event is nobody's. */
  restart(): void;
  /** Whether the event that is judged now is measured, by `measure`. */
  begins(lane: Lane, record: JsonObject): boolean;
  /** Judges the event and takes the times; positions in `lane.rules` of the rules that hold. */
  measure(lane: Lane, record: JsonObject): readonly number[];
  /** Whether the last event was measured. */
  isMeasured(): boolean;
  /** Microseconds that a match of the measured event cost beyond its evaluation: explaining and noting it. */
  followed(ruleId: string, micros: number): void;
  /** What was measured since the last call. */
  take(): JudgingCost;
}

/** One event in so many is measured while events come fast. */
const measuredEvery = 128;
/** While they come slowly, one is measured that often. */
const quietMs = 100;
/** Longer than this must no single evaluation take. */
export const stallMs = 1_000;
/** The clock is read once in so many events; when they took too long, each of them is measured once more. */
const watchedEvents = 8;
/** After that nothing is measured once more for so long: a thread that meets only slow events would do all twice. */
const suspectPauseMs = 5_000;

interface OpenCost {
  micros: number;
  evaluations: number;
  largestMicros: number;
}

const noCost = (): OpenCost => ({ micros: 0, evaluations: 0, largestMicros: 0 });

function add(cost: OpenCost, micros: number, evaluations: number): void {
  cost.micros += micros;
  cost.evaluations += evaluations;
  cost.largestMicros = Math.max(cost.largestMicros, micros);
}

/**
 * Measures an event after a random number of others, so that what repeats in the input is not hit always or never; it then
 * stands for all since the last one that was measured.
 */
export function createRuleMeter({ random, ...timer }: MeterClocks): RuleMeter {
  const open = new Map<string, OpenCost>();
  const watch = createStallWatch(timer);
  let ids: readonly string[] = [];
  let all = noCost();
  let events = 0;
  let unmeasured = 0;
  let wait = strideOf(random);
  let isMeasured = false;
  let weight = 0;
  let measuredAt = timer.now();

  const idAt = ({ rules }: Lane, position: number): string => ids[rules[position]?.number ?? -1] ?? '';
  const costOf = (ruleId: string): OpenCost => {
    const known = open.get(ruleId) ?? noCost();
    open.set(ruleId, known);
    return known;
  };

  return {
    timer,
    rulesAre: (rules) => {
      ids = rules;
    },
    restart: () => watch.restart(),
    begins: (lane, record) => {
      events += 1;
      unmeasured += 1;
      const now = watch.begins(lane, record, idAt);
      isMeasured = unmeasured >= wait || now - measuredAt >= quietMs;
      return isMeasured;
    },
    measure: (lane, record) => {
      const { evaluated, held, totalMicros } = lane.measure(record, timer);
      weight = unmeasured;
      unmeasured = 0;
      wait = strideOf(random);
      measuredAt = timer.now();
      add(all, totalMicros * weight, 0);
      for (const { position, micros } of evaluated)
        add(costOf(idAt(lane, position)), micros * weight, weight);
      return held;
    },
    isMeasured: () => isMeasured,
    followed: (ruleId, micros) => {
      add(all, micros * weight, 0);
      add(costOf(ruleId), micros * weight, 0);
    },
    take: () => {
      const stalls = watch.take(idAt);
      const rules = [...open].map(([ruleId, cost]) => ({ ruleId, ...cost }));
      const { largestMicros, micros } = all;
      const taken = { events, micros, largestMicros, rules, stalls };
      open.clear();
      [all, events] = [noCost(), 0];
      return taken;
    },
  };
}

/** Between half and one and a half times `measuredEvery`. */
const strideOf = (random: () => number): number => Math.ceil(measuredEvery * (0.5 + random()));

type IdAt = (lane: Lane, position: number) => string;

/** Finds rules that stall. */
interface StallWatch {
  restart(): void;
  /** An event is judged next. Returns about the time. */
  begins(lane: Lane, record: JsonObject, idAt: IdAt): number;
  take(idAt: IdAt): readonly RuleStall[];
}

function createStallWatch(timer: LaneTimer): StallWatch {
  const lanes: Lane[] = [];
  const records: JsonObject[] = [];
  let stalls: RuleStall[] = [];
  let lastAt = timer.now();
  let suspectedAt = -Infinity;

  function look(idAt: IdAt): void {
    const now = timer.now();
    const isSuspect = now - lastAt >= stallMs && now - suspectedAt >= suspectPauseMs;
    if (isSuspect) {
      for (const [at, lane] of lanes.entries())
        stalls.push(...stallsOf(lane, records[at] ?? {}, timer, idAt));
      suspectedAt = timer.now();
    }
    lastAt = isSuspect ? suspectedAt : now;
    lanes.length = 0;
    records.length = 0;
  }

  return {
    restart: () => {
      lastAt = timer.now();
    },
    begins: (lane, record, idAt) => {
      if (lanes.length === watchedEvents) look(idAt);
      lanes.push(lane);
      records.push(record);
      return lastAt;
    },
    take: (idAt) => {
      look(idAt);
      const taken = stalls;
      stalls = [];
      return taken;
    },
  };
}

const stallsOf = (lane: Lane, record: JsonObject, timer: LaneTimer, idAt: IdAt): readonly RuleStall[] =>
  lane
    .measure(record, timer)
    .evaluated.filter(({ micros }) => micros >= stallMs * 1_000)
    .map(({ micros, position }) => ({ ruleId: idAt(lane, position), millis: Math.round(micros / 1_000) }));

/** The clocks of the thread that calls. Chance needs no secrecy here, only no rhythm. */
export const threadClocks: MeterClocks = {
  now: () => performance.now(),
  cpuMicros: () => {
    const { system, user } = process.threadCpuUsage();
    return user + system;
  },
  random: Math.random,
};
