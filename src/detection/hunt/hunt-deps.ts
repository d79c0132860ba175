import type { ClickHouseClient } from '@clickhouse/client';
import type { Clock } from '../../kernel/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Db } from '../../platform/postgres/index.ts';
import type { FindingSettings } from '../finding/finding-service.ts';
import type { RuleBook } from '../rule/rule-book.ts';

/** Most matches, and most characters of them, that are held in memory; a stretch with more is judged in parts. */
export interface MostAtOnce {
  readonly matches: number;
  readonly characters: number;
}

export const mostAtOnce: MostAtOnce = { matches: 20_000, characters: 64 * 1024 * 1024 };

export interface HuntDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly book: Pick<RuleBook, 'textsAt'>;
  readonly clickhouse: () => ClickHouseClient;
  /** For inserts: a reply means stored. */
  readonly inserts: () => ClickHouseClient;
  readonly settings: FindingSettings;
  readonly defaultRetentionDays: number;
  /** Aborts when the program stops; what is left is done after the next start. */
  readonly stopping: AbortSignal;
  /** Resolves after so many milliseconds; a test may put another in its place. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Most matches of one hunt, by default `mostHuntMatches`, and most rows of correlations, by default `mostCountedRows`. */
  readonly mostMatches?: number;
  readonly mostCounted?: number;
  /** What of a stretch is held in memory, by default `mostAtOnce`. */
  readonly mostAtOnce?: MostAtOnce;
}
