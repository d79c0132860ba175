/** The segments of a spool and how many of their bytes are durable. */
export interface SegmentTable {
  /** Adds the next segment, empty, and returns its number. Numbers are never used again. */
  add(): number;
  grow(segment: number, bytes: number): void;
  remove(segment: number): void;
  /** Durable size of a segment in bytes; null when it is not there. */
  sizeOf(segment: number): number | null;
  /** The first segment with a number of at least `segment`; null when there is none. */
  firstFrom(segment: number): number | null;
  last(): number | null;
  numbers(): readonly number[];
  bytes(): number;
}

/** Keeps the table, starting from what lies on the disk. */
export function createSegmentTable(
  found: readonly { readonly segment: number; readonly size: number }[],
): SegmentTable {
  const sizes = new Map(
    found.toSorted((a, b) => a.segment - b.segment).map(({ segment, size }) => [segment, size]),
  );
  let total = found.reduce((sum, { size }) => sum + size, 0);
  let highest = Math.max(0, ...sizes.keys());
  return {
    add: () => {
      highest += 1;
      sizes.set(highest, 0);
      return highest;
    },
    grow: (segment, bytes) => {
      sizes.set(segment, (sizes.get(segment) ?? 0) + bytes);
      total += bytes;
    },
    remove: (segment) => {
      total -= sizes.get(segment) ?? 0;
      sizes.delete(segment);
    },
    sizeOf: (segment) => sizes.get(segment) ?? null,
    firstFrom: (segment) => {
      for (const number of sizes.keys()) if (number >= segment) return number;
      return null;
    },
    last: () => [...sizes.keys()].at(-1) ?? null,
    numbers: () => [...sizes.keys()],
    bytes: () => total,
  };
}
