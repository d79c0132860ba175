import type { RowSource, RowsQuery } from './correlate-batch.ts';
import { placeOf, type CorrelationRow } from './row.ts';

type BelowQuery = Parameters<RowSource['groupsBelow']>[0];

/** A group of an inner correlation that has rows of the outer group, the first and the last at these times. */
export interface GroupBelow {
  readonly outer: string;
  readonly group: string;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What a store answers for many groups at a time. */
export interface BulkRows {
  /** Each query is about another correlation. `isWhole` is false when the store has left rows out because there were too many. */
  readonly rows: (
    queries: readonly RowsQuery[],
  ) => Promise<{ readonly rows: readonly CorrelationRow[]; readonly isWhole: boolean }>;
  readonly groupsBelow: (
    query: Omit<BelowQuery, 'group'> & { readonly outers: readonly string[] },
  ) => Promise<readonly GroupBelow[]>;
}

/** Calls `flush` once everything that can run now has run. */
type Later = (flush: () => void) => void;

/**
 * Joins the questions of groups that are evaluated at the same time into one question each: a thousand addresses that each
 * failed once to log on are then a handful of queries. A question may be answered with groups that have no rows
 * within its span; they are told apart by their rows.
 */
export function shareReads(bulk: BulkRows, later: Later = setImmediate): RowSource {
  const rows = sharing<RowsQuery, readonly CorrelationRow[]>(
    later,
    () => '',
    (all) => readRows(bulk, all),
  );
  const below = sharing<BelowQuery, readonly string[]>(
    later,
    ({ correlationId, path }) => `${correlationId} ${path}`,
    (all) => readBelow(bulk, all),
  );
  return { rows, groupsBelow: below };
}

interface Asked<Query, Answer> {
  readonly query: Query;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers questions with the same key until `later`, then asks them together; answers are in the order of the questions. */
function sharing<Query, Answer>(
  later: Later,
  keyOf: (query: Query) => string,
  ask: (queries: readonly [Query, ...Query[]]) => Promise<readonly Answer[]>,
): (query: Query) => Promise<Answer> {
  const waiting = new Map<string, [Asked<Query, Answer>, ...Asked<Query, Answer>[]]>();
  const flush = (key: string): void => {
    const asked = waiting.get(key);
    if (asked === undefined) return;
    waiting.delete(key);
    const [first, ...rest] = asked;
    ask([first.query, ...rest.map(({ query }) => query)]).then(
      (answers) => {
        for (const [index, { resolve, reject }] of asked.entries()) {
          const answer = answers[index];
          if (answer === undefined) reject(new Error('A shared question was not answered.'));
          else resolve(answer);
        }
      },
      (error: unknown) => {
        for (const { reject } of asked) reject(error);
      },
    );
  };
  return (query) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const key = keyOf(query);
    const asked = waiting.get(key);
    if (asked !== undefined) {
      asked.push({ query, resolve, reject });
      return promise;
    }
    waiting.set(key, [{ query, resolve, reject }]);
    later(() => flush(key));
    return promise;
  };
}

const spanOf = (queries: readonly { readonly from: number; readonly to: number }[]) => ({
  from: queries.reduce((least, { from }) => Math.min(least, from), Infinity),
  to: queries.reduce((most, { to }) => Math.max(most, to), -Infinity),
});

/** Correlations that one question is about at most. */
const correlationsAtOnce = 16;

async function readRows(
  bulk: BulkRows,
  queries: readonly [RowsQuery, ...RowsQuery[]],
): Promise<readonly (readonly CorrelationRow[])[]> {
  const byCorrelation = [...Map.groupBy(queries, ({ correlationId }) => correlationId).entries()];
  const found = new Map<RowsQuery, readonly CorrelationRow[]>();
  for (let start = 0; start < byCorrelation.length; start += correlationsAtOnce) {
    const asked = byCorrelation.slice(start, start + correlationsAtOnce);
    for (const [query, rows] of await readTogether(bulk, asked)) found.set(query, rows);
  }
  return queries.map((query) => found.get(query) ?? []);
}

async function readTogether(
  bulk: BulkRows,
  byCorrelation: readonly (readonly [string, readonly RowsQuery[]])[],
): Promise<readonly (readonly [RowsQuery, readonly CorrelationRow[]])[]> {
  const queries = byCorrelation.flatMap(([, own]) => own);
  const read = await bulk.rows(
    byCorrelation.map(([correlationId, own]) => ({
      correlationId,
      groups: [...new Set(own.flatMap(({ groups }) => groups))],
      ...spanOf(own),
    })),
  );
  if (!read.isWhole && queries.length > 1) {
    // Too much for one answer: what was left out may be all that one of the groups has.
    const alone: [RowsQuery, readonly CorrelationRow[]][] = [];
    for (const query of queries) alone.push([query, (await bulk.rows([query])).rows]);
    return alone;
  }
  const byPlace = Map.groupBy(read.rows, ({ correlationId, group }) => placeOf(correlationId, group));
  return queries.map((query) => [
    query,
    [...new Set(query.groups)]
      .flatMap((group) => byPlace.get(placeOf(query.correlationId, group)) ?? [])
      .filter(({ time }) => time >= query.from && time <= query.to),
  ]);
}

async function readBelow(
  bulk: BulkRows,
  queries: readonly [BelowQuery, ...BelowQuery[]],
): Promise<readonly (readonly string[])[]> {
  const [{ correlationId, path }] = queries;
  const outers = [...new Set(queries.map(({ group }) => group))];
  const found = await bulk.groupsBelow({ correlationId, path, outers, ...spanOf(queries) });
  const byOuter = Map.groupBy(found, ({ outer }) => outer);
  return queries.map(({ group, from, to }) =>
    (byOuter.get(group) ?? [])
      .filter(({ firstAt, lastAt }) => firstAt <= to && lastAt >= from)
      .map((one) => one.group),
  );
}
