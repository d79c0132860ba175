import { err, ok, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';

/** The place after one row of a sorted list: the values that it is sorted by. Opaque on the wire. */
export const encodeCursor = (values: readonly string[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** Reads a cursor of `length` values. Fails with `invalid_request`. */
export function decodeCursor(cursor: string, length: number): Result<readonly string[], Failure> {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value.length === length && value.every((part) => typeof part === 'string')) {
      return ok(value);
    }
  } catch {
    // Not JSON: the same answer.
  }
  return err({
    code: 'invalid_request',
    message: 'The cursor is not one that this list gave out. Start without one.',
    errors: [{ path: 'query.cursor', code: 'cursor_malformed', message: 'is not a cursor of this list' }],
  });
}

/** Cuts rows, one more than asked for, to a page. */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  placeOf: (row: T) => readonly string[],
): { readonly items: T[]; readonly nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null,
  };
}
