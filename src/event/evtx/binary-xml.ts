import { ByteReader, EvtxDamage } from './byte-reader.ts';

/** One piece of an element's content, or of an attribute's value. */
export type Piece =
  /** Text that stands in the template itself. */
  | { readonly kind: 'text'; readonly text: string }
  /** A value of the record; an optional one leaves out what it stands in when it has none. */
  | { readonly kind: 'value'; readonly index: number; readonly isOptional: boolean }
  | { readonly kind: 'element'; readonly element: ElementNode }
  /** A template of its own, with its own values. */
  | { readonly kind: 'instance'; readonly instance: TemplateInstance };

export interface AttributeNode {
  readonly name: string;
  readonly pieces: readonly Piece[];
}

export interface ElementNode {
  readonly name: string;
  readonly attributes: readonly AttributeNode[];
  readonly content: readonly Piece[];
}

/** A value of a record: where it lies in the chunk. */
export interface ValuePlace {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

export interface TemplateInstance {
  readonly root: readonly Piece[];
  readonly values: readonly ValuePlace[];
}

/** Names and templates of one chunk, each read once; offsets are from the chunk's start. */
export interface ChunkCache {
  readonly names: Map<number, { readonly text: string; readonly end: number }>;
  readonly templates: Map<number, { readonly root: readonly Piece[]; readonly end: number }>;
}

const token = {
  end: 0x00,
  openElement: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  charRef: 0x08,
  entityRef: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  template: 0x0c,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragment: 0x0f,
} as const;

/** Set on a token that is followed by more of its kind; on an element, that it has attributes. */
const moreFlag = 0x40;
/** Deepest nesting of elements and templates. */
const maxDepth = 48;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Reads a fragment of binary XML ([MS-EVEN6], 2.2.12) into pieces; values are not decoded here. */
export function readFragment(reader: ByteReader, cache: ChunkCache, depth = 0): readonly Piece[] {
  return new Parser(reader, cache, depth, false).fragment();
}

class Parser {
  readonly #reader: ByteReader;
  readonly #cache: ChunkCache;
  readonly #depth: number;
  /** Elements in a template's definition name what they depend on; others do not. */
  readonly #isDefinition: boolean;

  constructor(reader: ByteReader, cache: ChunkCache, depth: number, isDefinition: boolean) {
    if (depth > maxDepth) throw new EvtxDamage(`binary XML nests deeper than ${maxDepth}`);
    this.#reader = reader;
    this.#cache = cache;
    this.#depth = depth;
    this.#isDefinition = isDefinition;
  }

  fragment(): readonly Piece[] {
    const reader = this.#reader;
    const pieces: Piece[] = [];
    while (reader.at < reader.end) {
      const next = reader.uint8();
      if (next === token.end) break;
      if (next === token.fragment) reader.take(3);
      else this.#piece(next, pieces, this.#depth);
    }
    return pieces;
  }

  /** Reads what a token of content begins. */
  #piece(found: number, pieces: Piece[], depth: number): void {
    const reader = this.#reader;
    switch (found & ~moreFlag) {
      case token.openElement:
        pieces.push({ kind: 'element', element: this.#element((found & moreFlag) !== 0, depth + 1) });
        return;
      case token.template:
        pieces.push({ kind: 'instance', instance: this.#instance() });
        return;
      case token.instructionTarget:
        this.#name();
        return;
      case token.instructionData:
        reader.utf16(reader.uint16());
        return;
      default:
        pieces.push(this.#text(found));
    }
  }

  /** Text, a reference to text, or a value's place: what may also stand in an attribute. */
  #text(found: number): Piece {
    const reader = this.#reader;
    switch (found & ~moreFlag) {
      case token.value: {
        const type = reader.uint8();
        if (type !== 0x01) throw new EvtxDamage(`a text at offset ${reader.at} has type ${type}`);
        return { kind: 'text', text: reader.utf16(reader.uint16()) };
      }
      case token.cdata:
        return { kind: 'text', text: reader.utf16(reader.uint16()) };
      case token.charRef:
        return { kind: 'text', text: String.fromCharCode(reader.uint16()) };
      case token.entityRef: {
        const name = this.#name();
        return { kind: 'text', text: entities[name] ?? `&${name};` };
      }
      case token.substitution:
      case token.optionalSubstitution: {
        const index = reader.uint16();
        reader.take(1);
        return { kind: 'value', index, isOptional: found === token.optionalSubstitution };
      }
      default:
        throw new EvtxDamage(`token ${found} at offset ${reader.at - 1} is not known`);
    }
  }

  #element(hasAttributes: boolean, depth: number): ElementNode {
    if (depth > maxDepth) throw new EvtxDamage(`binary XML nests deeper than ${maxDepth}`);
    const reader = this.#reader;
    if (this.#isDefinition) reader.take(2);
    reader.take(4);
    const name = this.#name();
    const attributes = hasAttributes ? this.#attributes() : [];
    const content: Piece[] = [];
    const close = reader.uint8();
    if (close === token.closeEmpty) return { name, attributes, content };
    if (close !== token.closeStart)
      throw new EvtxDamage(`token ${close} at offset ${reader.at - 1} ends no tag`);
    for (;;) {
      const next = reader.uint8();
      if (next === token.endElement) return { name, attributes, content };
      if (next === token.end) throw new EvtxDamage(`the element ${name} has no end`);
      this.#piece(next, content, depth);
    }
  }

  #attributes(): readonly AttributeNode[] {
    const reader = this.#reader;
    const end = reader.uint32() + reader.at;
    if (end > reader.end) throw new EvtxDamage(`attributes at offset ${reader.at} reach beyond their bytes`);
    const attributes: AttributeNode[] = [];
    while (reader.at < end) {
      const found = reader.uint8();
      if ((found & ~moreFlag) !== token.attribute)
        throw new EvtxDamage(`token ${found} at offset ${reader.at - 1} is no attribute`);
      const name = this.#name();
      const pieces: Piece[] = [];
      while (reader.at < end && !isAttribute(reader.bytes[reader.at]))
        pieces.push(this.#text(reader.uint8()));
      attributes.push({ name, pieces });
    }
    return attributes;
  }

  /** A name lies at an offset of the chunk; it follows right here when that is its first use. */
  #name(): string {
    const reader = this.#reader;
    const offset = reader.uint32();
    let known = this.#cache.names.get(offset);
    if (known === undefined) {
      const place = new ByteReader(reader.bytes, offset, reader.bytes.length);
      place.take(6);
      known = { text: place.utf16(place.uint16()), end: place.at + 2 };
      this.#cache.names.set(offset, known);
    }
    if (offset === reader.at) reader.take(known.end - offset);
    return known.text;
  }

  #instance(): TemplateInstance {
    const reader = this.#reader;
    reader.take(5);
    const offset = reader.uint32();
    const template = this.#template(offset);
    if (offset === reader.at) reader.take(template.end - offset);
    const count = reader.uint32();
    if (count * 4 > reader.end - reader.at)
      throw new EvtxDamage(`a template at offset ${offset} has ${count} values`);
    const descriptors = reader.take(4 * count);
    const values: ValuePlace[] = [];
    for (let index = 0; index < count; index += 1) {
      const size = reader.bytes.readUInt16LE(descriptors + 4 * index);
      const type = reader.bytes.readUInt8(descriptors + 4 * index + 2);
      values.push({ type, at: reader.take(size), size });
    }
    return { root: template.root, values };
  }

  #template(offset: number): { readonly root: readonly Piece[]; readonly end: number } {
    const known = this.#cache.templates.get(offset);
    if (known !== undefined) return known;
    const header = new ByteReader(this.#reader.bytes, offset, this.#reader.bytes.length);
    header.take(20);
    const size = header.uint32();
    const start = header.take(size);
    const body = new ByteReader(this.#reader.bytes, start, start + size);
    const root = new Parser(body, this.#cache, this.#depth + 1, true).fragment();
    const template = { root, end: start + size };
    this.#cache.templates.set(offset, template);
    return template;
  }
}

const isAttribute = (byte: number | undefined): boolean =>
  byte !== undefined && (byte & ~moreFlag) === token.attribute;
