import type { Json, JsonObject } from '../event.ts';
import { ByteReader } from './byte-reader.ts';
import {
  readFragment,
  type AttributeNode,
  type ChunkCache,
  type ElementNode,
  type Piece,
  type ValuePlace,
} from './binary-xml.ts';
import { decodeValue, valueType } from './value.ts';

type Draft = Record<string, Json>;

/** Where the values of a template's instance lie, and what the chunk holds. */
interface Context {
  readonly bytes: Buffer;
  readonly cache: ChunkCache;
  readonly values: readonly ValuePlace[];
  readonly depth: number;
}

const noValues: readonly ValuePlace[] = [];

/**
 * A record's binary XML as the object that its JSON form is: elements are members; an element with attributes is an
 * object with `#attributes` and, for text, `#text`; `<Data Name="x">` is the member `x`; an empty element is null;
 * elements of one name are a list. Throws `EvtxDamage`.
 */
export function recordJson(bytes: Buffer, at: number, end: number, cache: ChunkCache): JsonObject {
  const pieces = readFragment(new ByteReader(bytes, at, end), cache);
  const event: Draft = {};
  addPieces(event, pieces, { bytes, cache, values: noValues, depth: 0 });
  return event;
}

/** Adds what pieces say to an element's members; returns its text, or undefined when it has none. */
function addPieces(members: Draft, pieces: readonly Piece[], context: Context): Json | undefined {
  let text: Json | undefined;
  for (const piece of pieces) {
    switch (piece.kind) {
      case 'text':
        text = joined(text, piece.text);
        break;
      case 'value':
        text = joined(text, addValue(members, piece.index, context));
        break;
      case 'element':
        addElement(members, piece.element, context);
        break;
      case 'instance': {
        const { root, values } = piece.instance;
        text = joined(text, addPieces(members, root, { ...context, values, depth: context.depth + 1 }));
        break;
      }
    }
  }
  return text;
}

/** Text alone stays what it is; behind other text it is written out. */
function joined(text: Json | undefined, more: Json | undefined): Json | undefined {
  if (more === undefined || more === null) return text;
  if (text === undefined) return more;
  return `${textOf(text)}${textOf(more)}`;
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A value's text; a value that is binary XML itself adds members instead. */
function addValue(members: Draft, index: number, context: Context): Json | undefined {
  const value = context.values[index];
  if (value === undefined || value.size === 0) return undefined;
  if (value.type !== valueType.binaryXml) return decodeValue(value.type, context.bytes, value.at, value.size);
  const reader = new ByteReader(context.bytes, value.at, value.at + value.size);
  const depth = context.depth + 1;
  return addPieces(members, readFragment(reader, context.cache, depth), {
    ...context,
    values: noValues,
    depth,
  });
}

function addElement(members: Draft, element: ElementNode, context: Context): void {
  const only = element.content.length === 1 ? element.content[0] : undefined;
  if (
    only?.kind === 'value' &&
    only.isOptional &&
    isAbsent(only.index, context) &&
    element.attributes.length === 0
  )
    return;
  const attributes = attributesOf(element.attributes, context);
  const inner: Draft = {};
  const text = addPieces(inner, element.content, context);
  const name = element.name === 'Data' ? attributes?.['Name'] : undefined;
  if (typeof name === 'string' && name !== '') {
    put(members, name, hasMembers(inner) ? withText(inner, text) : (text ?? null));
    return;
  }
  if (attributes !== null)
    put(members, element.name, withText({ '#attributes': attributes, ...inner }, text));
  else put(members, element.name, hasMembers(inner) ? withText(inner, text) : (text ?? null));
}

function hasMembers(members: Draft): boolean {
  for (const _ in members) return true;
  return false;
}

function withText(members: Draft, text: Json | undefined): Draft {
  if (text !== undefined) members['#text'] = text;
  return members;
}

function isAbsent(index: number, { values }: Context): boolean {
  const value = values[index];
  return value === undefined || value.type === valueType.null || value.size === 0;
}

function attributesOf(attributes: readonly AttributeNode[], context: Context): Draft | null {
  let draft: Draft | null = null;
  for (const { name, pieces } of attributes) {
    const value = addPieces({}, pieces, context);
    if (value === undefined) continue;
    draft ??= {};
    put(draft, name, value);
  }
  return draft;
}

/** A second member of the same name makes a list of both. */
function put(members: Draft, name: string, value: Json): void {
  if (name === '__proto__') return;
  const before = members[name];
  if (before === undefined) members[name] = value;
  else members[name] = Array.isArray(before) ? [...(before as readonly Json[]), value] : [before, value];
}
