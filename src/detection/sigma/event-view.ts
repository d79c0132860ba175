import type { Json, JsonObject } from '../event-types.ts';
import { allTexts, findField, hasSpacedKeys, textsOf } from './field.ts';
import { fold } from './fold.ts';

/** A field's texts: one, several (the field is a list), or none (absent or null). */
export type Texts = string | readonly string[] | null;

/**
 * One event as the compiled rules of a lane read it. A slot is a field that some rule reads; nothing else of the event
 * is looked at, and each slot is read and folded at most once.
 */
export interface EventView {
  readonly record: () => JsonObject;
  readonly value: (slot: number) => Json | undefined;
  readonly texts: (slot: number) => Texts;
  /** The texts with their case folded. */
  readonly folded: (slot: number) => Texts;
}

/** A view and the means to turn it to the next event. */
export interface TurnableView extends EventView {
  readonly turnTo: (record: JsonObject) => void;
}

/** Slot of keyword searches: every text of the event. */
export const everySlot = 0;

/**
 * Makes a view of slots, each with the names that its field may have. Slot 0 is every text of the event; its names are
 * not used.
 */
export function createEventView(slots: readonly (readonly string[])[]): TurnableView {
  let record: JsonObject = {};
  let turn = 0;
  let spaced = false;
  let spacedTurn = 0;
  const readers = slots.map(readerOf);
  const valueTurn = new Float64Array(slots.length);
  const textTurn = new Float64Array(slots.length);
  const foldTurn = new Float64Array(slots.length);
  const values = new Array<Json | undefined>(slots.length);
  const texts = new Array<Texts>(slots.length);
  const folds = new Array<Texts>(slots.length);

  function value(slot: number): Json | undefined {
    if (valueTurn[slot] !== turn) {
      valueTurn[slot] = turn;
      values[slot] = readers[slot]?.(record, spacedKeys);
    }
    return values[slot];
  }

  function spacedKeys(): boolean {
    if (spacedTurn !== turn) {
      spacedTurn = turn;
      spaced = hasSpacedKeys(record);
    }
    return spaced;
  }

  function textsAt(slot: number): Texts {
    if (textTurn[slot] !== turn) {
      textTurn[slot] = turn;
      texts[slot] = slot === everySlot ? allTexts(record) : toTexts(value(slot));
    }
    return texts[slot] ?? null;
  }

  function folded(slot: number): Texts {
    if (foldTurn[slot] !== turn) {
      foldTurn[slot] = turn;
      const plain = textsAt(slot);
      folds[slot] = typeof plain === 'string' ? fold(plain) : plain === null ? null : plain.map(fold);
    }
    return folds[slot] ?? null;
  }

  return {
    record: () => record,
    value,
    texts: textsAt,
    folded,
    turnTo(next) {
      record = next;
      turn += 1;
    },
  };
}

function toTexts(value: Json | undefined): Texts {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return String(value);
  const list = textsOf(value);
  return list.length === 0 ? null : list;
}

type Reader = (record: JsonObject, spacedKeys: () => boolean) => Json | undefined;

/** Reads plain keys directly, and looks as `findField` does only where that could find more. */
function readerOf(names: readonly string[]): Reader {
  const [first = ''] = names;
  if (names.some((name) => name.includes('.') || name in Object.prototype))
    return (record) => findField(record, names);
  return (record, spacedKeys) => {
    const direct = record[first];
    if (direct !== undefined) return direct;
    if (spacedKeys()) return findField(record, names);
    for (let at = 1; at < names.length; at += 1) {
      const value = record[names[at] ?? ''];
      if (value !== undefined) return value;
    }
    return undefined;
  };
}
