/**
 * Folds case for comparison: lower case by Unicode's default mapping, with final sigma and long s made equal to the
 * letters that share their upper case, so that the fold of a part is a part of the fold.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  const plain = lower.includes('\u03c2') ? lower.replaceAll('\u03c2', '\u03c3') : lower;
  return plain.includes('\u017f') ? plain.replaceAll('\u017f', 's') : plain;
}
