import type { EventRange, StoredRow } from '../../event/index.ts';
import { retentionUntil, storedEvent } from '../../event/index.ts';
import { dayMs, type CompanyId } from '../../kernel/index.ts';
import type { Entity, FindingRule, MatchGroup } from '../finding/finding.ts';
import { createMatchCollector } from '../pipeline/match-collector.ts';
import { matchRow, type JudgedEvent } from '../pipeline/match-rows.ts';
import { documentsIn } from '../receipt/receipt.ts';
import { toFindingRule } from '../rule/finding-rule.ts';
import { entityOf } from '../sigma/entity.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { RuleMatch } from '../sigma/match.ts';
import { createMatcher } from '../sigma/matcher.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import { matchKey, type KnownMatches, type RuleHuntId } from './rule-hunt.ts';

/** A match in stored events, before anybody knows whether it is new. */
export interface HuntedMatch {
  readonly companyId: CompanyId;
  readonly eventId: StoredRow['id'];
  readonly row: StoredRow;
  readonly match: RuleMatch;
  readonly entity: Entity;
  /** Unix milliseconds of the event. */
  readonly time: number;
}

/** All matches of one rule in stored events, by the matcher of production; null: there are more than `most`. */
export async function matchesIn(
  rule: SigmaRule,
  batches: AsyncIterable<readonly StoredRow[]>,
  most: number,
): Promise<readonly HuntedMatch[] | null> {
  const matcher = createMatcher([rule]);
  const found: HuntedMatch[] = [];
  for await (const rows of batches) {
    for (const row of rows) {
      const event = storedEvent(row);
      if (event === null) continue;
      for (const match of matcher(event)) {
        if (found.length >= most) return null;
        const entity = entityOf(rule, event, match.aliases);
        found.push({ companyId: row.companyId, eventId: row.id, row, match, entity, time: event.ocsf.time });
      }
    }
  }
  return inOrder(found);
}

/** Always the same order, in whatever order the rows came: a repeated stretch makes the same rows and evidence. */
const inOrder = (matches: readonly HuntedMatch[]): readonly HuntedMatch[] =>
  matches.toSorted((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1));

/** What is stored and counted of a stretch. */
export interface StretchOutcome {
  readonly groups: readonly MatchGroup[];
  /** Rows of `detection_match` as TabSeparated, columns as `matchColumns` and `hunt_id`. */
  readonly rows: string;
  readonly matches: number;
  readonly knownMatches: number;
}

/** Folds the matches that are new. `daysOf`: for how long a company keeps its events; null: it has been erased. */
export function foldStretch(
  set: RuleSet,
  huntId: RuleHuntId,
  found: readonly HuntedMatch[],
  { known, stored }: KnownMatches,
  daysOf: (companyId: CompanyId) => number | null,
): StretchOutcome {
  const collector = createMatchCollector();
  const documentsOf = documentsIn(set);
  const rules = new Map<SigmaRule, FindingRule>();
  let rows = '';
  let matches = 0;
  let knownMatches = 0;
  for (const each of found) {
    const { companyId, entity, eventId, match, row, time } = each;
    const days = daysOf(companyId);
    if (days === null) continue;
    const key = matchKey(each);
    if (known.has(key)) {
      knownMatches += 1;
      continue;
    }
    matches += 1;
    const { rule } = match;
    const findingRule = rules.get(rule) ?? toFindingRule(rule, rule.level, documentsOf(rule));
    rules.set(rule, findingRule);
    const about: JudgedEvent = {
      ...{ companyId, eventId, message: row.message, raw: row.raw },
      retentionUntil: retentionUntil(row.receivedAt, days),
    };
    collector.add(companyId, findingRule, entity, about, time);
    if (!stored.has(key)) rows += `${matchRow(match, entity, time, about).slice(0, -1)}\t${huntId}\n`;
  }
  return { groups: collector.groups(), rows, matches, knownMatches };
}

/** The same for every attempt at the same stretch: ClickHouse keeps one insert of each token. */
export const stretchToken = (huntId: RuleHuntId, { from, to }: EventRange): string =>
  `hunt:${huntId}:${from}:${to}`;

/** The last days up to now, as event time. Clocks of senders may be ahead a little. */
export const huntRange = (days: number, now: Date): EventRange => ({
  from: now.getTime() - days * dayMs,
  to: now.getTime() + dayMs,
});
