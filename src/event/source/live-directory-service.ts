import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { systemScope, type CompanyId } from '../../kernel/index.ts';
import type { LiveChanges } from '../../platform/live/index.ts';
import { inScope, type Db } from '../../platform/postgres/index.ts';
import { hashToken } from '../../platform/secret/index.ts';
import type { Attribution } from '../event.ts';
import { parseNetwork } from '../intake/network.ts';
import {
  createSourceDirectory,
  type SourceDirectory,
  type SyslogSource,
} from '../intake/source-directory.ts';
import type { Source, SourceTokenRow } from './source.ts';
import { loadDirectory } from './source-store.ts';
import { unusualCompanies } from '../drain/batch-company-store.ts';

/** Attribution from memory, kept fresh: every change of a source is heard, and a full reading repeats regularly. */
export interface LiveDirectory extends SourceDirectory {
  /**
   * Whose the token of an HTTP request is; null when it is nobody's. A token that is not known yet is looked up anew,
   * so that a source works from the moment it was made.
   */
  byToken(token: string): Promise<Attribution | null>;
  /** Days that companies keep their events, for those with a setting of their own. */
  retentionDays(): ReadonlyMap<CompanyId, number>;
  /** Companies that have been erased: what still comes of them is dropped. */
  erased(): ReadonlySet<CompanyId>;
  stop(): void;
}

const rereadMs = 30_000;
/** Between two readings, so that a stream of changes or of unknown tokens does not become one of queries. */
const leastRereadMs = 250;

export async function openLiveDirectory(db: Db, live: LiveChanges, log: Logger): Promise<LiveDirectory> {
  let syslog = createSourceDirectory({ sources: [], defaults: new Map() });
  let tokens: ReadonlyMap<string, Attribution> = new Map();
  let retention: ReadonlyMap<CompanyId, number> = new Map();
  let erased: ReadonlySet<CompanyId> = new Set();
  let reading: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;
  let readAt = -Infinity;

  async function read(): Promise<void> {
    readAt = performance.now();
    const { rows, companies } = await inScope(db, systemScope('source-directory'), async (tx) => ({
      rows: await loadDirectory(tx),
      companies: await unusualCompanies(tx),
    }));
    syslog = createSourceDirectory({ sources: rows.map(toSyslogSource), defaults: new Map() });
    retention = new Map(
      companies.flatMap(({ companyId, ownDays }) => (ownDays === null ? [] : [[companyId, ownDays]])),
    );
    erased = new Set(companies.flatMap(({ companyId, isErased }) => (isErased ? [companyId] : [])));
    tokens = new Map(rows.map((row) => [row.tokenHash, attributionOf(row.source)]));
  }

  /** Resolves when a reading that begins after this call has ended, well or not. Calls before it begins share it. */
  function refresh(): Promise<void> {
    waiting ??= (async () => {
      await reading;
      await delay(Math.max(0, readAt + leastRereadMs - performance.now()), undefined, { ref: false });
      waiting = null;
      reading = read().catch((error: unknown) =>
        log.warn({ err: error }, 'the sources could not be read; the last known ones stay'),
      );
      await reading;
    })();
    return waiting;
  }

  await read();
  const unsubscribe = live.subscribe((change) => {
    if (change.topic === 'source' || change.topic === 'company') void refresh();
  });
  const timer = setInterval(() => void refresh(), rereadMs);
  timer.unref();
  return {
    bySyslog: (sender) => syslog.bySyslog(sender),
    byToken: async (token) => {
      const hashed = hashToken(token);
      const known = tokens.get(hashed);
      if (known !== undefined) return known;
      await refresh();
      return tokens.get(hashed) ?? null;
    },
    retentionDays: () => retention,
    erased: () => erased,
    stop: () => {
      unsubscribe();
      clearInterval(timer);
    },
  };
}

const attributionOf = ({ companyId, projectId, id }: Source): Attribution => ({
  companyId,
  projectId,
  sourceId: id,
});

function toSyslogSource({ source, tokenHash }: SourceTokenRow): SyslogSource {
  const networks = source.addresses.flatMap((address) => {
    const network = parseNetwork(address);
    return network.ok ? [network.value] : [];
  });
  return {
    attribution: attributionOf(source),
    tokenHashes: [tokenHash],
    certFingerprints: source.certificateFingerprint === null ? [] : [source.certificateFingerprint],
    networks,
  };
}
