import { fold } from '../fold.ts';
import type { CharSet } from './char-set.ts';
import type { RegexNode } from './syntax.ts';

/** Alternatives kept for one pattern; more would cost more than they save. */
const maxAlternatives = 16;

/**
 * Texts of which at least one occurs, case folded, in the folded form of everything that the pattern matches. Null when
 * no such list is known.
 */
export function requiredLiterals(node: RegexNode): readonly string[] | null {
  switch (node.kind) {
    case 'chars': {
      const char = onlyChar(node.set);
      return char === null ? null : [char];
    }
    case 'anchor':
      return null;
    case 'repeat':
      return node.min > 0 ? requiredLiterals(node.node) : null;
    case 'choice': {
      const lists = node.nodes.map(requiredLiterals);
      if (lists.some((list) => list === null)) return null;
      const all = [...new Set(lists.flatMap((list) => list ?? []))];
      return all.length > maxAlternatives ? null : all;
    }
    case 'sequence':
      return ofSequence(node.nodes);
  }
}

function ofSequence(nodes: readonly RegexNode[]): readonly string[] | null {
  let best: readonly string[] | null = null;
  let run = '';
  const offer = (list: readonly string[] | null): void => {
    if (list !== null && shortest(list) > shortest(best ?? [''])) best = list;
  };
  for (const node of nodes) {
    const char = node.kind === 'chars' ? onlyChar(node.set) : null;
    if (char !== null) {
      run += char;
      continue;
    }
    offer([run]);
    run = '';
    offer(requiredLiterals(node));
  }
  offer([run]);
  return best;
}

const shortest = (list: readonly string[]): number => Math.min(...list.map((text) => text.length));

/** The one ASCII character, case folded, that the set stands for; null when it stands for more. */
function onlyChar(set: CharSet): string | null {
  const ascii: string[] = [];
  for (const [low, high] of set) {
    if (high - low > 2) return null;
    for (let code = low; code <= high; code += 1) {
      // Long s and the Kelvin sign come from case folding, and fold onto their ASCII letters.
      if (code < 0x80) ascii.push(fold(String.fromCharCode(code)));
      else if (code !== 0x17f && code !== 0x212a) return null;
    }
  }
  const distinct = new Set(ascii);
  const [first] = distinct;
  return distinct.size === 1 && first !== undefined ? first : null;
}
