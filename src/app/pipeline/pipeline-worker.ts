import { parentPort, workerData } from 'node:worker_threads';
import {
  createJudge,
  createRuleMeter,
  loadRuleTexts,
  threadClocks,
  type Judge,
} from '../../detection/index.ts';
import { createRowEncoder, decodeFrame, eventRow, parseRecord, type RawRecord } from '../../event/index.ts';
import { discardBytes, type CompanyId } from '../../kernel/index.ts';
import { createTallies } from './tallies.ts';
import type { BatchReply, BatchRequest, WorkerSetting } from './pipeline-message.ts';
import type { WorkerAnswer } from './worker-pool.ts';

/**
 * A worker thread of the pipeline: decodes, parses, normalises and judges batches. It joins event's pipeline to
 * detection's matcher here, because functions do not cross threads. It computes only; its parent stores.
 */
const setting = workerData as WorkerSetting;
const judge: Judge = createJudge(loadRuleTexts(setting.rules), createRuleMeter(threadClocks));
const encoder = createRowEncoder();

parentPort?.on('message', (request: BatchRequest) => {
  let answer: WorkerAnswer<BatchReply>;
  try {
    answer = { kind: 'done', reply: work(request) };
  } catch (error) {
    encoder.take(); // the rows of a batch that failed are no part of the next one
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    answer = { kind: 'failed', message, retryable: false };
  }
  const transfer = answer.kind === 'done' ? [answer.reply.events.body.buffer] : [];
  parentPort?.postMessage(answer, transfer);
});

function work(request: BatchRequest): BatchReply {
  const tallies = createTallies();
  const badFrames: string[] = [];
  const days = new Map<CompanyId, number>();
  const droppedOf = new Set<CompanyId>();
  const batch = judge.batch(request.ruleSet, request.suppressions);
  const payload = Buffer.from(request.payload);
  for (const { segment, offset, start, end } of request.frames) {
    const place = { spoolId: request.spoolId, position: { segment, offset } };
    const frame = decodeFrame(payload.subarray(start, end), place);
    if (!frame.ok) {
      badFrames.push(`${segment}:${offset}: ${frame.error.message}`);
      continue;
    }
    for (const record of frame.value.records) {
      if (request.erased.has(record.companyId)) {
        tallies.drop(record);
        droppedOf.add(record.companyId);
        continue;
      }
      const event = parseRecord(record);
      const kept = daysOf(request, record);
      days.set(record.companyId, kept);
      const row = eventRow(record, event, kept, request.ruleSet);
      encoder.add(row);
      tallies.add(record, event.kind === 'unparsed' ? event.reason : null);
      if (event.kind === 'unparsed') continue;
      const { companyId, id } = record;
      batch.judge(event, {
        companyId,
        eventId: id,
        message: row.message,
        raw: record.raw,
        retentionUntil: row.retentionUntil,
      });
    }
  }
  discardBytes(request.payload);
  const { body, rows } = encoder.take();
  return {
    events: { rows, body },
    ...batch.verdict(),
    tallies: tallies.all(),
    days,
    drops: tallies.drops(),
    droppedOf: [...droppedOf],
    badFrames,
  };
}

const daysOf = ({ retention }: BatchRequest, record: RawRecord): number =>
  retention.days.get(record.companyId) ?? retention.defaultDays;
