import { dayMs } from '../../kernel/index.ts';
import type { JsonObject } from '../event.ts';

/** A sender's clock may run ahead of ours by this much before we stop believing it. */
export const maxAheadMs = dayMs;

/** Older than this is a broken clock (or an attack on the table's partitions: ten years are 121 months). */
export const maxBehindMs = 3_652 * dayMs;

/** Why an event's `time` is not what its sender wrote; kept as a label in OCSF `metadata.labels`. */
export const timeFlags = ['time_missing', 'time_clamped'] as const;
export type TimeFlag = (typeof timeFlags)[number];

/** The time to store, and what is to be said about it. */
export interface EventTime {
  readonly time: number;
  readonly flag: TimeFlag | null;
}

/**
 * The time of an event: what was read, unless it is missing (NaN) or beyond belief; then the time of receipt.
 * All in Unix milliseconds.
 */
export function eventTime(read: number, receivedAt: number): EventTime {
  if (Number.isNaN(read)) return { time: receivedAt, flag: 'time_missing' };
  if (read > receivedAt + maxAheadMs || read < receivedAt - maxBehindMs) {
    return { time: receivedAt, flag: 'time_clamped' };
  }
  return { time: read, flag: null };
}

/** The metadata of an event whose time was (not) believed: shared when there is nothing to say. */
export function timedMetadata(metadata: JsonObject, at: EventTime, original: string): JsonObject {
  if (at.flag === null) return metadata;
  if (original === '') return { ...metadata, labels: [at.flag] };
  return { ...metadata, labels: [at.flag], original_time: original.slice(0, 64) };
}
