import type { EventRange, StoredRow } from '../../event/index.ts';
import { retentionUntil, storedEvent } from '../../event/index.ts';
import { dayMs, type CompanyId } from '../../kernel/index.ts';
import type { ParsedEvent } from '../event-types.ts';
import type { Entity, FindingRule, MatchGroup } from '../finding/finding.ts';
import { createDueCollector, type DueBatch } from '../correlation/due.ts';
import { compareText } from '../correlation/hit.ts';
import type { CorrelationRow } from '../correlation/row.ts';
import { createMatchCollector } from '../pipeline/match-collector.ts';
import { correlationRow, matchRow, type JudgedEvent } from '../pipeline/match-rows.ts';
import { documentsIn } from '../receipt/receipt.ts';
import { toFindingRule } from '../rule/finding-rule.ts';
import { entityOf } from '../sigma/entity.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { RuleMatch } from '../sigma/match.ts';
import { createMatcher } from '../sigma/matcher.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import { createTakenCollector, type Taken, type TakenGroup } from '../suppression/suppression-set.ts';
import type { Taker } from '../suppression/taker.ts';
import type { HuntTarget } from './hunt-target.ts';
import {
  matchKey,
  rowKey,
  type KnownMatches,
  type MostAtOnce,
  type RuleHunt,
  type RuleHuntId,
} from './rule-hunt.ts';

/** A match in stored events, before anybody knows whether it is new. */
export interface HuntedMatch {
  readonly companyId: CompanyId;
  readonly eventId: StoredRow['id'];
  readonly row: StoredRow;
  readonly event: ParsedEvent;
  readonly match: RuleMatch;
  readonly entity: Entity;
  /** Unix milliseconds of the event. */
  readonly time: number;
  /** What the match brings to correlations. */
  readonly members: readonly CorrelationRow[];
}

/** All matches of a target's rules in stored events, by the matcher of production; null: they are more than `most`. */
export async function matchesIn(
  { rowsOf, rules }: Pick<HuntTarget, 'rules' | 'rowsOf'>,
  batches: AsyncIterable<readonly StoredRow[]>,
  most: MostAtOnce,
): Promise<readonly HuntedMatch[] | null> {
  const matcher = createMatcher(rules);
  const found: HuntedMatch[] = [];
  let characters = 0;
  for await (const rows of batches) {
    for (const row of rows) {
      const event = storedEvent(row);
      if (event === null) continue;
      for (const match of matcher(event)) {
        const { aliases, rule } = match;
        const entity = entityOf(rule, event, aliases);
        const { record, ocsf } = event;
        const members = rowsOf({ ruleId: rule.id, eventId: row.id, time: ocsf.time, record, aliases });
        characters += row.raw.length + members.reduce((sum, member) => sum + lengthOf(member), 0);
        if (found.length >= most.matches || characters > most.characters) return null;
        found.push({
          companyId: row.companyId,
          eventId: row.id,
          row,
          event,
          match,
          entity,
          time: ocsf.time,
          members,
        });
      }
    }
  }
  return inOrder(found);
}

/** About the characters of a row as it is stored. */
const lengthOf = ({ above, group, value }: CorrelationRow): number =>
  group.length + (value?.length ?? 0) + JSON.stringify(above).length + rowOverhead;
const rowOverhead = 200;

/** Always the same order, in whatever order the rows came: a repeated stretch makes the same rows and evidence. */
const inOrder = (matches: readonly HuntedMatch[]): readonly HuntedMatch[] =>
  matches.toSorted(
    (a, b) =>
      a.time - b.time || compareText(a.eventId, b.eventId) || compareText(a.match.rule.id, b.match.rule.id),
  );

/** What is stored and counted of a stretch. */
export interface StretchOutcome {
  readonly groups: readonly MatchGroup[];
  /** Rows of `detection_match` as TabSeparated, columns as `matchColumns` and `hunt_id`. */
  readonly rows: string;
  readonly matches: number;
  readonly knownMatches: number;
  /** What suppressions took of the new matches; not among `matches`. */
  readonly taken: readonly TakenGroup[];
  /** Rows of `correlation_member` as TabSeparated, columns as `correlationColumns`: those that are not stored like this. */
  readonly memberRows: string;
  /** Rows that correlations are to count, stored before or not. */
  readonly counted: number;
  readonly due: readonly DueBatch[];
}

/** What the stores have of a stretch's matches. */
export interface KnownOfStretch extends KnownMatches {
  /** Rows of correlations, by `rowKey`. */
  readonly rows: ReadonlySet<string>;
}

/** Folds the matches that are new. `daysOf`: for how long a company keeps its events; null: it has been erased. */
export function foldStretch(
  { opensFindings, set }: Pick<HuntTarget, 'opensFindings'> & { readonly set: RuleSet },
  hunt: Pick<RuleHunt, 'id' | 'setVersion'>,
  found: readonly HuntedMatch[],
  known: KnownOfStretch,
  daysOf: (companyId: CompanyId) => number | null,
  taker: Taker,
): StretchOutcome {
  const kept = found.flatMap((each) => {
    const days = daysOf(each.companyId);
    return days === null ? [] : [{ each, about: aboutOf(each, days), taken: takenBy(taker, each) }];
  });
  return {
    ...(opensFindings ? foldFindings(set, hunt.id, kept, known) : noFindings),
    // What a filter of the company excludes is no match: correlations do not count it (SUP-7).
    ...foldMembers(
      hunt.setVersion,
      kept.filter(({ taken }) => taken?.isExcluded !== true),
      known.rows,
    ),
  };
}

interface KeptMatch {
  readonly each: HuntedMatch;
  readonly about: JudgedEvent;
  readonly taken: Taken | null;
}

const aboutOf = ({ companyId, eventId, row }: HuntedMatch, days: number): JudgedEvent => ({
  ...{ companyId, eventId, message: row.message, raw: row.raw },
  retentionUntil: retentionUntil(row.receivedAt, days),
});

type FindingsOfStretch = Pick<StretchOutcome, 'groups' | 'rows' | 'matches' | 'knownMatches' | 'taken'>;

const noFindings: FindingsOfStretch = {
  groups: [],
  rows: '',
  matches: 0,
  knownMatches: 0,
  taken: [],
};

function foldFindings(
  set: RuleSet,
  huntId: RuleHuntId,
  found: readonly KeptMatch[],
  { known, stored }: KnownMatches,
): FindingsOfStretch {
  const collector = createMatchCollector();
  const takenMatches = createTakenCollector();
  const documentsOf = documentsIn(set);
  const rules = new Map<SigmaRule, FindingRule>();
  let rows = '';
  let matches = 0;
  let knownMatches = 0;
  for (const { about, each, taken } of found) {
    const { companyId, entity, match, time } = each;
    const key = matchKey(each);
    if (known.has(key)) {
      knownMatches += 1;
      continue;
    }
    const { rule } = match;
    if (taken === null) {
      matches += 1;
      const findingRule = rules.get(rule) ?? toFindingRule(rule, rule.level, documentsOf(rule));
      rules.set(rule, findingRule);
      collector.add(companyId, findingRule, entity, about, time);
    } else takenMatches.add(companyId, taken, rule.id, entity, time);
    if (!stored.has(key)) rows += `${matchRow(match, entity, time, about, taken).slice(0, -1)}\t${huntId}\n`;
  }
  return { groups: collector.groups(), rows, matches, knownMatches, taken: takenMatches.groups() };
}

/** By the record's receipt, as when it had been judged then (SUP-10). */
function takenBy(taker: Taker, { companyId, entity, event, match, row }: HuntedMatch): Taken | null {
  const own = taker(companyId);
  if (own === undefined) return null;
  return (
    own.excluding(match, event, row.receivedAt) ?? own.suppressing(match.rule.id, entity, row.receivedAt)
  );
}

function foldMembers(
  ruleSet: number,
  found: readonly KeptMatch[],
  known: ReadonlySet<string>,
): Pick<StretchOutcome, 'memberRows' | 'counted' | 'due'> {
  const due = createDueCollector({ hunted: true });
  let memberRows = '';
  let counted = 0;
  for (const { about, each } of found) {
    for (const row of each.members) {
      counted += 1;
      due.add(each.companyId, row);
      if (!known.has(rowKey(each.companyId, row))) memberRows += correlationRow({ ...row, ruleSet }, about);
    }
  }
  return { memberRows, counted, due: due.batches() };
}

/** The same for every attempt at the same stretch: ClickHouse keeps one insert of each token. */
export const stretchToken = (huntId: RuleHuntId, { from, to }: EventRange): string =>
  `hunt:${huntId}:${from}:${to}`;

/** The last days up to now, as event time. Clocks of senders may be ahead a little. */
export const huntRange = (days: number, now: Date): EventRange => ({
  from: now.getTime() - days * dayMs,
  to: now.getTime() + dayMs,
});
