import type { Severity } from '../kernel/index.ts';
import type { ParsedEvent } from './event-types.ts';
import type { SigmaCorrelation } from './correlation/correlation.ts';
import { evaluateCorrelation } from './correlation/evaluate-correlation.ts';
import type { CorrelationHit } from './correlation/hit.ts';
import { planCorrelations } from './correlation/plan.ts';
import { correlationRows, type CorrelationRow } from './correlation/row.ts';
import type { RuleSet } from './sigma/load.ts';
import type { RuleMatch } from './sigma/match.ts';
import { createMatcher } from './sigma/matcher.ts';

/** A correlation that holds over what was hunted through. */
export interface HuntedCorrelation {
  readonly correlation: SigmaCorrelation;
  readonly level: Severity;
  readonly hit: CorrelationHit;
}

/** What a hunt makes of one event. */
export interface HuntedEvent {
  /** The matches of rules that make findings of their own. */
  readonly matches: readonly RuleMatch[];
  /** What correlations count of it; empty for an event that none counts. */
  readonly rows: readonly CorrelationRow[];
}

/**
 * Judges events one by one with the matcher of production. `eventId` names the event among members of correlations, which do not count
 * the matches that `isExcluded` says; it is asked for every match.
 */
export type HuntJudge = (
  event: ParsedEvent,
  eventId: string,
  isExcluded?: (match: RuleMatch) => boolean,
) => HuntedEvent;

/** What correlations have counted of the events that were judged, here or in other threads. */
export interface HuntedRows {
  add(rows: readonly CorrelationRow[]): void;
  /** Hits of the correlations over everything added, those that only serve others left out. */
  correlations(): readonly HuntedCorrelation[];
  /** Matches that correlations could not count, because there were too many (`mostHuntedRows`). */
  uncounted(): number;
}

/** Judges a finite number of events, as files hold them, with matcher and correlations of production. */
export interface Hunt extends Omit<HuntedRows, 'add'> {
  readonly judge: HuntJudge;
}

/** The rules of a hunt: plain data, which other threads can be given. */
export type HuntRules = Pick<RuleSet, 'rules' | 'correlations'>;

/** Most matches that correlations keep in memory. */
export const mostHuntedRows = 2_000_000;

export function createHuntJudge(set: HuntRules): HuntJudge {
  const matcher = createMatcher(set.rules);
  const plan = planCorrelations(set.rules, set.correlations);
  return (event, eventId, isExcluded) => {
    const matches = matcher(event);
    const { record, ocsf } = event;
    const counted = isExcluded === undefined ? matches : matches.filter((match) => !isExcluded(match));
    const rows = counted.flatMap(({ aliases, rule }) =>
      plan.feeds.has(rule.id)
        ? correlationRows(plan, { ruleId: rule.id, eventId, time: ocsf.time, record, aliases })
        : [],
    );
    return { matches: matches.filter(({ rule }) => !plan.silent.has(rule.id)), rows };
  };
}

export function createHuntedRows(set: HuntRules): HuntedRows {
  const plan = planCorrelations(set.rules, set.correlations);
  const rows: CorrelationRow[] = [];
  let uncounted = 0;
  return {
    add: (more) => {
      for (const row of more) {
        if (rows.length < mostHuntedRows) rows.push(row);
        else uncounted += 1;
      }
    },
    correlations: () =>
      plan.correlations
        .filter(({ correlation }) => !plan.silent.has(correlation.id))
        .flatMap(({ correlation, level }) =>
          evaluateCorrelation(plan, correlation.id, rows).map((hit) => ({ correlation, level, hit })),
        ),
    uncounted: () => uncounted,
  };
}

export function createHunt(set: HuntRules): Hunt {
  const judge = createHuntJudge(set);
  const hunted = createHuntedRows(set);
  return {
    judge: (event, eventId) => {
      const judged = judge(event, eventId);
      hunted.add(judged.rows);
      return judged;
    },
    correlations: () => hunted.correlations(),
    uncounted: () => hunted.uncounted(),
  };
}
