import { endOfJson, skipJsonSpace } from './json-scan.ts';

/** A record's place in a body. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Why a piece of a body is no good record. It is kept as raw all the same, a too long one up to the bound. */
export const lineProblems = ['not_json', 'not_an_object', 'too_long'] as const;
export type LineProblem = (typeof lineProblems)[number];

export interface FoundProblem {
  readonly code: LineProblem;
  /** Offset in the body. */
  readonly at: number;
}

export interface SplitBody {
  /** Every record in order, the bad ones too. */
  readonly spans: readonly Span[];
  readonly problems: readonly FoundProblem[];
}

const lf = 0x0a;
const comma = 0x2c;
const openBrace = 0x7b;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const byteOrderMark = Buffer.from('\uFEFF');

/**
 * Cuts a body into records, one for each JSON object. Read are: NDJSON; objects behind each other, also over several
 * lines; an array of objects; and `{"Records": […]}` with no other key, as CloudTrail delivers (Azure: `records`), whose elements
 * are the records. Anything else is kept line by line and told as a problem; what stands beside it is not affected.
 */
export function splitJsonBody(body: Buffer, maxRecordBytes: number): SplitBody {
  const spans: Span[] = [];
  const problems: FoundProblem[] = [];
  const keep = (start: number, end: number, code: LineProblem | null): void => {
    const isLong = end - start > maxRecordBytes;
    const problem = isLong ? 'too_long' : code;
    if (problem !== null) problems.push({ code: problem, at: start });
    spans.push({ start, end: isLong ? start + maxRecordBytes : end });
  };
  const look = createLook(body);
  const skipped = body.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? byteOrderMark.length : 0;
  let at = skipJsonSpace(body, skipped, body.length);
  let isInArray = body[at] === openBracket;
  if (isInArray) at += 1;
  let mayHaveComma = false;
  for (
    at = skipJsonSpace(body, at, body.length);
    at < body.length;
    at = skipJsonSpace(body, at, body.length)
  ) {
    const byte = body[at];
    if ((mayHaveComma && byte === comma) || (isInArray && byte === closeBracket)) {
      isInArray &&= byte === comma;
      mayHaveComma = false;
      at += 1;
      continue;
    }
    const end = byte === openBrace || isInArray ? look(at) : -1;
    mayHaveComma = end >= 0;
    if (end < 0) {
      at = keepLine(body, at, keep);
      continue;
    }
    if (byte !== openBrace) keep(at, end, 'not_an_object');
    else if (!keepRecords(body, at, end, keep)) keep(at, end, null);
    at = end;
  }
  return { spans, problems };
}

type Keep = (start: number, end: number, code: LineProblem | null) => void;

/** Failed looks over several lines may read so many times the body in all; it bounds what a hostile body costs. */
const maxRereads = 2;

/**
 * Finds the end of a value that may go over several lines. Bodies that mislead it too often are looked at line by line.
 */
function createLook(body: Buffer): (at: number) => number {
  let allowance = maxRereads * body.length;
  return (at) => {
    const lineEnd = allowance > 0 ? body.length : body.indexOf(lf, at);
    const end = endOfJson(body, at, lineEnd < 0 ? body.length : lineEnd);
    if (end < 0) allowance -= ~end - at;
    return end;
  };
}

/** Keeps what is left of a line; returns the offset of its end. */
function keepLine(body: Buffer, at: number, keep: Keep): number {
  const found = body.indexOf(lf, at);
  const lineEnd = found < 0 ? body.length : found;
  let end = lineEnd;
  while (end > at && (body[end - 1] ?? 0) <= 0x20) end -= 1;
  keep(at, end, endOfJson(body, at, end) === end ? 'not_an_object' : 'not_json');
  return lineEnd;
}

/** `R` and `r`, by bit 0x20. */
const letterR = 0x72;
const recordsStart = /^\{[ \t\r\n]*"[Rr]ecords"[ \t\r\n]*:[ \t\r\n]*\[/;
const recordsStartBytes = 256;

/** Keeps the elements of `{"Records": […]}`, given that it is JSON; false when the object is of another shape. */
function keepRecords(body: Buffer, start: number, end: number, keep: Keep): boolean {
  if (((body[skipJsonSpace(body, start + 1, end) + 1] ?? 0) | 0x20) !== letterR) return false;
  const opening = recordsStart.exec(
    body.toString('latin1', start, Math.min(end, start + recordsStartBytes)),
  )?.[0];
  if (opening === undefined) return false;
  const elements: (Span & { readonly isObject: boolean })[] = [];
  let at = skipJsonSpace(body, start + opening.length, end);
  while (body[at] !== closeBracket) {
    const elementEnd = endOfJson(body, at, end);
    elements.push({ start: at, end: elementEnd, isObject: body[at] === openBrace });
    at = skipJsonSpace(body, elementEnd, end);
    if (body[at] === comma) at = skipJsonSpace(body, at + 1, end);
  }
  if (skipJsonSpace(body, at + 1, end) !== end - 1) return false;
  for (const element of elements) keep(element.start, element.end, element.isObject ? null : 'not_an_object');
  return true;
}

/** Numbers lines from 1 for offsets that are asked for in rising order. */
export function lineCounter(body: Buffer): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (let next = body.indexOf(lf, at); next >= 0 && next < offset; next = body.indexOf(lf, at)) {
      line += 1;
      at = next + 1;
    }
    return line;
  };
}
