import type { RowSource } from './correlate-batch.ts';
import type { CorrelationRow } from './row.ts';

/** Rows in memory: for files, rule tests and as the contract of the stored ones. */
export interface MemoryRows extends RowSource {
  readonly add: (rows: readonly CorrelationRow[]) => void;
}

export function createMemoryRows(): MemoryRows {
  const all: CorrelationRow[] = [];
  return {
    add: (rows) => void all.push(...rows),
    rows: ({ correlationId, groups, from, to }) => {
      const wanted = new Set(groups);
      return Promise.resolve(
        all.filter(
          (row) =>
            row.correlationId === correlationId &&
            wanted.has(row.group) &&
            row.time >= from &&
            row.time <= to,
        ),
      );
    },
    groupsBelow: ({ correlationId, path, group, from, to }) => {
      const own = all.filter(
        (row) => row.correlationId === correlationId && row.time >= from && row.time <= to,
      );
      return Promise.resolve([
        ...new Set(own.filter((row) => row.above[path]?.group === group).map((row) => row.group)),
      ]);
    },
  };
}
