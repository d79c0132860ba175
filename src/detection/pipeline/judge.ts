import { receivedAtOfEventId } from '../../event/index.ts';
import type { ParsedEvent } from '../event-types.ts';
import type { JudgingCost, RuleMeter } from '../cost/rule-meter.ts';
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
import {
  createTakenCollector,
  type SuppressionSet,
  type Taken,
  type TakenGroup,
} from '../suppression/suppression-set.ts';
import { createTakers, type Taker } from '../suppression/taker.ts';
import { createMatchCollector } from './match-collector.ts';
import { correlationRow, matchRow, type JudgedEvent } from './match-rows.ts';

/** What a batch's events mean. Rows are ClickHouse's TabSeparated, columns as `matchColumns` and `correlationColumns`. */
export interface Verdict {
  readonly groups: readonly MatchGroup[];
  readonly due: readonly DueBatch[];
  /** Matches that suppressions and filters of companies took. */
  readonly taken: readonly TakenGroup[];
  readonly matchRows: string;
  readonly correlationRows: string;
  /** Matches by rule id, silent and suppressed ones too; excluded ones are none. */
  readonly matchesByRule: ReadonlyMap<string, number>;
  /** What the rules cost; null when nobody measures. */
  readonly cost: JudgingCost | null;
}

/** Judges the events of one batch after another with one set of rules. */
export interface Judge {
  /** Starts a batch that is judged as this version of the rules (0: they have none), with what is suppressed of its records. */
  batch(
    ruleSet?: number,
    suppressions?: SuppressionSet,
  ): { judge(event: ParsedEvent, about: JudgedEvent): void; verdict(): Verdict };
}

/** With a meter, it measures what rules cost. */
export function createJudge(set: RuleSet, meter: RuleMeter | null = null): Judge {
  const matcher: Matcher = createMatcher(set.rules, meter);
  const plan = planCorrelations(set.rules, set.correlations);
  const documentsOf = documentsIn(set);
  const findingRules = new Map<string, FindingRule>();
  const ruleOf = ({ rule }: RuleMatch): FindingRule => {
    let known = findingRules.get(rule.id);
    if (known === undefined)
      findingRules.set(rule.id, (known = toFindingRule(rule, rule.level, documentsOf(rule))));
    return known;
  };
  const takers = createTakers();
  return {
    batch: (ruleSet = 0, suppressions = []) =>
      startBatch(matcher, plan, ruleOf, { ruleSet, taker: takers(suppressions), meter }),
  };
}

interface Judging {
  readonly ruleSet: number;
  readonly taker: Taker;
  readonly meter: RuleMeter | null;
}

function startBatch(
  matcher: Matcher,
  plan: CorrelationPlan,
  ruleOf: (match: RuleMatch) => FindingRule,
  { meter, ruleSet, taker }: Judging,
) {
  meter?.restart();
  const collector = createMatchCollector();
  const takenMatches = createTakenCollector();
  const due = createDueCollector();
  const matchesByRule = new Map<string, number>();
  let matchRows = '';
  let rows = '';

  /** SUP-7: what is taken is stored and counted, and makes no finding. */
  function find(match: RuleMatch, event: ParsedEvent, about: JudgedEvent, excluded: Taken | null): void {
    const entity = entityOf(match.rule, event, match.aliases);
    const { time } = event.ocsf;
    const { companyId, eventId } = about;
    const taken =
      excluded ?? taker(companyId)?.suppressing(match.rule.id, entity, receivedAtOfEventId(eventId)) ?? null;
    if (taken === null) collector.add(companyId, ruleOf(match), entity, about, time);
    else takenMatches.add(companyId, taken, match.rule.id, entity, time);
    matchRows += matchRow(match, entity, time, about, taken);
  }

  function feed(row: CorrelationRow, about: JudgedEvent): void {
    due.add(about.companyId, row);
    rows += correlationRow(row, about);
  }

  function note(match: RuleMatch, event: ParsedEvent, about: JudgedEvent): void {
    const { rule } = match;
    const excluded =
      taker(about.companyId)?.excluding(match, event, receivedAtOfEventId(about.eventId)) ?? null;
    if (excluded !== null) {
      find(match, event, about, excluded);
      return;
    }
    matchesByRule.set(rule.id, (matchesByRule.get(rule.id) ?? 0) + 1);
    if (!plan.silent.has(rule.id)) find(match, event, about, null);
    if (!plan.feeds.has(rule.id)) return;
    for (const row of correlationRows(plan, matchedBy(match, event, about))) feed({ ...row, ruleSet }, about);
  }

  return {
    judge: (event: ParsedEvent, about: JudgedEvent): void => {
      for (const match of matcher(event)) measured(meter, match, () => note(match, event, about));
    },
    verdict: (): Verdict => ({
      groups: collector.groups(),
      due: due.batches(),
      taken: takenMatches.groups(),
      matchRows,
      correlationRows: rows,
      matchesByRule,
      cost: meter?.take() ?? null,
    }),
  };
}

/** A match as correlations count it. */
const matchedBy = ({ aliases, rule }: RuleMatch, { ocsf, record }: ParsedEvent, about: JudgedEvent) => ({
  ...{ ruleId: rule.id, eventId: about.eventId, time: ocsf.time, record, aliases },
});

/** Does what a match leads to; of an event that is measured, it is part of the rule's cost. */
function measured(meter: RuleMeter | null, { rule }: RuleMatch, work: () => void): void {
  if (meter?.isMeasured() !== true) {
    work();
    return;
  }
  const beganAt = meter.timer.now();
  work();
  meter.followed(rule.id, (meter.timer.now() - beganAt) * 1_000);
}
