import type { Json, JsonObject } from '../event-types.ts';

/** Most dots in a field's name, and most values read from one field or event. */
export const maxFieldDots = 16;
export const maxValues = 10_000;

/** Other names of a field, by Sigma's name; the first that the event has is read. */
export type FieldAliases = ReadonlyMap<string, readonly string[]>;

export const noAliases: FieldAliases = new Map();

/** The names under which a field is looked for, in order. */
export const namesOf = (field: string, aliases: FieldAliases): readonly string[] => [
  field,
  ...(aliases.get(field) ?? []),
];

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/**
 * A field's value, undefined when the record does not have it. A key that is written with the dots wins over a path
 * into nested records; lists on the way are walked, and give a list; keys are also found without their spaces.
 */
export function findField(record: JsonObject, names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = findIn(record, name);
    if (value !== undefined) return value;
    const spaced = findSpaced(record, name);
    if (spaced !== undefined) return spaced;
  }
  return undefined;
}

function findIn(value: Json, path: string): Json | undefined {
  if (isList(value)) {
    const found: Json[] = [];
    for (const entry of value.slice(0, maxValues)) {
      const own = findIn(entry, path);
      if (own !== undefined) found.push(own);
    }
    return found.length === 0 ? undefined : found;
  }
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, path)) return value[path];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot);
    const child = Object.hasOwn(value, head) ? value[head] : undefined;
    const found = child === undefined ? undefined : findIn(child, path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Sigma 2.1, rules, field usage: field names lose their spaces, `New Value` is asked as `NewValue`. */
function findSpaced(record: JsonObject, name: string): Json | undefined {
  for (const key of Object.keys(record)) {
    if (key.includes(' ') && key.replaceAll(' ', '') === name) return record[key];
  }
  return undefined;
}

/** Whether `findField` could find a key of the record without its spaces. */
export function hasSpacedKeys(record: JsonObject): boolean {
  for (const key in record) if (key.includes(' ')) return true;
  return false;
}

/** A field as texts: lists give each element, records their JSON, null nothing. Numbers and booleans as JSON writes them. */
export function textsOf(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.slice(0, maxValues).flatMap(textsOf);
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
}

/** Whether the field is absent or null (Sigma 2.1, special field values); in a list, one null element is enough. */
export function isNull(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return isList(value) && (value.length === 0 || value.some(isNull));
}

/** Every text of an event, keys left out: what a keyword search asks. */
export function allTexts(record: JsonObject): readonly string[] {
  const texts: string[] = [];
  const pending: Json[] = Object.values(record);
  for (let at = 0; at < pending.length && texts.length < maxValues; at += 1) {
    const value = pending[at];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'object') texts.push(String(value));
    else pending.push(...(isList(value) ? value.slice(0, maxValues) : Object.values(value)));
  }
  return texts;
}
