import type { JsonObject } from '../event-types.ts';
import { createEventView } from './event-view.ts';
import type { Atom, Frequency } from './witness.ts';

/**
 * How often atoms hold among sampled records. Each atom is counted when it is first asked for. What no record shows
 * still counts a little, and less the longer it is, so that rare witnesses are told apart.
 */
export function measureFrequency(
  records: readonly JsonObject[],
  slots: readonly (readonly string[])[],
): Frequency {
  const view = createEventView(slots);
  const texts = new Map<number, readonly (readonly string[])[]>();
  const known = new Map<string, number>();

  function textsAt(slot: number): readonly (readonly string[])[] {
    const read = texts.get(slot);
    if (read !== undefined) return read;
    const all = records.map((record) => {
      view.turnTo(record);
      const folded = view.folded(slot);
      return typeof folded === 'string' ? [folded] : (folded ?? []);
    });
    texts.set(slot, all);
    return all;
  }

  return (atom) => {
    const key = `${atom.slot} ${atom.kind} ${atom.text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const count = textsAt(atom.slot).filter((own) => own.some((text) => shows(atom, text))).length;
    const frequency = (count + 0.5 / atom.text.length) / Math.max(1, records.length);
    known.set(key, frequency);
    return frequency;
  };
}

function shows({ kind, text: literal }: Atom, text: string): boolean {
  switch (kind) {
    case 'equals':
      return text === literal;
    case 'startswith':
      return text.startsWith(literal);
    case 'endswith':
      return text.endsWith(literal);
    case 'contains':
      return text.includes(literal);
  }
}
