import { classify } from './char-classes.ts';

/**
 * Finds which of many literals occur in a text, in one pass over it (Aho and Corasick, 1975), with every transition
 * computed at the start: one table look-up a character.
 */
export interface LiteralIndex {
  /** Calls `found` with the number of each literal that occurs in the text, possibly more than once. */
  readonly scan: (text: string, found: (literal: number) => void) => void;
}

/** Longest part of a literal that is looked for; its end is kept, because paths differ there. */
const maxLength = 16;

interface TrieNode {
  readonly next: Map<number, number>;
  readonly literals: number[];
}

export function createLiteralIndex(literals: readonly string[]): LiteralIndex {
  const { ascii, wide, count, classOf } = classify(literals);
  const trie = buildTrie(literals, classOf);
  const { table, outputs } = buildTable(trie, count);
  return {
    scan(text, found) {
      let state = 0;
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        const char = code < 0x80 ? ascii[code] : wide.get(code);
        state = table[state + (char ?? 0)] ?? 0;
        if (state < 0) {
          state = -state;
          const hits = outputs[state / count];
          if (hits !== undefined) for (const literal of hits) found(literal);
        }
      }
    },
  };
}

const keep = (literal: string): string => literal.slice(-maxLength);

function buildTrie(literals: readonly string[], classOf: (code: number) => number): TrieNode[] {
  const root: TrieNode = { next: new Map(), literals: [] };
  const nodes = [root];
  for (const [number, literal] of literals.entries()) {
    const text = keep(literal);
    let node = root;
    for (let at = 0; at < text.length; at += 1) {
      const char = classOf(text.charCodeAt(at));
      const index = node.next.get(char) ?? nodes.length;
      if (index === nodes.length) {
        node.next.set(char, index);
        nodes.push({ next: new Map(), literals: [] });
      }
      node = nodes[index] ?? root;
    }
    node.literals.push(number);
  }
  return nodes;
}

/**
 * Rows of transitions, a row's offset being its state. A transition to a state with outputs is negative, so that the
 * scan looks for outputs only there. A row starts as a copy of the row that its state falls back to.
 */
function buildTable(
  trie: readonly TrieNode[],
  count: number,
): { table: Int32Array; outputs: (readonly number[])[] } {
  const table = new Int32Array(trie.length * count);
  const outputs: (readonly number[])[] = trie.map((node) => node.literals);
  const fallbacks = new Int32Array(trie.length);
  const queue = [0];
  for (const state of queue) {
    const row = state * count;
    const fallbackRow = (fallbacks[state] ?? 0) * count;
    if (state !== 0) table.copyWithin(row, fallbackRow, fallbackRow + count);
    for (const [char, child] of trie[state]?.next ?? []) {
      const fallback = state === 0 ? 0 : Math.abs(table[fallbackRow + char] ?? 0) / count;
      fallbacks[child] = fallback;
      const inherited = outputs[fallback] ?? [];
      const own = [...(outputs[child] ?? []), ...inherited];
      outputs[child] = own;
      table[row + char] = own.length > 0 ? -child * count : child * count;
      queue.push(child);
    }
  }
  return { table, outputs };
}
