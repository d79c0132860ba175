import { dashes, type Pattern, type PatternPart } from './pattern.ts';

/** A pattern in the form that its index and its test need. `text` is the pattern's longest literal. */
export type Shape =
  | { readonly kind: 'equals' | 'startswith' | 'endswith' | 'contains' | 'glob'; readonly text: string }
  | { readonly kind: 'anything' };

/** Names the cheapest operation that does what the pattern says. */
export function shapeOf(pattern: Pattern): Shape {
  const kinds = pattern.map((part) => part.kind).join(' ');
  const literals = pattern.flatMap((part) => (part.kind === 'literal' ? [part.text] : []));
  const text = literals.reduce(
    (longest, literal) => (literal.length > longest.length ? literal : longest),
    '',
  );
  switch (kinds) {
    case '':
    case 'literal':
      return { kind: 'equals', text };
    case 'any':
      return { kind: 'anything' };
    case 'literal any':
      return { kind: 'startswith', text };
    case 'any literal':
      return { kind: 'endswith', text };
    case 'any literal any':
      return { kind: 'contains', text };
    default:
      return { kind: 'glob', text };
  }
}

/** Compiles a pattern into a test of a whole text. The caller folds both for comparisons that ignore case. */
export function compilePattern(pattern: Pattern): (text: string) => boolean {
  const shape = shapeOf(pattern);
  switch (shape.kind) {
    case 'anything':
      return () => true;
    case 'equals':
      return (text) => text === shape.text;
    case 'startswith':
      return (text) => text.startsWith(shape.text);
    case 'endswith':
      return (text) => text.endsWith(shape.text);
    case 'contains':
      return (text) => text.includes(shape.text);
    case 'glob':
      return compileGlob(pattern);
  }
}

/** A run of parts between two `*`. */
type Segment = readonly PatternPart[];

/**
 * The first segment stands at the text's start, the last at its end, and each between them at the first place where it
 * fits: no place is tried twice, so time is text times pattern.
 */
function compileGlob(pattern: Pattern): (text: string) => boolean {
  const segments: PatternPart[][] = [[]];
  for (const part of pattern) {
    if (part.kind === 'any') segments.push([]);
    else segments.at(-1)?.push(part);
  }
  const [head = [], ...rest] = segments;
  const tail = rest.pop();
  if (tail === undefined) return (text) => matchAt(head, text, 0) === text.length;
  const longest = tail.reduce((sum, part) => sum + (part.kind === 'literal' ? part.text.length : 2), 0);
  return (text) => {
    let at = matchAt(head, text, 0);
    for (const segment of rest) at = at < 0 ? at : searchFrom(segment, text, at);
    return at >= 0 && matchesEnd(tail, text, Math.max(at, text.length - longest));
  };
}

function matchesEnd(segment: Segment, text: string, from: number): boolean {
  for (let at = from; at <= text.length; at += 1) {
    if (matchAt(segment, text, at) === text.length) return true;
  }
  return false;
}

/** Where the segment's first fit from `from` on ends, or -1. */
function searchFrom(segment: Segment, text: string, from: number): number {
  const [first] = segment;
  for (let at = from; at <= text.length; at += 1) {
    if (first?.kind === 'literal') {
      at = text.indexOf(first.text, at);
      if (at < 0) return -1;
    }
    const end = matchAt(segment, text, at);
    if (end >= 0) return end;
  }
  return -1;
}

/** Where the segment ends when it starts at `at`, or -1. A `?` is one code point. */
function matchAt(segment: Segment, text: string, at: number): number {
  let end = at;
  for (const part of segment) {
    if (part.kind === 'literal') {
      if (!text.startsWith(part.text, end)) return -1;
      end += part.text.length;
    } else {
      if (end >= text.length) return -1;
      if (part.kind === 'dash' && !dashSet.has(text.charAt(end))) return -1;
      end += part.kind === 'one' && (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
    }
  }
  return end;
}

const dashSet: ReadonlySet<string> = new Set(dashes);
