import type { IntakeDrop, IntakeTally, RawRecord, UnparsedReason } from '../../event/index.ts';
import { hourMs } from '../../kernel/index.ts';

interface OpenTally {
  received: number;
  evaluated: number;
  lastReceivedAt: number;
  readonly unparsed: Record<string, number>;
  readonly of: Pick<IntakeTally, 'companyId' | 'sourceId' | 'hour'>;
}

/** Counts a batch's records by source and hour of receipt. */
export interface Tallies {
  add(record: RawRecord, unparsed: UnparsedReason | null): void;
  /** Counts a record that is dropped: by hour, of nobody. */
  drop(record: RawRecord): void;
  all(): readonly IntakeTally[];
  drops(): readonly IntakeDrop[];
}

/** Start of the hour of a time, Unix milliseconds. */
const hourOf = (at: number): number => at - (at % hourMs);

export function createTallies(): Tallies {
  const open = new Map<string, OpenTally>();
  const dropped = new Map<number, number>();
  return {
    add: ({ companyId, sourceId, receivedAt }, reason) => {
      const hour = hourOf(receivedAt);
      const key = `${sourceId} ${hour}`;
      let tally = open.get(key);
      if (tally === undefined) {
        tally = {
          received: 0,
          evaluated: 0,
          lastReceivedAt: 0,
          unparsed: {},
          of: { companyId, sourceId, hour },
        };
        open.set(key, tally);
      }
      tally.received += 1;
      tally.lastReceivedAt = Math.max(tally.lastReceivedAt, receivedAt);
      if (reason === null) tally.evaluated += 1;
      else tally.unparsed[reason] = (tally.unparsed[reason] ?? 0) + 1;
    },
    drop: ({ receivedAt }) => {
      const hour = hourOf(receivedAt);
      dropped.set(hour, (dropped.get(hour) ?? 0) + 1);
    },
    drops: () => [...dropped].map(([hour, count]) => ({ hour, count })),
    all: () => [...open.values()].map(({ of, ...counts }) => ({ ...of, ...counts, stored: counts.received })),
  };
}
