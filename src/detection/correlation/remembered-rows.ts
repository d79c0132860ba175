import type { RowSource } from './correlate-batch.ts';
import { placeOf, type CorrelationRow } from './row.ts';

/** A source that remembers what it has answered, so that what was read once is not asked for again. */
export interface RememberedRows extends RowSource {
  /**
   * Rows of a group within a span (Unix milliseconds, both ends included) that an earlier answer holds whole; null when
   * none does.
   */
  readonly within: (
    correlationId: string,
    group: string,
    from: number,
    to: number,
  ) => readonly CorrelationRow[] | null;
}

interface Answer {
  readonly from: number;
  readonly to: number;
  readonly byGroup: ReadonlyMap<string, readonly CorrelationRow[]>;
}

/** Answers of `most` rows or more are not whole: the store leaves out what is beyond. */
export function rememberRows(source: RowSource, most: number): RememberedRows {
  const answers = new Map<string, Answer[]>();
  const within: RememberedRows['within'] = (correlationId, group, from, to) => {
    const known = answers.get(placeOf(correlationId, group)) ?? [];
    const whole = known.find((answer) => answer.from <= from && answer.to >= to);
    if (whole === undefined) return null;
    return (whole.byGroup.get(group) ?? []).filter(({ time }) => time >= from && time <= to);
  };
  return {
    rows: async (query) => {
      const known = query.groups.map((group) => within(query.correlationId, group, query.from, query.to));
      if (known.every((rows) => rows !== null)) return known.flat();
      const rows = await source.rows(query);
      if (rows.length >= most) return rows;
      const answer = {
        from: query.from,
        to: query.to,
        byGroup: Map.groupBy(rows, ({ group }) => group),
      };
      for (const group of query.groups) {
        const place = placeOf(query.correlationId, group);
        answers.set(place, [...(answers.get(place) ?? []), answer]);
      }
      return rows;
    },
    groupsBelow: (query) => source.groupsBelow(query),
    within,
  };
}
