import type { SlotTable } from './compile.ts';
import type { FieldAliases } from './field.ts';
import { shapeOf } from './glob.ts';
import { foldPattern } from './pattern.ts';
import { compileRegex } from './regex/index.ts';
import type { RuleNode, ValueTest } from './rule.ts';

/** Something that a folded text of a field may show: that it is, starts with, ends with, or contains a folded literal. */
export interface Atom {
  readonly slot: number;
  readonly kind: 'equals' | 'startswith' | 'endswith' | 'contains';
  readonly text: string;
}

/** Atoms of which at least one holds for every event that the rule matches. */
export type Witness = readonly Atom[];

/** How often an atom is expected to hold, between 0 and 1; the index keeps the rarest witness of each rule. */
export type Frequency = (atom: Atom) => number;

/** Most atoms in one witness; beyond it the rule is evaluated for every event of its lane. */
const maxAtoms = 2_000;

/** A single ASCII character holds in nearly every text. */
const isTelling = (text: string): boolean => text.length > 1 || text > '\u007f';

/**
 * A guess without having seen events: a whole value says most, then length counts. Fields that every event of a lane
 * shares are found out by measuring (see matcher.ts).
 */
export const guessFrequency: Frequency = (atom) =>
  atom.kind === 'equals' ? 0.02 : Math.min(1, 2 / atom.text.length ** 1.5);

/** The rarest witness of a tree, or null when it has none: then the rule must be evaluated for every event. */
export function witnessOf(
  node: RuleNode,
  table: SlotTable,
  aliases: FieldAliases,
  frequency: Frequency,
): Witness | null {
  switch (node.kind) {
    case 'test':
      return atomsOf(node.field, node.test, table, aliases);
    case 'not':
      return null;
    case 'or': {
      const parts = node.nodes.map((child) => witnessOf(child, table, aliases, frequency));
      const atoms = parts.flatMap((part) => part ?? []);
      return parts.includes(null) || atoms.length > maxAtoms ? null : atoms;
    }
    case 'and': {
      let best: Witness | null = null;
      for (const child of node.nodes) {
        const witness = witnessOf(child, table, aliases, frequency);
        if (witness !== null && (best === null || cost(witness, frequency) < cost(best, frequency)))
          best = witness;
      }
      return best;
    }
  }
}

const cost = (witness: Witness, frequency: Frequency): number =>
  witness.reduce((sum, atom) => sum + frequency(atom), 0);

function atomsOf(
  field: string | null,
  test: ValueTest,
  table: SlotTable,
  aliases: FieldAliases,
): Witness | null {
  const slot = table.slotOf(field, aliases);
  if (test.kind === 'regex') {
    const compiled = compileRegex(test.regex);
    const required = compiled.ok ? compiled.value.required : null;
    if (!required?.every(isTelling)) return null;
    return required.map((text) => ({ slot, kind: 'contains', text }));
  }
  if (test.kind !== 'pattern') return null;
  const shape = shapeOf(foldPattern(test.pattern));
  if (shape.kind === 'equals') return [{ slot, kind: 'equals', text: shape.text }];
  if (shape.kind === 'anything' || !isTelling(shape.text)) return null;
  return [{ slot, kind: shape.kind === 'glob' ? 'contains' : shape.kind, text: shape.text }];
}
