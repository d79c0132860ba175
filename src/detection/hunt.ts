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

/** Judges a finite number of events, as files hold them, with matcher and correlations of production. */
export interface Hunt {
  /**
   * The matches of rules that make findings of their own. `eventId` names the event among the members of correlations.
   * `feeds` says that the event counts for a correlation.
   */
  judge(
    event: ParsedEvent,
    eventId: string,
  ): { readonly matches: readonly RuleMatch[]; readonly feeds: boolean };
  /** Hits of the correlations over everything judged, those that only serve others left out. */
  correlations(): readonly HuntedCorrelation[];
  /** Matches that correlations could not count, because there were too many (`mostHuntedRows`). */
  uncounted(): number;
}

/** Most matches that correlations keep in memory. */
export const mostHuntedRows = 2_000_000;

export function createHunt(set: Pick<RuleSet, 'rules' | 'correlations'>): Hunt {
  const matcher = createMatcher(set.rules);
  const plan = planCorrelations(set.rules, set.correlations);
  const rows: CorrelationRow[] = [];
  let uncounted = 0;

  function feed(event: ParsedEvent, eventId: string, { rule, aliases }: RuleMatch): void {
    const { record, ocsf } = event;
    for (const row of correlationRows(plan, {
      ruleId: rule.id,
      eventId,
      time: ocsf.time,
      record,
      aliases,
    })) {
      if (rows.length < mostHuntedRows) rows.push(row);
      else uncounted += 1;
    }
  }

  return {
    judge: (event, eventId) => {
      const matches = matcher(event);
      const fed = matches.filter(({ rule }) => plan.feeds.has(rule.id));
      for (const match of fed) feed(event, eventId, match);
      return { matches: matches.filter(({ rule }) => !plan.silent.has(rule.id)), feeds: fed.length > 0 };
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
