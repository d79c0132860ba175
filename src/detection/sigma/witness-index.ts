import type { EventView, Texts } from './event-view.ts';
import { createEdgeIndex } from './edge-index.ts';
import { createLiteralIndex, type LiteralIndex } from './literal-index.ts';
import { createSparseIndex, suitsSparseIndex } from './sparse-index.ts';
import type { Atom, Witness } from './witness.ts';

/** Finds the rules that an event may match. */
export interface WitnessIndex {
  /** Positions of the rules without a witness and of those whose witness shows. The list is reused by the next call. */
  readonly woken: (view: EventView) => readonly number[];
}

interface SlotIndex {
  readonly slot: number;
  /** Wakes the rules of which a witness shows in a text of the slot. */
  readonly ask: (text: string) => void;
}

/**
 * Indexes witnesses by field: whole values in a map, beginnings and ends in tries, literals anywhere in one automaton.
 */
export function createWitnessIndex(witnesses: readonly (Witness | null)[]): WitnessIndex {
  const always = witnesses.flatMap((witness, position) => (witness === null ? [position] : []));
  const wokenAt = new Float64Array(witnesses.length);
  const woken: number[] = [];
  let turn = 0;

  const wake = (positions: readonly number[]): void => {
    for (const position of positions) {
      if (wokenAt[position] === turn) continue;
      wokenAt[position] = turn;
      woken.push(position);
    }
  };
  const slots = [...groupBySlot(witnesses)].map(([slot, literals]) => slotIndex(slot, literals, wake));

  return {
    woken(view) {
      turn += 1;
      woken.length = 0;
      for (const position of always) woken.push(position);
      for (const { slot, ask } of slots) {
        const texts: Texts = view.folded(slot);
        if (typeof texts === 'string') ask(texts);
        else if (texts !== null) for (const text of texts) ask(text);
      }
      return woken;
    },
  };
}

/** Rules by literal. */
type Literals = Readonly<Record<Atom['kind'], Map<string, number[]>>>;

function groupBySlot(witnesses: readonly (Witness | null)[]): ReadonlyMap<number, Literals> {
  const bySlot = new Map<number, Literals>();
  for (const [position, witness] of witnesses.entries()) {
    for (const atom of witness ?? []) {
      const slot: Literals = bySlot.get(atom.slot) ?? {
        equals: new Map(),
        startswith: new Map(),
        endswith: new Map(),
        contains: new Map(),
      };
      bySlot.set(atom.slot, slot);
      const rules = slot[atom.kind].get(atom.text) ?? [];
      slot[atom.kind].set(atom.text, rules);
      if (rules.at(-1) !== position) rules.push(position);
    }
  }
  return bySlot;
}

function slotIndex(
  slot: number,
  literals: Literals,
  wake: (positions: readonly number[]) => void,
): SlotIndex {
  const asks = [
    equalsAsk(literals.equals, wake),
    scanAsk(literals.startswith, (texts) => createEdgeIndex(texts, 'start'), wake),
    scanAsk(literals.endswith, (texts) => createEdgeIndex(texts, 'end'), wake),
    scanAsk(
      literals.contains,
      (texts) => (suitsSparseIndex(texts) ? createSparseIndex(texts) : createLiteralIndex(texts)),
      wake,
    ),
  ].filter((ask) => ask !== null);
  const [first, ...others] = asks;
  if (first === undefined) return { slot, ask: () => undefined };
  if (others.length === 0) return { slot, ask: first };
  return {
    slot,
    ask: (text) => {
      for (const ask of asks) ask(text);
    },
  };
}

type Ask = (text: string) => void;

function scanAsk(
  literals: ReadonlyMap<string, readonly number[]>,
  create: (texts: readonly string[]) => LiteralIndex,
  wake: (positions: readonly number[]) => void,
): Ask | null {
  if (literals.size === 0) return null;
  const { scan } = create([...literals.keys()]);
  const rulesOf = [...literals.values()];
  const found = (literal: number): void => wake(rulesOf[literal] ?? []);
  return (text) => scan(text, found);
}

/** Lengths above this share one mark. */
const mostLength = 255;

/**
 * A map needs the hash of a text, which reads all of it: most texts are already told to be in no map by their length and
 * last character.
 */
function equalsAsk(
  literals: ReadonlyMap<string, readonly number[]>,
  wake: (positions: readonly number[]) => void,
): Ask | null {
  if (literals.size === 0) return null;
  const marks = new Uint8Array((mostLength + 1) * 128);
  for (const text of literals.keys()) marks[markOf(text)] = 1;
  return (text) => {
    if (marks[markOf(text)] === 0) return;
    const rules = literals.get(text);
    if (rules !== undefined) wake(rules);
  };
}

const markOf = (text: string): number =>
  text === '' ? 0 : Math.min(text.length, mostLength) * 128 + (text.charCodeAt(text.length - 1) & 127);
