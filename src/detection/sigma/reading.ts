import type { Json, JsonObject } from '../event-types.ts';
import { allTexts, findField, namesOf, textsOf, type FieldAliases } from './field.ts';
import { fold } from './fold.ts';

/** What a record has under a field: the value, and that value as texts. */
export interface FieldReading {
  readonly value: Json | undefined;
  readonly texts: readonly string[];
}

/**
 * A record as rules read it. Each field is looked for once and each text folded once, however many rules ask: a record
 * may be a megabyte, and a rule may ask it a thousand times.
 */
export interface Reading {
  readonly field: (field: string, aliases: FieldAliases) => FieldReading;
  /** Every text of the record: what a keyword search asks. */
  readonly everyText: () => readonly string[];
  readonly folded: (text: string) => string;
}

export function readingOf(record: JsonObject): Reading {
  const fields = new Map<string, FieldReading>();
  const folds = new Map<string, string>();
  let every: readonly string[] | null = null;
  return {
    field(field, aliases) {
      const names = namesOf(field, aliases);
      const key = names.length === 1 ? field : names.join('\0');
      const known = fields.get(key);
      if (known !== undefined) return known;
      const value = findField(record, names);
      const made = { value, texts: textsOf(value) };
      fields.set(key, made);
      return made;
    },
    everyText: () => (every ??= allTexts(record)),
    folded(text) {
      const known = folds.get(text);
      if (known !== undefined) return known;
      const made = fold(text);
      folds.set(text, made);
      return made;
    },
  };
}
