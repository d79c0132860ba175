/** A place in the spool: the segment's number and the byte in its file at which a frame starts. */
export interface SpoolPosition {
  readonly segment: number;
  readonly offset: number;
}

/** The place before every frame. */
export const spoolStart: SpoolPosition = { segment: 0, offset: 0 };

/** Orders places: negative when `a` comes before `b`. */
export const comparePositions = (a: SpoolPosition, b: SpoolPosition): number =>
  a.segment - b.segment || a.offset - b.offset;

const nameDigits = 12;
const namePattern = /^(\d{12})\.seg$/;

/** File name of a segment; names sort as their numbers do. */
export const segmentName = (segment: number): string => `${String(segment).padStart(nameDigits, '0')}.seg`;

/** Number of the segment that a file name stands for; null for any other file. */
export function segmentNumber(name: string): number | null {
  const digits = namePattern.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
