import type { LiteralIndex } from './literal-index.ts';

/** Sets for which `createSparseIndex` pays: few literals, none of them short. */
const maxLiterals = 200;
const minLength = 4;

export const suitsSparseIndex = (literals: readonly string[]): boolean =>
  literals.length <= maxLiterals && literals.every((literal) => literal.length >= minLength);

const buckets = 4_096;
const bucketOf = (first: number, second: number): number => ((first << 5) ^ second) & (buckets - 1);

/**
 * Finds literals while skipping most of the text (Wu and Manber, 1994): the pair of characters at the end of a
 * window says how far off the next window may be. For long texts and few literals, such as keyword searches.
 */
export function createSparseIndex(literals: readonly string[]): LiteralIndex {
  const window = Math.min(...literals.map((literal) => literal.length));
  const shifts = new Uint16Array(buckets).fill(window - 1);
  const endings = new Map<number, number[]>();
  for (const [number, literal] of literals.entries()) {
    for (let at = 1; at < window; at += 1) {
      const bucket = bucketOf(literal.charCodeAt(at - 1), literal.charCodeAt(at));
      shifts[bucket] = Math.min(shifts[bucket] ?? 0, window - 1 - at);
      if (at === window - 1) endings.set(bucket, [...(endings.get(bucket) ?? []), number]);
    }
  }
  return {
    scan(text, found) {
      let at = window - 1;
      while (at < text.length) {
        const bucket = bucketOf(text.charCodeAt(at - 1), text.charCodeAt(at));
        const shift = shifts[bucket] ?? 1;
        if (shift === 0) {
          for (const number of endings.get(bucket) ?? []) {
            if (text.startsWith(literals[number] ?? '', at - window + 1)) found(number);
          }
        }
        at += shift === 0 ? 1 : shift;
      }
    },
  };
}
