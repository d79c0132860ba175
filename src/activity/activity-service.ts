import { randomBytes } from 'node:crypto';
import { systemActor, type Action, type ActionRecorder, type Route } from '../identity/index.ts';
import { dayMs, newId, systemScope, type Clock, type CompanyId } from '../kernel/index.ts';
import type { ProblemTable } from '../platform/http/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import type { Logger } from '../platform/log/index.ts';
import { inScope, type Db, type Tx } from '../platform/postgres/index.ts';
import { orderedIds, toRecord, type ActivityRecord } from './activity-record.ts';
import { activityRoutes } from './activity-routes.ts';
import { addCounts, expireRecords, insertRecords } from './activity-store.ts';
import { Batch, hourOf } from './batch-service.ts';

export interface ActivityDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  /** Days that records are kept, at least 30. */
  readonly retentionDays?: number;
}

/** So many data-plane writes of a company. */
export interface DataPlaneWrites {
  readonly companyId: CompanyId;
  /** What was written: `event.ingest`. */
  readonly operation: string;
  readonly count: number;
}

/** The Activity Log, ready to be used. */
export interface Activity {
  readonly recorder: ActionRecorder;
  readonly routes: readonly Route[];
  readonly problems: ProblemTable;
  readonly jobs: ReadonlyMap<string, JobHandler>;
  /** Lines for the job queue's clock, UTC. */
  readonly crontab: string;
  /** Counts data-plane writes in the caller's transaction: exactly once if that commits. */
  countDataPlane(tx: Tx, writes: DataPlaneWrites): Promise<void>;
  /** Counts data-plane writes in memory; they are stored within a second or so. */
  noteDataPlane(writes: DataPlaneWrites): void;
  /** Writes what waits in memory. Rejects when the database is away; nothing is lost then. */
  flush(): Promise<void>;
  /** Writes what waits and stops. */
  stop(): Promise<void>;
  /** Records waiting in memory, and records lost because too many waited while the database was away. */
  state(): { readonly waiting: number; readonly dropped: number };
}

const expireTask = 'activity-expire';
const defaultRetentionDays = 365;

export function createActivity(deps: ActivityDeps): Activity {
  const batch = new Batch(deps);
  const nextId = orderedIds(randomBytes);
  const record = (action: Action): ActivityRecord => toRecord(action, nextId(action.at));
  const recorder: ActionRecorder = {
    record: (tx, action) => insertRecords(tx, [record(action)]),
    recordApart: (action) =>
      inScope(deps.db, systemScope('activity'), (tx) => insertRecords(tx, [record(action)])),
    noteRead: (action) => batch.add(record(action)),
  };
  return {
    recorder,
    routes: activityRoutes,
    problems: {},
    jobs: new Map([[expireTask, () => expire(deps, recorder)]]),
    crontab: `43 2 * * * ${expireTask}`,
    countDataPlane: (tx, { companyId, operation, count }) =>
      addCounts(tx, [{ companyId, operation, hour: hourOf(deps.clock.now()), count }]),
    noteDataPlane: ({ companyId, operation, count }) => batch.count(companyId, operation, count),
    flush: () => batch.flush(),
    stop: () => batch.stop(),
    state: () => batch.state,
  };
}

/** Deletes what is older than records are kept, and records that it did. */
async function expire(deps: ActivityDeps, recorder: ActionRecorder): Promise<void> {
  const now = deps.clock.now();
  const days = deps.retentionDays ?? defaultRetentionDays;
  const before = new Date(now.getTime() - days * dayMs);
  await inScope(deps.db, systemScope(expireTask), async (tx) => {
    const removed = await expireRecords(tx, before);
    if (removed === 0) return;
    await recorder.record(tx, {
      eventName: 'activity.expire',
      at: now,
      actor: systemActor(expireTask),
      outcome: 'success',
      errorCode: null,
      readOnly: false,
      requestId: newId(now),
      sourceIp: '',
      userAgent: '',
      resources: [],
      companyId: null,
      parameters: { before: before.toISOString(), removed },
    });
  });
}
