import type { ClickHouseClient } from '@clickhouse/client';
import type { FastifyInstance } from 'fastify';
import type { Route } from '../identity/index.ts';
import { systemScope } from '../kernel/index.ts';
import type { ProblemTable } from '../platform/http/index.ts';
import { addJob, type JobHandler } from '../platform/jobs/index.ts';
import type { Subscription } from '../platform/outbox/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { eventProblems, eventRoutes } from './event-routes.ts';
import { intakeProblems, mountIntake, type IntakeHttpOptions } from './intake-http-routes.ts';
import { intakeStatusRoute, type IntakeView } from './intake-status-routes.ts';
import { reconciliationRoute } from './reconciliation/reconciliation-routes.ts';
import { savedSearchProblems } from './saved-search/saved-search.ts';
import { savedSearchRoutes } from './saved-search/saved-search-routes.ts';
import { sourceProblems } from './source/source.ts';
import { sourceRoutes } from './source/source-routes.ts';
import { silenceJobs, silenceLine, silenceTask } from './silence/silence-service.ts';
import { erasureJobs } from './storage/erasure-service.ts';
import { expireLine, expireTask, expiryJobs } from './storage/expiry-service.ts';
import { measureLine, measureTask, quotaJobs } from './storage/quota-service.ts';
import {
  reconcileLine,
  reconcileTask,
  retentionJobs,
  retentionSubscription,
  storageQueue,
} from './storage/retention-service.ts';
import type { StorageDeps } from './storage/storage-deps.ts';
import { storageRoute } from './storage/storage-routes.ts';

export interface EventsDeps {
  /** For reads. */
  readonly clickhouse: () => ClickHouseClient;
  readonly intakeView: () => IntakeView;
  readonly storage: StorageDeps;
}

/** The slice's HTTP side, ready to be mounted. */
export interface Events {
  readonly routes: readonly Route[];
  readonly problems: ProblemTable;
  readonly subscriptions: readonly Subscription[];
  readonly jobs: ReadonlyMap<string, JobHandler>;
  /** Lines for the job queue's clock, UTC. */
  readonly crontab: readonly string[];
  /** Queues what the hours and nights do, for a program that was down then. */
  catchUp(): Promise<void>;
  /** Mounts `POST /api/intake/v1/events`; only in a process with the role `intake`. */
  mountIntake(app: FastifyInstance, options: IntakeHttpOptions): void;
}

export function createEvents({ clickhouse, intakeView, storage }: EventsDeps): Events {
  return {
    routes: [
      ...sourceRoutes,
      ...eventRoutes(clickhouse),
      ...savedSearchRoutes,
      intakeStatusRoute(intakeView),
      reconciliationRoute(clickhouse),
      storageRoute({ clickhouse, defaultDays: storage.defaultDays }),
    ],
    problems: { ...sourceProblems, ...eventProblems, ...savedSearchProblems, ...intakeProblems },
    subscriptions: [retentionSubscription(storage)],
    jobs: new Map([
      ...retentionJobs(storage),
      ...expiryJobs(storage),
      ...quotaJobs(storage),
      ...erasureJobs(storage),
      ...silenceJobs(storage),
    ]),
    crontab: [expireLine, reconcileLine, measureLine, silenceLine],
    catchUp: async () => {
      // One transaction each: two new names of tasks in one could meet the queue's own registration in a circle.
      for (const task of [expireTask, reconcileTask, measureTask, silenceTask]) {
        const options = { key: `${task}:catch-up`, queue: storageQueue };
        await inScope(storage.db, systemScope('event-catch-up'), (tx) => addJob(tx, task, {}, options));
      }
    },
    mountIntake,
  };
}
