import type { CorrelationPlan } from './plan.ts';
import { missingField, rowOf, type CorrelationRow, type MatchedEvent } from './row.ts';

/** A way in which a match counts for a correlation: directly, or through correlations that it builds on. */
export interface WindowWay {
  readonly ruleId: string;
  /** Ids of the correlations from the one that names the rule up to the one that is asked about. */
  readonly path: readonly string[];
  /** What the match brings to the first of them; null when it lacks a group field there. */
  readonly row: CorrelationRow | null;
  /** The group of the last one that it falls in (JSON list of values); null when it falls in none. */
  readonly group: string | null;
  /** A group field that the event lacks, and the correlation that groups by it; null when it lacks none. */
  readonly missing: { readonly correlationId: string; readonly field: string } | null;
}

/** The ways in which a match counts for a correlation of the plan; none for a rule that does not lead there. */
export function waysTo(
  plan: CorrelationPlan,
  correlationId: string,
  match: MatchedEvent,
): readonly WindowWay[] {
  const { ruleId } = match;
  return (plan.feeds.get(ruleId) ?? []).flatMap((feed) => {
    const ways = [feed.own, ...feed.above].filter(({ path }) => path.at(-1) === correlationId);
    const row = rowOf(feed, match);
    return ways.map(({ path }) => {
      const within = [feed.own, ...feed.above].filter((fields) => isStartOf(fields.path, path));
      const lacking = within.flatMap((fields) => {
        const field = missingField(fields, match);
        return field === undefined ? [] : [{ correlationId: fields.path.at(-1) ?? '', field }];
      });
      // Of a chain only the first correlation and the asked one need the event itself to have their fields.
      const needed = lacking.filter((each) => [path[0], correlationId].includes(each.correlationId));
      const group = (path.length === 1 ? row : row?.above[path.slice(1).join('>')])?.group ?? null;
      return { ruleId, path, row, group, missing: group === null ? (needed[0] ?? null) : null };
    });
  });
}

const isStartOf = (start: readonly string[], path: readonly string[]): boolean =>
  start.every((id, index) => id === path[index]);
