/** Where the keyboard stands on a histogram: a bucket, and where a selection began. */
export interface HistogramCursor {
  readonly at: number;
  readonly anchor: number;
}

/** The cursor after a key, among `count` buckets; null ends it; undefined for keys that mean nothing here. */
export function moveCursor(
  cursor: HistogramCursor | null,
  key: string,
  isSelecting: boolean,
  count: number,
): HistogramCursor | null | undefined {
  if (count === 0) return undefined;
  const start = cursor ?? { at: count - 1, anchor: count - 1 };
  const go = (to: number): HistogramCursor => {
    const at = Math.min(count - 1, Math.max(0, to));
    return { at, anchor: isSelecting ? start.anchor : at };
  };
  switch (key) {
    case 'ArrowLeft':
      return cursor === null ? start : go(start.at - 1);
    case 'ArrowRight':
      return cursor === null ? start : go(start.at + 1);
    case 'PageUp':
      return go(start.at - 10);
    case 'PageDown':
      return go(start.at + 10);
    case 'Home':
      return go(0);
    case 'End':
      return go(count - 1);
    case 'Escape':
      return cursor === null ? undefined : null;
    default:
      return undefined;
  }
}

/** The buckets from the first to the last selected. */
export const selectedBuckets = ({ at, anchor }: HistogramCursor): readonly [number, number] => [
  Math.min(at, anchor),
  Math.max(at, anchor),
];
