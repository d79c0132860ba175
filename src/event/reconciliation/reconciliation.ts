import type { CompanyId, SourceId } from '../../kernel/index.ts';

/** What the counters say of one source's records since a time: written with the drained position, so each is in them once. */
export interface SourceCounts {
  readonly companyId: CompanyId;
  readonly companyName: string;
  readonly sourceId: SourceId;
  readonly sourceName: string;
  readonly received: number;
  readonly stored: number;
  readonly evaluated: number;
  /** Stored as they came because nobody could parse them, by reason. */
  readonly unparsed: Readonly<Record<string, number>>;
}

/** Rows that the event table really holds of one source's records since that time. */
export interface SourceRows {
  readonly sourceId: SourceId;
  readonly rows: number;
  /** Those of them that nobody could parse. */
  readonly unparsedRows: number;
}

/**
 * What comes of comparing them. `balanced`: received = stored = evaluated + unparsed, and the rows are there. `arriving`: rows are
 * there that the counters will have in a moment. `missing`: fewer rows than were stored; retention or a quota has removed
 * them, or they are lost. `miscounted`: the counters disagree with each other or with what kind of rows there are.
 */
export const balanceStates = ['balanced', 'arriving', 'missing', 'miscounted'] as const;
export type BalanceState = (typeof balanceStates)[number];

/** A source's account: what was received, and where all of it is. */
export interface SourceBalance extends SourceCounts, SourceRows {
  readonly state: BalanceState;
  /** Records that are not accounted for; 0 when balanced, and for rows that are ahead of the counters. */
  readonly gap: number;
}

/** The account of every source that sent something, those with a gap first, then by company and name. */
export function balance(
  counts: readonly SourceCounts[],
  rows: readonly SourceRows[],
): readonly SourceBalance[] {
  const bySource = new Map(rows.map((one) => [one.sourceId as string, one]));
  return counts
    .map((source): SourceBalance => {
      const found = bySource.get(source.sourceId) ?? { rows: 0, unparsedRows: 0 };
      const { state, gap } = judge(source, found.rows, found.unparsedRows);
      return { ...source, rows: found.rows, unparsedRows: found.unparsedRows, state, gap };
    })
    .toSorted(
      (a, b) => b.gap - a.gap || compare(a.companyName, b.companyName) || compare(a.sourceName, b.sourceName),
    );
}

function judge(
  { received, stored, evaluated, unparsed }: SourceCounts,
  rows: number,
  unparsedRows: number,
): { readonly state: BalanceState; readonly gap: number } {
  const unparsedSum = Object.values(unparsed).reduce((sum, count) => sum + count, 0);
  const amongCounters = Math.abs(received - stored) + Math.abs(stored - evaluated - unparsedSum);
  if (amongCounters > 0) return { state: 'miscounted', gap: amongCounters };
  if (rows < stored) return { state: 'missing', gap: stored - rows };
  if (rows > stored) return { state: 'arriving', gap: 0 };
  return unparsedRows === unparsedSum
    ? { state: 'balanced', gap: 0 }
    : { state: 'miscounted', gap: Math.abs(unparsedRows - unparsedSum) };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Everything of several accounts together. */
export interface BalanceSums {
  readonly received: number;
  readonly stored: number;
  readonly evaluated: number;
  readonly unparsed: number;
  readonly rows: number;
  readonly gap: number;
}

export function sumsOf(balances: readonly SourceBalance[]): BalanceSums {
  const sum = (pick: (one: SourceBalance) => number): number =>
    balances.reduce((total, one) => total + pick(one), 0);
  return {
    received: sum((one) => one.received),
    stored: sum((one) => one.stored),
    evaluated: sum((one) => one.evaluated),
    unparsed: sum((one) => Object.values(one.unparsed).reduce((total, count) => total + count, 0)),
    rows: sum((one) => one.rows),
    gap: sum((one) => one.gap),
  };
}
