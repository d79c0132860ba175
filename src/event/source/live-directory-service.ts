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

/** Attribution from memory, kept fresh: every change of a source is heard, and a full reading repeats regularly. */
export interface LiveDirectory extends SourceDirectory {
  /** Whose the token of an HTTP request is; null when it is nobody's. */
  byToken(token: string): Attribution | null;
  /** Days that companies keep their events, for those with a setting of their own. */
  retentionDays(): ReadonlyMap<CompanyId, number>;
  stop(): void;
}

const rereadMs = 30_000;

export async function openLiveDirectory(db: Db, live: LiveChanges, log: Logger): Promise<LiveDirectory> {
  let syslog = createSourceDirectory({ sources: [], defaults: new Map() });
  let tokens: ReadonlyMap<string, Attribution> = new Map();
  let retention: ReadonlyMap<CompanyId, number> = new Map();
  let reading: Promise<void> | null = null;
  let again = false;

  async function read(): Promise<void> {
    const rows = await inScope(db, systemScope('source-directory'), loadDirectory);
    syslog = createSourceDirectory({ sources: rows.map(toSyslogSource), defaults: new Map() });
    retention = new Map(
      rows.flatMap(({ source, retentionDays }) =>
        retentionDays === null ? [] : [[source.companyId, retentionDays]],
      ),
    );
    tokens = new Map(rows.map((row) => [row.tokenHash, attributionOf(row.source)]));
  }

  /** One reading at a time; a change during one asks for another. */
  function refresh(): void {
    if (reading !== null) {
      again = true;
      return;
    }
    reading = read()
      .catch((error: unknown) =>
        log.warn({ err: error }, 'the sources could not be read; the last known ones stay'),
      )
      .then(() => {
        reading = null;
        if (!again) return;
        again = false;
        refresh();
      });
  }

  await read();
  const unsubscribe = live.subscribe((change) => {
    if (change.topic === 'source' || change.topic === 'company') refresh();
  });
  const timer = setInterval(refresh, rereadMs);
  timer.unref();
  return {
    bySyslog: (sender) => syslog.bySyslog(sender),
    byToken: (token) => tokens.get(hashToken(token)) ?? null,
    retentionDays: () => retention,
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
