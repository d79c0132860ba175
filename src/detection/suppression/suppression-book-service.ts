import { hourMs, systemScope, type Clock } from '../../kernel/index.ts';
import { inScope, type Db } from '../../platform/postgres/index.ts';
import { currentVersion, setAt, spansExpiringAfter, type VersionedSpan } from './suppression-set-store.ts';
import type { SuppressionSet } from './suppression-set.ts';

/** The suppressions as one process knows them, by version. */
export interface SuppressionBook {
  /**
   * What is in force for records received within a stretch (Unix milliseconds, both ends included), as a version knows
   * it; null: as the newest does. Reads the database only when the version is new, or the records are old.
   */
  at(
    version: number | null,
    received: { readonly from: number; readonly to: number },
  ): Promise<SuppressionSet>;
}

/** Suppressions that expired so long ago are read only for records that are as old. */
const keptMs = hourMs;
const scope = systemScope('suppression-book');

interface Page {
  readonly version: number;
  /** Everything that expires after this time is in `spans`. */
  readonly since: number;
  readonly spans: readonly VersionedSpan[];
}

export function openSuppressionBook({
  clock,
  db,
}: {
  readonly clock: Clock;
  readonly db: Db;
}): SuppressionBook {
  let page: Page | null = null;

  async function read(since: number): Promise<Page> {
    const next = await inScope(db, scope, async (tx) => {
      // The version first: what commits in between is in the spans, and is passed over by its own version.
      const version = await currentVersion(tx);
      return { version, since, spans: await spansExpiringAfter(tx, new Date(since)) };
    });
    if (page === null || next.version >= page.version) page = next;
    return next;
  }

  return {
    at: async (version, received) => {
      const knows =
        page !== null && version !== null && version <= page.version && page.since <= received.from;
      const known =
        knows && page !== null ? page : await read(Math.min(received.from, clock.now().getTime() - keptMs));
      return setAt(known.spans, version ?? known.version, received);
    },
  };
}
