import type { ParsedEvent } from '../event-types.ts';
import { createDueCollector, type DueBatch } from '../correlation/due.ts';
import { planCorrelations, type CorrelationPlan } from '../correlation/plan.ts';
import { correlationRows, type CorrelationRow } from '../correlation/row.ts';
import type { FindingRule, MatchGroup } from '../finding/finding.ts';
import { documentsIn } from '../receipt/receipt.ts';
import { toFindingRule } from '../rule/finding-rule.ts';
import { entityOf } from '../sigma/entity.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { Matcher, RuleMatch } from '../sigma/match.ts';
import { createMatcher } from '../sigma/matcher.ts';
import { createMatchCollector } from './match-collector.ts';
import { correlationRow, matchRow, type JudgedEvent } from './match-rows.ts';

/** What a batch's events mean. Rows are ClickHouse's TabSeparated, columns as `matchColumns` and `correlationColumns`. */
export interface Verdict {
  readonly groups: readonly MatchGroup[];
  readonly due: readonly DueBatch[];
  readonly matchRows: string;
  readonly correlationRows: string;
  /** Matches by rule id, silent ones too. */
  readonly matchesByRule: ReadonlyMap<string, number>;
}

/** Judges the events of one batch after another with one set of rules. */
export interface Judge {
  /** Starts a batch that is judged as this version of the rules; 0: they have none. */
  batch(ruleSet?: number): { judge(event: ParsedEvent, about: JudgedEvent): void; verdict(): Verdict };
}

export function createJudge(set: RuleSet): Judge {
  const matcher: Matcher = createMatcher(set.rules);
  const plan = planCorrelations(set.rules, set.correlations);
  const documentsOf = documentsIn(set);
  const findingRules = new Map<string, FindingRule>();
  const ruleOf = ({ rule }: RuleMatch): FindingRule => {
    let known = findingRules.get(rule.id);
    if (known === undefined)
      findingRules.set(rule.id, (known = toFindingRule(rule, rule.level, documentsOf(rule))));
    return known;
  };
  return { batch: (ruleSet = 0) => startBatch(matcher, plan, ruleOf, ruleSet) };
}

function startBatch(
  matcher: Matcher,
  plan: CorrelationPlan,
  ruleOf: (match: RuleMatch) => FindingRule,
  ruleSet: number,
) {
  const collector = createMatchCollector();
  const due = createDueCollector();
  const matchesByRule = new Map<string, number>();
  let matchRows = '';
  let rows = '';

  function find(match: RuleMatch, event: ParsedEvent, about: JudgedEvent): void {
    const entity = entityOf(match.rule, event, match.aliases);
    const { time } = event.ocsf;
    collector.add(about.companyId, ruleOf(match), entity, about, time);
    matchRows += matchRow(match, entity, time, about);
  }

  function feed(row: CorrelationRow, about: JudgedEvent): void {
    due.add(about.companyId, row);
    rows += correlationRow(row, about);
  }

  return {
    judge: (event: ParsedEvent, about: JudgedEvent): void => {
      for (const match of matcher(event)) {
        const { rule } = match;
        matchesByRule.set(rule.id, (matchesByRule.get(rule.id) ?? 0) + 1);
        if (!plan.silent.has(rule.id)) find(match, event, about);
        if (!plan.feeds.has(rule.id)) continue;
        const { record, ocsf } = event;
        const matched = {
          ruleId: rule.id,
          eventId: about.eventId,
          time: ocsf.time,
          record,
          aliases: match.aliases,
        };
        for (const row of correlationRows(plan, matched)) feed({ ...row, ruleSet }, about);
      }
    },
    verdict: (): Verdict => ({
      groups: collector.groups(),
      due: due.batches(),
      matchRows,
      correlationRows: rows,
      matchesByRule,
    }),
  };
}
