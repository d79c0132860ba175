import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import {
  createInflightBudget,
  createIntakeCounters,
  createNdjsonIntake,
  dropReasons,
  openIntakeSpool,
  openLiveDirectory,
  transports,
  type IntakeSpool,
  type IntakeView,
  type LiveDirectory,
} from '../../event/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Config } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import { countKernelDrops, openListeners, type OpenListener } from './listeners.ts';
import type { Slices } from './slices.ts';
import type { Stores } from './stores.ts';

export interface IntakeRole {
  readonly spool: IntakeSpool['spool'];
  readonly directory: LiveDirectory;
  readonly listeners: readonly OpenListener[];
  mount(app: FastifyInstance, events: Slices['events']): void;
  view(): Pick<IntakeView, 'rejected' | 'listeners'> & {
    readonly bytes: number;
    readonly quotaBytes: number;
    readonly isHeld: boolean;
  };
  stopListening(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes of all HTTP batches together that may wait for the disk. */
const httpInflightBytes = 256 * 1024 * 1024;
const kernelDropsEveryMs = 5_000;

export async function startIntake(
  config: Config,
  stores: Stores,
  clock: Clock,
  log: Logger,
  metrics: Metrics,
  isHeld: () => boolean,
): Promise<IntakeRole> {
  const { spool, keys } = await openIntakeSpool({
    dir: join(config.data, 'spool'),
    maxBytes: config.spool.maxBytes,
    clock,
    isHeld,
  });
  if (spool.recovery.cutBytes > 0)
    log.info({ recovery: spool.recovery }, 'cut an unfinished write off the spool');
  for (const damage of spool.recovery.damage) log.error({ damage }, 'a part of the spool is damaged');
  const directory = await openLiveDirectory(stores.postgres.db, stores.live, log);
  const counters = createIntakeCounters();
  const listeners = await openListeners(config.syslog, { spool, directory, clock, counters });
  const kernelDrops = setInterval(() => void countKernelDrops(listeners), kernelDropsEveryMs);
  const http = createNdjsonIntake({ spool, keys, counters, budget: createInflightBudget(httpInflightBytes) });
  metrics.observe('tocsin_spool_bytes', 'Bytes of the spool on the disk', () => spool.usage().bytes);
  metrics.observe('tocsin_spool_max_bytes', 'Bytes that the spool may take', () => spool.usage().maxBytes);
  metrics.observe(
    'tocsin_spool_refused_frames',
    'Appends refused for want of room',
    () => spool.counters().refused,
  );
  metrics.observe('tocsin_intake_held', '1 while senders are slowed because a disk is nearly full', () =>
    isHeld() ? 1 : 0,
  );
  metrics.observe('tocsin_intake_lost_key_pages', 'Pages of idempotency keys that were damaged', () =>
    keys.lostPages(),
  );
  observeCounters(metrics, counters);
  return {
    spool,
    directory,
    listeners,
    mount: (app, events) => {
      events.mountIntake(app, { intake: http, byToken: (token) => directory.byToken(token), clock });
    },
    view: () => ({
      rejected: { ...counters.dropped },
      listeners: listeners.map(({ transport, address, port }) => ({ transport, address, port })),
      bytes: spool.usage().bytes,
      quotaBytes: spool.usage().maxBytes,
      isHeld: isHeld(),
    }),
    stopListening: async () => {
      clearInterval(kernelDrops);
      directory.stop();
      await Promise.all(listeners.map(({ listener }) => listener.close()));
    },
    close: () => spool.close(),
  };
}

function observeCounters(metrics: Metrics, counters: ReturnType<typeof createIntakeCounters>): void {
  for (const name of transports) {
    const received = () => counters.received[name];
    metrics.observe(`tocsin_intake_received_${name}_records`, `Records received over ${name}`, received);
    const stored = () => counters.stored[name];
    metrics.observe(`tocsin_intake_stored_${name}_records`, `Records on the disk from ${name}`, stored);
  }
  for (const reason of dropReasons) {
    const dropped = () => counters.dropped[reason];
    metrics.observe(`tocsin_intake_dropped_${reason}_records`, `Records not stored: ${reason}`, dropped);
  }
}
