import { hash } from 'node:crypto';
import { discardBytes, err, ok, type Result } from '../../kernel/index.ts';
import { SpoolError, type Spool } from '../../platform/spool/index.ts';
import type { Attribution } from '../event.ts';
import type { BatchKeys } from './batch-keys.ts';
import { isComplete, missingRanges, type KnownBatch, type RecordRange } from './batch-memory.ts';
import type { IntakeCounters } from './counters.ts';
import { maxBlockBytes } from './frame-batcher.ts';
import { encodeFrameHeader, type BatchPart } from './frame-codec.ts';
import type { InflightBudget } from './inflight-budget.ts';
import { intakeError, type IntakeError } from './intake-error.ts';
import { lineCounter, splitJsonBody, type LineProblem, type Span, type SplitBody } from './json-split.ts';
import { createRecordBlock, maxLengthBytes, type RecordBlock } from './record-block.ts';
import { readBody, type BodyLimits } from './request-body.ts';

export interface NdjsonLimits extends BodyLimits {
  /** Longest record kept whole, in bytes; at most 1 MiB less 2 KiB. */
  readonly maxRecordBytes: number;
}

/** 16 MiB as sent, 64 MiB decoded, records of 256 KiB (the most that CloudTrail writes). */
export const defaultNdjsonLimits: NdjsonLimits = {
  maxBodyBytes: 16 * 1024 * 1024,
  maxDecodedBytes: 64 * 1024 * 1024,
  maxRecordBytes: 256 * 1024,
};

/** Who sends a batch, and how. */
export interface NdjsonRequest {
  readonly attribution: Attribution;
  readonly contentEncoding: string | null;
  /** The sender's `Idempotency-Key`; with it a batch sent again is stored once. */
  readonly idempotencyKey: string | null;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  /** Address of the sender, without port. */
  readonly peer: string;
}

/** A line that is no good record. */
export interface RejectedLine {
  /** Line of the decoded body, from 1. */
  readonly line: number;
  readonly code: LineProblem;
  readonly message: string;
}

/** What became of a batch. Everything it counts is on the disk. */
export interface BatchReceipt {
  /** JSON objects, each a record. */
  readonly accepted: number;
  /** Lines that are no JSON object or too long: kept as raw. */
  readonly malformed: number;
  /** The first 100 of those, in the order of the body. */
  readonly rejected: readonly RejectedLine[];
  /** True when all of it was already there from an earlier request with the same key. */
  readonly isRepeat: boolean;
}

export interface NdjsonIntake {
  /**
   * Takes a batch of JSON records; bodies are read as `splitJsonBody` says. Resolves when everything is on the disk, or
   * with an error that says whether sending again helps.
   */
  accept(
    stream: AsyncIterable<Uint8Array>,
    request: NdjsonRequest,
  ): Promise<Result<BatchReceipt, IntakeError>>;
}

export interface NdjsonDeps {
  readonly spool: Pick<Spool, 'append'>;
  readonly keys: BatchKeys;
  readonly counters: IntakeCounters;
  readonly budget: InflightBudget;
  readonly limits?: NdjsonLimits;
}

const keyPattern = /^[\x21-\x7e]{1,256}$/;

export function createNdjsonIntake(deps: NdjsonDeps): NdjsonIntake {
  const { budget, keys, limits = defaultNdjsonLimits } = deps;
  return {
    accept: async (stream, request) => {
      const { idempotencyKey, attribution } = request;
      if (idempotencyKey !== null && !keyPattern.test(idempotencyKey)) {
        const message = 'Idempotency-Key must be 1 to 256 visible ASCII characters.';
        return err(intakeError('idempotency_key_malformed', message));
      }
      const body = await readBody(stream, request.contentEncoding, { ...limits, budget });
      if (!body.ok) return body;
      budget.take(body.value.length);
      try {
        const split = splitJsonBody(body.value, limits.maxRecordBytes);
        const batch: Batch = { body: body.value, split, request };
        if (idempotencyKey === null)
          return await store(deps, batch, null, [{ first: 0, end: split.spans.length }]);
        const key = digest(`${attribution.sourceId}\n${idempotencyKey}`);
        return await keys.exclusive(key, () => storeOnce(deps, batch, key));
      } finally {
        budget.give(body.value.length);
        discardBytes(body.value);
      }
    },
  };
}

interface Batch {
  readonly body: Buffer;
  readonly split: SplitBody;
  readonly request: NdjsonRequest;
}

/** Half a SHA-256, in hexadecimal: enough to tell keys and bodies apart. */
const digest = (content: string | Buffer): string => hash('sha256', content).slice(0, 32);

/** Stores what an earlier request with the same key has not stored. */
async function storeOnce(
  deps: NdjsonDeps,
  batch: Batch,
  key: string,
): Promise<Result<BatchReceipt, IntakeError>> {
  const fingerprint = digest(batch.body);
  const { receivedAt } = batch.request;
  const fresh: KnownBatch = { fingerprint, receivedAt, total: batch.split.spans.length, stored: [] };
  const known = deps.keys.find(key) ?? fresh;
  if (known.fingerprint !== fingerprint) {
    const message = 'This Idempotency-Key came before with another body. Use a new key for a new batch.';
    return err(intakeError('idempotency_key_reused', message));
  }
  if (known !== fresh && isComplete(known)) {
    deps.counters.repeatedBatches += 1;
    return ok(receipt(batch, true));
  }
  const part = { key, fingerprint, first: 0, total: known.total };
  const done = deps.keys.begin();
  try {
    return await store(deps, batch, part, missingRanges(known));
  } finally {
    done();
  }
}

interface Frame {
  readonly first: number;
  readonly block: RecordBlock;
}

async function store(
  deps: NdjsonDeps,
  batch: Batch,
  part: BatchPart | null,
  ranges: readonly RecordRange[],
): Promise<Result<BatchReceipt, IntakeError>> {
  const { counters, keys, spool } = deps;
  const { attribution, peer, receivedAt } = batch.request;
  const outcomes = await Promise.allSettled(
    ranges
      .flatMap((range) => cutFrames(batch, range))
      .map(async ({ first, block }) => {
        const own = part === null ? null : { ...part, first };
        const header = {
          attribution,
          transport: 'http',
          format: 'json',
          receivedAt,
          peer,
          batch: own,
        } as const;
        counters.received.http += block.count();
        try {
          await spool.append([encodeFrameHeader(header, block.count()), block.take()]);
        } catch (error) {
          counters.dropped.unstored += block.count();
          throw error;
        } finally {
          block.discard();
        }
        if (own !== null) keys.note(own, block.count(), receivedAt);
        counters.stored.http += block.count();
        counters.storedBytes.http += block.size();
      }),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) return err(refusal(failed.reason));
  for (const { code } of batch.split.problems) counters.remarks[code] += 1;
  return ok(receipt(batch, false));
}

/** Packs a stretch of records into frames of at most about 1 MiB. */
function cutFrames({ body, split }: Batch, { first, end }: RecordRange): readonly Frame[] {
  const spans = split.spans.slice(first, end);
  const frames: Frame[] = [];
  let current: Frame | null = null;
  for (const [index, span] of spans.entries()) {
    const needed = span.end - span.start + maxLengthBytes;
    if (current === null || current.block.size() + needed > maxBlockBytes) {
      current = { first: first + index, block: createRecordBlock(blockBytes(spans, index)) };
      frames.push(current);
    }
    current.block.add(body, span.start, span.end);
  }
  return frames;
}

/** Room for the records from `index` on, or for a full frame. */
function blockBytes(spans: readonly Span[], index: number): number {
  const rest =
    (spans.at(-1)?.end ?? 0) - (spans[index]?.start ?? 0) + (spans.length - index) * maxLengthBytes;
  return Math.min(rest, maxBlockBytes);
}

function refusal(cause: unknown): IntakeError {
  if (!(cause instanceof SpoolError)) throw cause;
  if (cause.code === 'spool_full') {
    return intakeError('spool_full', 'There is no room for more events now. Send the batch again later.');
  }
  return intakeError('spool_failed', 'The batch could not be written to the disk. Send it again later.');
}

const maxReported = 100;
const problemText: Readonly<Record<LineProblem, string>> = {
  not_json: 'Not JSON. Kept as raw text.',
  not_an_object: 'Not a JSON object. Kept as raw text.',
  too_long: 'Longer than a record may be. Kept up to the bound as raw text.',
};

function receipt({ body, split }: Batch, isRepeat: boolean): BatchReceipt {
  const lineOf = lineCounter(body);
  const reported = split.problems.slice(0, maxReported);
  return {
    accepted: split.spans.length - split.problems.length,
    malformed: split.problems.length,
    rejected: reported.map(({ code, at }) => ({ line: lineOf(at), code, message: problemText[code] })),
    isRepeat,
  };
}
