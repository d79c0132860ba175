import type { Json, JsonObject } from '../event.ts';
import { isObject } from './windows-envelope.ts';

/** A text as it is; anything else is empty. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** A text or number as text; anything else is empty. */
export const wordOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** An object as it is; anything else has no members. */
export const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** A list as it is, cut to what one record may reasonably hold; anything else has no elements. */
export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]).slice(0, maxElements) : [];

/** Elements of one list that are looked at. */
const maxElements = 256;

/** The value at the end of a way through objects. */
export function valueAt(value: Json | undefined, ...way: readonly string[]): Json | undefined {
  let at = value;
  for (const name of way) at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  return at;
}

/** The text or number at the end of a way; empty when there is none. */
export const wordAt = (value: Json | undefined, ...way: readonly string[]): string =>
  wordOf(valueAt(value, ...way));

/** A record with members put over its own, and the names of those: what `ParsedEvent` keeps as `changed`. */
export interface AddedRecord {
  readonly record: JsonObject;
  readonly changed: readonly string[];
}

/** Puts what is not undefined over a record's own members; the record itself when there is nothing. */
export function withAdded(
  value: JsonObject,
  members: Readonly<Record<string, Json | undefined>>,
): AddedRecord {
  const added: Record<string, Json> = {};
  for (const name in members) {
    const member = members[name];
    if (member !== undefined && member !== value[name]) added[name] = member;
  }
  const changed = Object.keys(added);
  return changed.length === 0 ? { record: value, changed } : { record: { ...value, ...added }, changed };
}

/** `[{name: "A", value: 1}]` as `{A: 1}`; `nameKey` and `valueKeys` are how the vendor calls the two. */
export function pairsOf(
  value: Json | undefined,
  nameKey: string,
  valueKeys: readonly string[],
): ReadonlyMap<string, Json> {
  const pairs = new Map<string, Json>();
  for (const item of listOf(value)) {
    const name = wordAt(item, nameKey);
    const key = valueKeys.find((each) => valueAt(item, each) !== undefined);
    const member = key === undefined ? undefined : valueAt(item, key);
    if (name !== '' && member !== undefined) pairs.set(name, member);
  }
  return pairs;
}
