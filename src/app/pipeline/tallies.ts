import type { IntakeTally, RawRecord, UnparsedReason } from '../../event/index.ts';
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
  all(): readonly IntakeTally[];
}

export function createTallies(): Tallies {
  const open = new Map<string, OpenTally>();
  return {
    add: ({ companyId, sourceId, receivedAt }, reason) => {
      const hour = receivedAt - (receivedAt % hourMs);
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
    all: () => [...open.values()].map(({ of, ...counts }) => ({ ...of, ...counts, stored: counts.received })),
  };
}
