import { err, ok, parseId, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';

/** A place in a list that is sorted by a time and, within it, by id. */
export interface TimePlace {
  readonly at: Date;
  readonly id: string;
}

/** Opaque on the wire. */
export const encodeTimeCursor = ({ at, id }: TimePlace): string =>
  Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** Reads a cursor that `encodeTimeCursor` made; fails with `invalid_request`. */
export function decodeTimeCursor(cursor: string): Result<TimePlace, Failure> {
  const [time = '', text = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const at = new Date(time);
  const id = parseId(text);
  if (id.ok && !Number.isNaN(at.getTime()) && at.toISOString() === time) return ok({ at, id: id.value });
  return err({
    code: 'invalid_request',
    message: 'The cursor is not one that this list gave out. Start without one.',
    errors: [{ path: 'query.cursor', code: 'cursor_malformed', message: 'is not a cursor of this list' }],
  });
}

/** Cuts rows, one more than asked for, to a page. */
export function pageOfRows<T>(
  rows: readonly T[],
  limit: number,
  placeOf: (row: T) => TimePlace,
): { readonly items: T[]; readonly nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? encodeTimeCursor(placeOf(last)) : null };
}
