import { classify } from './char-classes.ts';
import type { LiteralIndex } from './literal-index.ts';

/**
 * Finds which of many literals a text starts with, or ends with: walks in from that edge, and stops where no literal
 * goes on. Most texts are told apart within a few characters.
 */
export function createEdgeIndex(literals: readonly string[], edge: 'start' | 'end'): LiteralIndex {
  const { ascii, wide, count, classOf } = classify(literals);
  const inwards = (length: number, step: number): number => (edge === 'start' ? step : length - 1 - step);
  const children = [new Map<number, number>()];
  const outputs: number[][] = [[]];
  for (const [number, literal] of literals.entries()) {
    let node = 0;
    for (let step = 0; step < literal.length; step += 1) {
      const char = classOf(literal.charCodeAt(inwards(literal.length, step)));
      const next = children[node]?.get(char) ?? children.length;
      if (next === children.length) {
        children[node]?.set(char, next);
        children.push(new Map());
        outputs.push([]);
      }
      node = next;
    }
    outputs[node]?.push(number);
  }
  // Offsets of rows; 0 is "no literal goes on here", because nothing leads back to the root.
  const table = new Int32Array(children.length * count);
  for (const [node, own] of children.entries()) {
    for (const [char, child] of own) table[node * count + char] = child * count;
  }
  return {
    scan(text, found) {
      const { length } = text;
      let row = 0;
      for (let step = 0; step < length; step += 1) {
        const code = text.charCodeAt(edge === 'start' ? step : length - 1 - step);
        const char = (code < 0x80 ? ascii[code] : wide.get(code)) ?? 0;
        row = char === 0 ? 0 : (table[row + char] ?? 0);
        if (row === 0) return;
        const hits = outputs[row / count];
        if (hits !== undefined && hits.length > 0) for (const literal of hits) found(literal);
      }
    },
  };
}
