import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from 'pino';
import {
  countTaken,
  plannedSuppressions,
  queueDue,
  recordMatches,
  type FindingSettings,
  type JudgingCost,
  type SuppressionBook,
  type SuppressionSet,
} from '../../detection/index.ts';
import {
  addIntakeCounts,
  batchToken,
  decodeFrameHeader,
  noteComplete,
  startDrain,
  type Drain,
  type IntakeSpool,
  type SpooledBatch,
} from '../../event/index.ts';
import type { Clock, CompanyId } from '../../kernel/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import type { Db, Tx } from '../../platform/postgres/index.ts';
import { JudgingPools, type JudgedRules } from './judging-pools.ts';
import type { BatchReply, BatchRequest } from './pipeline-message.ts';
import { announceJudge } from './announce-judge.ts';
import { completeAfter, startIdleNotes } from './completeness.ts';
import { settleCompanies } from './settle-companies.ts';
import { storeReply } from './store-reply.ts';

export interface PipelineOptions {
  readonly db: Db;
  readonly spool: IntakeSpool['spool'];
  /** For inserts: a reply means stored. */
  readonly inserts: ClickHouseClient;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly threads: number;
  readonly rules: JudgedRules;
  readonly suppressions: SuppressionBook;
  readonly settings: FindingSettings;
  readonly retentionDays: () => ReadonlyMap<CompanyId, number>;
  readonly erasedCompanies: () => ReadonlySet<CompanyId>;
  readonly defaultRetentionDays: number;
  /** Called after a batch has committed that left groups for the correlator. */
  readonly onDue: () => void;
  /** Hears what judging a batch has cost. */
  readonly onCost: (cost: JudgingCost) => void;
  /** Counts data-plane writes of a company in the batch's transaction. */
  readonly countWrites: (tx: Tx, companyId: CompanyId, count: number) => Promise<void>;
}

/**
 * What a batch may weigh: bytes of spool, and for each record what it takes beside them as a row. Heavier batches make
 * fewer parts to merge; lighter ones keep memory and the time to a finding in bounds.
 */
const batchWeight = 8 * 1024 * 1024;
const recordWeight = 256;

function weigh({ payload }: SpooledBatch['frames'][number]): number {
  const header = decodeFrameHeader(payload);
  return payload.length + (header.ok ? header.value.count * recordWeight : 0);
}

export interface Pipeline {
  readonly drain: Drain<BatchReply>;
  stop(): Promise<void>;
}

/** Drains the spool: worker threads parse and judge, this thread stores, and findings commit with the position. */
export async function startPipeline(options: PipelineOptions): Promise<Pipeline> {
  const announced = announceJudge(options, () => pools.version());
  const pools = new JudgingPools({ ...options, onJudging: () => announced.now() });
  const measure = createMeasures(options.metrics);
  const settled = new WeakMap<BatchReply, BatchReply>();
  const drain = await startDrain<BatchReply>({
    spool: options.spool,
    db: options.db,
    clock: options.clock,
    log: options.log,
    parallel: options.threads + 1,
    judges: options.threads,
    batchWeight,
    weigh,
    judgedBy: () => pools.version(),
    suppressionsOf: plannedSuppressions,
    process: async (batch, onJudged) => {
      const reply = await pools.run(batch.judgedBy, ...(await toRequest(options, batch)));
      onJudged();
      if (reply.cost !== null) options.onCost(reply.cost);
      for (const bad of reply.badFrames)
        options.log.error({ frame: bad }, 'a frame of the spool cannot be decoded');
      await storeReply(options.inserts, batchToken(batch), reply);
      return reply;
    },
    commit: async (tx, reply, batch) => {
      settled.set(reply, await commit(options, tx, reply));
      const complete = completeAfter(reply);
      if (complete !== null) await noteComplete(tx, batch.spoolId, complete);
    },
    onCommitted: (reply) => {
      const kept = settled.get(reply) ?? reply;
      measure(kept, options.clock.now());
      if (kept.due.length > 0) options.onDue();
    },
  });
  const { clock, db, log, spool } = options;
  const endNotes = startIdleNotes({ clock, db, log, drain, spoolId: spool.id });
  return {
    drain,
    stop: async () => {
      await endNotes();
      announced.stop();
      await drain.stop();
      await pools.stop();
    },
  };
}

async function toRequest(
  options: PipelineOptions,
  batch: SpooledBatch,
): Promise<[BatchRequest, readonly ArrayBuffer[]]> {
  const suppressions = await suppressionsFor(options.suppressions, batch);
  const size = batch.frames.reduce((sum, frame) => sum + frame.payload.length, 0);
  const payload = new Uint8Array(size);
  let start = 0;
  const frames = batch.frames.map((frame) => {
    payload.set(frame.payload, start);
    const place = { ...frame.position, start, end: start + frame.payload.length };
    start = place.end;
    return place;
  });
  const retention = { days: options.retentionDays(), defaultDays: options.defaultRetentionDays };
  const erased = options.erasedCompanies();
  // Planned by a release that wrote no version down: 0 is older than every rule, so that each of them hunts over it.
  const ruleSet = batch.judgedBy ?? 0;
  const { spoolId } = batch;
  const request = { spoolId, ruleSet, frames, retention, suppressions, erased };
  return [{ ...request, payload: payload.buffer }, [payload.buffer]];
}

/** What is in force for a batch's records: only their companies' own, so that nobody waits for what others have. */
async function suppressionsFor(book: SuppressionBook, batch: SpooledBatch): Promise<SuppressionSet> {
  const companies = new Set<CompanyId>();
  let from = Infinity;
  let to = -Infinity;
  for (const { payload } of batch.frames) {
    const header = decodeFrameHeader(payload);
    if (!header.ok) continue;
    const { attribution, receivedAt } = header.value.header;
    companies.add(attribution.companyId);
    from = Math.min(from, receivedAt);
    to = Math.max(to, receivedAt);
  }
  if (companies.size === 0) return [];
  const all = await book.at(batch.suppressions, { from, to });
  return all.filter(({ companyId }) => companies.has(companyId));
}

/** Writes what follows from a batch for companies that are still there; returns that part of the reply. */
async function commit(options: PipelineOptions, tx: Tx, reply: BatchReply): Promise<BatchReply> {
  const settled = await settleCompanies(tx, reply, options.defaultRetentionDays);
  await addIntakeCounts(tx, settled.tallies);
  const received = new Map<CompanyId, number>();
  for (const tally of settled.tallies) {
    received.set(tally.companyId, (received.get(tally.companyId) ?? 0) + tally.received);
  }
  for (const [companyId, count] of [...received].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    await options.countWrites(tx, companyId, count);
  }
  await queueDue(tx, settled.due);
  await recordMatches(tx, options.clock, options.settings, settled.groups);
  await countTaken(tx, settled.taken);
  return settled;
}

function createMeasures(metrics: Metrics): (reply: BatchReply, now: Date) => void {
  const events = metrics.counter('tocsin_pipeline_events_total', 'Records stored and judged', ['result']);
  const matches = metrics.counter('tocsin_detection_matches_total', 'Matches of detection rules', ['rule']);
  const lag = metrics.histogram(
    'tocsin_pipeline_lag_seconds',
    "Time from the receipt of a batch's newest record to its commit",
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300],
  );
  return (reply, now) => {
    for (const tally of reply.tallies) {
      events.inc({ result: 'evaluated' }, tally.evaluated);
      for (const [reason, count] of Object.entries(tally.unparsed))
        events.inc({ result: `unparsed_${reason}` }, count);
    }
    for (const { count } of reply.drops) events.inc({ result: 'dropped_company_erased' }, count);
    for (const [rule, count] of reply.matchesByRule) matches.inc({ rule }, count);
    const newest = Math.max(...reply.tallies.map((tally) => tally.lastReceivedAt));
    if (Number.isFinite(newest)) lag.observe(Math.max(0, (now.getTime() - newest) / 1_000));
  };
}
