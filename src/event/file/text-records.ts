import { endOfJson, skipJsonSpace } from '../intake/json-scan.ts';
import type { ByteSource } from './byte-source.ts';

/** A piece of a text file: a JSON value, a line, or one that is too long to be looked at. */
export type TextPiece =
  | { readonly kind: 'json' | 'line'; readonly text: string }
  | { readonly kind: 'too_long'; readonly bytes: number };

/** Longest record of a file, in bytes. */
export const maxRecordBytes = 16 * 1024 * 1024;

const windowBytes = 1024 * 1024;
const lf = 0x0a;
/** Between objects; what ends an array; what ends `{"Records": […]}`. */
const separators = Buffer.from(',]}');
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const openBracket = 0x5b;
const byteOrderMark = Buffer.from('\uFEFF');
const recordsStart = /^\s*\{\s*"[Rr]ecords"\s*:\s*\[/;
const recordsStartBytes = 256;

/** Passes a byte order mark at the start. */
export async function passByteOrderMark(source: ByteSource): Promise<void> {
  const start = await source.peek(byteOrderMark.length);
  if (start.subarray(0, byteOrderMark.length).equals(byteOrderMark)) source.pass(byteOrderMark.length);
}

/** Lines without their ends; empty ones are left out. */
export async function* linesOf(
  source: ByteSource,
  kind: 'json' | 'line',
): AsyncGenerator<TextPiece, void, undefined> {
  let wanted = windowBytes;
  for (;;) {
    const held = await source.peek(wanted);
    if (held.length === 0) return;
    let start = 0;
    for (let end = held.indexOf(lf, start); end >= 0; end = held.indexOf(lf, start)) {
      const piece = pieceOf(held, start, end, kind);
      if (piece !== null) yield piece;
      start = end + 1;
    }
    if (source.isEnded) {
      const piece = pieceOf(held, start, held.length, kind);
      source.pass(held.length);
      if (piece !== null) yield piece;
      return;
    }
    source.pass(start);
    const rest = held.length - start;
    if (rest > maxRecordBytes) {
      yield { kind: 'too_long', bytes: await passLine(source) };
      wanted = windowBytes;
    } else {
      wanted = rest + windowBytes;
    }
  }
}

function pieceOf(held: Buffer, start: number, end: number, kind: 'json' | 'line'): TextPiece | null {
  let last = end;
  while (last > start && (held[last - 1] ?? 0) <= 0x20) last -= 1;
  if (last === start) return null;
  if (last - start > maxRecordBytes) return { kind: 'too_long', bytes: last - start };
  return { kind, text: held.toString('utf8', start, last) };
}

/** Passes everything up to the next line; returns how much that was. */
async function passLine(source: ByteSource): Promise<number> {
  let passed = 0;
  for (;;) {
    const held = await source.peek(windowBytes);
    const end = held.indexOf(lf);
    const bytes = end < 0 ? held.length : end + 1;
    source.pass(bytes);
    passed += bytes;
    if (end >= 0 || held.length === 0 || (source.isEnded && bytes === held.length)) return passed;
  }
}

/**
 * JSON values behind each other, also over several lines; the elements of an array, and of `{"Records": […]}` as
 * CloudTrail delivers. What is no JSON is given line by line.
 */
export async function* jsonValuesOf(source: ByteSource): AsyncGenerator<TextPiece, void, undefined> {
  const start = await source.peek(recordsStartBytes);
  const records = recordsStart.exec(start.toString('latin1', 0, recordsStartBytes))?.[0];
  const array = skipJsonSpace(start, 0, start.length);
  const isArray = start[array] === openBracket;
  const passable = separators.subarray(0, records !== undefined ? 3 : isArray ? 2 : 1);
  if (records !== undefined) source.pass(records.length);
  else if (isArray) source.pass(array + 1);
  let wanted = windowBytes;
  for (;;) {
    const held = await source.peek(wanted);
    const { pieces, passed } = valuesIn(held, passable, source.isEnded);
    yield* pieces;
    source.pass(passed);
    if (source.isEnded && passed >= held.length) return;
    const rest = held.length - passed;
    if (rest > maxRecordBytes) {
      yield { kind: 'too_long', bytes: await passLine(source) };
      wanted = windowBytes;
    } else {
      // Twice as much each time, so that a long value is not scanned again for every piece of it.
      wanted = passed === 0 ? 2 * held.length : rest + windowBytes;
    }
  }
}

/** The whole values of a window; what is not passed may go on in the next one. */
function valuesIn(
  held: Buffer,
  passable: Uint8Array,
  isLast: boolean,
): { readonly pieces: readonly TextPiece[]; readonly passed: number } {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (;;) {
    at = passSeparators(held, passable, at);
    if (at >= held.length) return { pieces, passed: held.length };
    const byte = held[at];
    const isOpen = byte === openBrace || byte === openBracket;
    const end = isOpen ? endOfJson(held, at, held.length) : -1;
    if (isOpen && end >= 0) {
      pieces.push(
        end - at > maxRecordBytes
          ? { kind: 'too_long', bytes: end - at }
          : { kind: 'json', text: held.toString('utf8', at, end) },
      );
      at = end;
      continue;
    }
    if (isOpen && !isLast && isCut(held, ~end)) return { pieces, passed: at };
    const lineEnd = held.indexOf(lf, at);
    if (lineEnd < 0 && !isLast) return { pieces, passed: at };
    const piece = pieceOf(held, at, lineEnd < 0 ? held.length : lineEnd, 'line');
    if (piece !== null) pieces.push(piece);
    at = lineEnd < 0 ? held.length : lineEnd;
  }
}

/** Longest word or number that the end of a window may cut. */
const wordBytes = 64;

/** Whether a value that stopped at an offset may only have been cut by the window's end. */
function isCut(held: Buffer, stoppedAt: number): boolean {
  const at = skipJsonSpace(held, stoppedAt, held.length);
  if (at >= held.length - wordBytes) return true;
  if (held[at] !== quote) return false;
  let end = held.indexOf(quote, at + 1);
  while (end > 0 && isEscaped(held, end)) end = held.indexOf(quote, end + 1);
  return end < 0 || skipJsonSpace(held, end + 1, held.length) >= held.length;
}

function isEscaped(held: Buffer, at: number): boolean {
  let slashes = 0;
  while (held[at - 1 - slashes] === backslash) slashes += 1;
  return slashes % 2 === 1;
}

/** White space, the commas between elements, and what ends an array or `{"Records": […]}` where there is one. */
function passSeparators(held: Buffer, passable: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    at = skipJsonSpace(held, at, held.length);
    if (at >= held.length || !passable.includes(held[at] ?? 0)) return at;
    at += 1;
  }
}
