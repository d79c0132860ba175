import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { startCostReport } from '../../detection/index.ts';
import type { IntakeView } from '../../event/index.ts';
import { mountRoutes } from '../../identity/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Config } from '../../platform/config/index.ts';
import { createHttpServer } from '../../platform/http/index.ts';
import type { DiskWatch } from '../../platform/disk/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { createMetrics, type Metrics } from '../../platform/metrics/index.ts';
import { startDisks, thresholdsOf } from '../disk/disk-role.ts';
import { fileSystemRoute } from '../disk/file-system-routes.ts';
import { createLocalAccess, type LocalAccess } from './local-access.ts';
import { backupProblemTable, createBackups, type Backups } from '../backup/cut-service.ts';
import { backupRoutes, mountCut } from '../backup/backup-routes.ts';
import { startPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import { startBackground } from './background.ts';
import { serveConsole } from './console-files.ts';
import { startBounceReader } from './bounce-reader.ts';
import { startCorrelator } from './correlator.ts';
import { mountHealth } from './health-routes.ts';
import { startIntake, type IntakeRole } from './intake-role.ts';
import { overviewRoute } from './overview-route.ts';
import { createSlices, type Slices } from './slices.ts';
import { startReconciliationMeasure } from './reconciliation-measure.ts';
import { startSilenceMeasure } from './silence-measure.ts';
import { createStorageMeasures } from './storage-measures.ts';
import { openStores, type OnUpgrade, type Stores } from './stores.ts';
import { mountStream } from './stream-route.ts';

export interface ServerOptions {
  readonly root: string;
  readonly config: Config;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secretKey: string | undefined;
  /** Folder of the built console; null serves the API only. */
  readonly consoleFolder: string | null;
  /** Told before data of an older version are changed. */
  readonly onUpgrade?: OnUpgrade;
}

export interface Server {
  /** Where it listens, for this machine: `http://127.0.0.1:8440`. */
  readonly url: string;
  readonly app: FastifyInstance;
  readonly slices: Slices;
  readonly stores: Stores;
  readonly intake: IntakeRole | null;
  readonly pipeline: Pipeline | null;
  readonly localAccess: LocalAccess;
  stop(): Promise<void>;
}

type Step = () => Promise<unknown>;

/** Starts what the configured roles need, in order; whatever fails, all that was started is stopped again. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const stops: Step[] = [];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) {
      await stop().catch((error: unknown) => options.log.warn({ err: error }, 'a part did not stop cleanly'));
    }
  };
  try {
    return await start(options, stops, stopAll);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function start(options: ServerOptions, stops: Step[], stopAll: () => Promise<void>): Promise<Server> {
  const { config, clock, log } = options;
  const metrics = createMetrics();
  const stores = await openStores(options);
  stops.push(() => stores.stop());
  const address = { url: config.http.publicUrl ?? '' };
  const stopping = new AbortController();
  let intake: IntakeRole | null = null;
  let pipeline: Pipeline | null = null;
  const publicUrl = (): string => address.url;
  const slices = await createSlices({
    ...options,
    stores,
    publicUrl,
    intakeView: () => viewOf(intake, pipeline),
    stopping: stopping.signal,
    onMeasured: createStorageMeasures(metrics),
  });
  stops.push(() => slices.stop());
  const backups = await createBackups({
    config,
    stores,
    clock,
    log,
    spool: () => intake?.spool ?? null,
    drain: () => pipeline?.drain ?? null,
  });
  stops.push(() => backups.stop());
  observeBackups(metrics, backups, clock);
  const disks = await startDisks({
    ...{ config, clock, log, metrics },
    db: stores.postgres.db,
    postgresFolder: stores.postgres.folder,
    mailAdmins: slices.mailAdmins,
  });
  stops.push(() => disks.stop());
  const localAccess = createLocalAccess(slices.identity, config.data);
  if (config.roles.includes('intake')) {
    const role = await startIntake(config, stores, clock, log, metrics, () => disks.level() === 'stop');
    intake = role;
    stops.push(() => role.close());
  }
  if (config.roles.includes('worker')) {
    pipeline = await startWork(options, { stores, slices, intake, metrics, localAccess, publicUrl, stops });
    // Ended first of all: jobs that wait for long end then, and are taken up by the next start.
    stops.push(() => {
      stopping.abort();
      return Promise.resolve();
    });
  }
  if (intake !== null) {
    const role = intake;
    stops.push(() => role.stopListening());
  }
  const app = await createApp(options, { stores, slices, intake, metrics, disks, backups });
  stops.push(() => app.close());
  await app.listen({ host: config.http.host, port: config.http.port });
  const url = localUrl(app, config);
  address.url = config.http.publicUrl ?? url;
  return { url, app, slices, stores, intake, pipeline, localAccess, stop: stopAll };
}

interface Parts {
  readonly stores: Stores;
  readonly slices: Slices;
  readonly intake: IntakeRole | null;
  readonly metrics: Metrics;
  readonly localAccess: LocalAccess;
  readonly publicUrl: () => string;
  readonly stops: Step[];
}

/** Of one core; null: rules may cost what they cost. */
const budgetOf = ({ detection }: Config): number | null =>
  detection.ruleBudgetPercent === 0 ? null : detection.ruleBudgetPercent / 100;

async function startWork(
  { config, clock, log }: ServerOptions,
  { stores, slices, intake, metrics, localAccess, publicUrl, stops }: Parts,
): Promise<Pipeline | null> {
  const { db } = stores.postgres;
  const clickhouse = (): ReturnType<typeof stores.clickhouse.client> => stores.clickhouse.client();
  const correlator = startCorrelator(
    {
      ...{ db, clickhouse, clock, log, settings: slices.findingSettings },
      latenessMs: config.detection.latenessSeconds * 1_000,
    },
    slices.rules,
  );
  stops.push(() => correlator.stop());
  const jobs = await startBackground(stores, slices, clock, log, [localAccess.subscription]);
  stops.push(() => jobs.stop());
  const bounces = startBounceReader(config, slices.notifications, metrics, log);
  if (bounces !== null) stops.push(() => bounces.stop());
  await slices.events.catchUp();
  const reconciliation = startReconciliationMeasure(stores, clock, log, metrics);
  stops.push(() => reconciliation.stop());
  const silences = startSilenceMeasure(stores, log, metrics);
  stops.push(() => silences.stop());
  if (intake === null) return null;
  const costs = startCostReport({
    ...{ db, clock, log, metrics, publicUrl, book: slices.rules, mailAdmins: slices.mailAdmins },
    recorder: slices.activity.recorder,
    budget: { coreShare: budgetOf(config) },
  });
  stops.push(() => costs.stop());
  const { directory, spool } = intake;
  const pipeline = await startPipeline({
    db,
    spool,
    inserts: stores.clickhouse.inserts,
    clock,
    log,
    metrics,
    threads: config.pipeline.threads,
    rules: slices.rules,
    suppressions: slices.suppressions,
    settings: slices.findingSettings,
    retentionDays: () => directory.retentionDays(),
    erasedCompanies: () => directory.erased(),
    defaultRetentionDays: config.retention.defaultDays,
    onDue: () => correlator.wake(),
    onCost: (cost) => costs.add(cost),
    countWrites: (tx, companyId, count) =>
      slices.activity.countDataPlane(tx, { companyId, operation: 'event.ingest', count }),
  });
  stops.push(() => pipeline.stop());
  return pipeline;
}

type AppParts = Pick<Parts, 'stores' | 'slices' | 'intake' | 'metrics'> & {
  readonly disks: DiskWatch;
  readonly backups: Backups;
};

async function createApp(
  { config, clock, log, version, consoleFolder }: ServerOptions,
  { stores, slices, intake, metrics, disks, backups }: AppParts,
): Promise<FastifyInstance> {
  const { identity, activity, events, detection, incidents, playbooks, notifications } = slices;
  const parts = [identity, activity, events, detection, incidents, playbooks, notifications];
  const app = await createHttpServer({
    log,
    metrics,
    version,
    tls: await readTls(config),
    trustedProxies: config.http.trustedProxies,
    problems: [...parts.map((part) => part.problems), backupProblemTable],
  });
  const { authenticate, allowRequest } = identity;
  const deps = { db: stores.postgres.db, clock, recorder: activity.recorder, authenticate, allowRequest };
  const checks = [
    { name: 'postgres', check: () => stores.postgres.ping() },
    {
      name: 'clickhouse',
      check: async () => {
        if (!(await stores.clickhouse.ping())) throw new Error('no answer');
      },
    },
  ];
  mountHealth(app, { metrics, checks, authenticate, diskLevel: () => disks.level() });
  if (intake !== null) intake.mount(app, events);
  if (!config.roles.includes('api')) return app;
  identity.mountAuth(app);
  const thresholds = thresholdsOf(config);
  mountRoutes(app, deps, [
    ...parts.flatMap((part) => part.routes),
    fileSystemRoute(thresholds),
    overviewRoute(notifications, thresholds),
    ...backupRoutes(backups, config.backup.warnAfterHours),
  ]);
  mountCut(app, { backups, authenticate, recorder: activity.recorder, clock });
  mountStream(app, { live: stores.live, authenticate, log });
  if (consoleFolder !== null) await serveConsole(app, consoleFolder);
  return app;
}

/** Infinity when there is none: an alarm on the age goes off then too. */
function observeBackups(metrics: Metrics, backups: Backups, clock: Clock): void {
  metrics.observe('tocsin_backup_age_seconds', 'Seconds since the last complete backup', () => {
    const last = backups.lastAt();
    return last === null ? Infinity : (clock.now().getTime() - last.getTime()) / 1_000;
  });
}

function viewOf(intake: IntakeRole | null, pipeline: Pipeline | null): IntakeView {
  if (intake === null) {
    const spool = { bytes: 0, quotaBytes: 0, waitingBytes: 0, failures: 0, isHeld: false };
    return { rejected: {}, listeners: [], spool };
  }
  const { rejected, listeners, bytes, quotaBytes, isHeld } = intake.view();
  const failures = pipeline?.drain.failures() ?? 0;
  return {
    rejected,
    listeners,
    spool: { bytes, quotaBytes, waitingBytes: waitingOf(intake, pipeline), failures, isHeld },
  };
}

/** Bytes of the spool that are not yet stored and judged. */
function waitingOf({ spool }: IntakeRole, pipeline: Pipeline | null): number {
  const { bytes, start } = spool.usage();
  if (pipeline === null) return bytes;
  const { segment, offset } = pipeline.drain.committed();
  return segment === start.segment ? Math.max(0, bytes - offset) : bytes;
}

async function readTls({ http }: Config): Promise<{ cert: string; key: string } | null> {
  if (http.tlsCertificate === null || http.tlsKey === null) return null;
  return { cert: await readFile(http.tlsCertificate, 'utf8'), key: await readFile(http.tlsKey, 'utf8') };
}

/** The address under which this machine reaches the server. */
function localUrl(app: FastifyInstance, { http }: Config): string {
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : http.port;
  const wildcard = http.host === '0.0.0.0' || http.host === '::';
  const host = wildcard ? '127.0.0.1' : http.host.includes(':') ? `[${http.host}]` : http.host;
  return `${http.tlsCertificate === null ? 'http' : 'https'}://${host}:${port}`;
}
