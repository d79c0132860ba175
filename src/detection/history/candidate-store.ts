import type { ClickHouseClient } from '@clickhouse/client';
import { streamRecords, type EventRange, type RowCondition, type StoredRow } from '../../event/index.ts';
import type { Scope } from '../../kernel/index.ts';
import { isTooComplex } from '../../platform/clickhouse/index.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import { outerCondition, rowCondition } from './row-condition.ts';

/** How candidates are read. */
export interface CandidateOptions {
  /** A condition over columns of the event table that all must fulfil. */
  readonly within?: string;
  /** Longest that one stretch may be read, in seconds. */
  readonly maxSeconds?: number;
}

/**
 * Reads the stored events for which one of the rules may hold. What ClickHouse cannot take, such as an expression that is
 * larger than it compiles, is left to the matcher: then all events come that could be for the rules.
 */
export function candidatesOf(
  client: ClickHouseClient,
  scope: Scope,
  rules: readonly SigmaRule[],
  { maxSeconds = 20, within = '1' }: CandidateOptions = {},
): (range: EventRange) => AsyncGenerator<readonly StoredRow[]> {
  const narrowed = (condition: RowCondition): RowCondition => ({
    ...condition,
    outer: `(${condition.outer}) AND ${within}`,
  });
  let condition = narrowed(rowCondition(rules));
  return async function* read(range) {
    try {
      yield* streamRecords(client, { scope, range, condition, maxSeconds });
    } catch (error) {
      // It is refused before its first row, so nothing comes twice.
      if (!isTooComplex(error) || condition.inner === '1') throw error;
      condition = narrowed(outerCondition(rules));
      yield* streamRecords(client, { scope, range, condition, maxSeconds });
    }
  };
}
