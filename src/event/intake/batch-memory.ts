/** A stretch of a batch's records: from `first` up to, not including, `end`. */
export interface RecordRange {
  readonly first: number;
  readonly end: number;
}

/** What is known of a batch that came with an idempotency key. */
export interface KnownBatch {
  /** Stands for the batch's content. */
  readonly fingerprint: string;
  /** Unix milliseconds of its first receipt. */
  readonly receivedAt: number;
  /** Records of the whole batch. */
  readonly total: number;
  /** The records that are on the disk, in order, without overlap. */
  readonly stored: readonly RecordRange[];
}

/** True when every record of the batch is on the disk. */
export function isComplete({ stored, total }: KnownBatch): boolean {
  const [only, ...more] = stored;
  return total === 0 || (only?.first === 0 && only.end === total && more.length === 0);
}

/** Adds a stretch to those that are stored. */
export function withRange(stored: readonly RecordRange[], added: RecordRange): readonly RecordRange[] {
  const merged: RecordRange[] = [];
  for (const range of [...stored, added].toSorted((a, b) => a.first - b.first)) {
    const last = merged.at(-1);
    if (last === undefined || range.first > last.end) merged.push(range);
    else merged[merged.length - 1] = { first: last.first, end: Math.max(last.end, range.end) };
  }
  return merged;
}

/** The stretches of a batch that are not stored. */
export function missingRanges({ stored, total }: KnownBatch): readonly RecordRange[] {
  const missing: RecordRange[] = [];
  let at = 0;
  for (const { first, end } of stored) {
    if (first > at) missing.push({ first: at, end: first });
    at = Math.max(at, end);
  }
  if (at < total) missing.push({ first: at, end: total });
  return missing;
}
