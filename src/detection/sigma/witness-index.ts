import type { EventView, Texts } from './event-view.ts';
import { createLiteralIndex, type LiteralIndex } from './literal-index.ts';
import { createSparseIndex, suitsSparseIndex } from './sparse-index.ts';
import type { Witness } from './witness.ts';

/** Finds the rules that an event may match. */
export interface WitnessIndex {
  /** Positions of the rules without a witness and of those whose witness shows. The list is reused by the next call. */
  readonly woken: (view: EventView) => readonly number[];
}

interface SlotIndex {
  readonly slot: number;
  readonly equals: ReadonlyMap<string, readonly number[]>;
  readonly contains: LiteralIndex | null;
  /** Rules by the number of their literal. */
  readonly rulesOf: readonly (readonly number[])[];
}

/** Indexes witnesses by field: whole values in a map, literals in one automaton. */
export function createWitnessIndex(witnesses: readonly (Witness | null)[]): WitnessIndex {
  const always = witnesses.flatMap((witness, position) => (witness === null ? [position] : []));
  const slots = groupBySlot(witnesses);
  const wokenAt = new Float64Array(witnesses.length);
  const woken: number[] = [];
  let turn = 0;

  const wake = (position: number): void => {
    if (wokenAt[position] === turn) return;
    wokenAt[position] = turn;
    woken.push(position);
  };
  const ask = (index: SlotIndex, text: string): void => {
    const equal = index.equals.get(text);
    if (equal !== undefined) for (const position of equal) wake(position);
    index.contains?.scan(text, (literal) => {
      for (const position of index.rulesOf[literal] ?? []) wake(position);
    });
  };

  return {
    woken(view) {
      turn += 1;
      woken.length = 0;
      for (const position of always) woken.push(position);
      for (const index of slots) {
        const texts: Texts = view.folded(index.slot);
        if (typeof texts === 'string') ask(index, texts);
        else if (texts !== null) for (const text of texts) ask(index, text);
      }
      return woken;
    },
  };
}

/** Rules by literal. */
type Literals = Readonly<Record<'equals' | 'contains', Map<string, number[]>>>;

function groupBySlot(witnesses: readonly (Witness | null)[]): readonly SlotIndex[] {
  const bySlot = new Map<number, Literals>();
  for (const [position, witness] of witnesses.entries()) {
    for (const atom of witness ?? []) {
      const slot: Literals = bySlot.get(atom.slot) ?? { equals: new Map(), contains: new Map() };
      bySlot.set(atom.slot, slot);
      const rules = slot[atom.kind].get(atom.text) ?? [];
      slot[atom.kind].set(atom.text, rules);
      if (rules.at(-1) !== position) rules.push(position);
    }
  }
  return [...bySlot].map(([slot, { equals, contains }]) => ({
    slot,
    equals,
    contains: literalIndexOf([...contains.keys()]),
    rulesOf: [...contains.values()],
  }));
}

function literalIndexOf(literals: readonly string[]): LiteralIndex | null {
  if (literals.length === 0) return null;
  return suitsSparseIndex(literals) ? createSparseIndex(literals) : createLiteralIndex(literals);
}
