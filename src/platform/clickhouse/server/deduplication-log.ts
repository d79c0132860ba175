/** Block numbers of a part of a table; a merged part covers the blocks of those it was made from. */
export interface BlockRange {
  readonly partitionId: string;
  readonly minBlock: number;
  readonly maxBlock: number;
}

/** A line of a deduplication log: 1 adds a block, 2 drops it; then the part's name and the block's hash. */
const linePattern = /^([12])\t(.+)_(\d+)_(\d+)_\d+\t(\S+)$/;

/**
 * The log without the blocks whose rows are not there, or null if there are none.
 *
 * The engine writes a block to the log just before its part gets its final name. A kill between the two leaves a token
 * without rows: the retry would be taken for a repetition and dropped. So such lines are removed before inserts begin.
 */
export function withoutLostBlocks(log: string, parts: readonly BlockRange[]): string | null {
  const byPartition = Map.groupBy(parts, (part) => part.partitionId);
  const lines = log.split('\n');
  const dropped = new Set<string>();
  for (const line of lines) {
    const [, operation, , , , hash = ''] = linePattern.exec(line) ?? [];
    if (operation === '2') dropped.add(hash);
  }
  const kept = lines.filter((line) => {
    const [, operation, partitionId = '', min, max, hash = ''] = linePattern.exec(line) ?? [];
    if (operation !== '1' || dropped.has(hash)) return true;
    const candidates = byPartition.get(partitionId) ?? [];
    return candidates.some((part) => part.minBlock <= Number(min) && part.maxBlock >= Number(max));
  });
  return kept.length === lines.length ? null : kept.join('\n');
}
