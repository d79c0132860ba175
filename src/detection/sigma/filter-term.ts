import type { JsonObject } from '../event-types.ts';
import { quote, refuse } from './refusal.ts';
import type { RuleHead } from './rule.ts';

/** Who answers for a filter, and until when it holds: the `owner` and `expires` of its `tocsin` block. */
export interface FilterTerm {
  readonly owner: string | null;
  /** The first moment at which it holds no more; null: it does not expire. */
  readonly expiresAt: Date | null;
}

const longestOwner = 256;
/** A day (its beginning, UTC), or a time with its offset. */
const timeForm = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Reads a filter's term. Refuses by throwing `RefusedError`. */
export function parseFilterTerm({ expires, owner }: JsonObject): FilterTerm {
  if (owner !== undefined && owner !== null && (typeof owner !== 'string' || owner.trim() === ''))
    return refuse('filter_invalid', `The owner ${quote(owner)} is no name.`, ['tocsin', 'owner']);
  if (expires === undefined || expires === null) return { owner: named(owner), expiresAt: null };
  const expiresAt = typeof expires === 'string' && timeForm.test(expires) ? new Date(expires) : null;
  if (expiresAt === null || Number.isNaN(expiresAt.getTime()))
    return refuse(
      'filter_invalid',
      `${quote(expires)} is no day or time; write one such as 2027-03-01 or 2027-03-01T12:00:00Z.`,
      ['tocsin', 'expires'],
    );
  return { owner: named(owner), expiresAt };
}

const named = (owner: string | null | undefined): string | null =>
  owner?.trim().slice(0, longestOwner) ?? null;

/** The term of a filter that has been read. */
export const termOf = ({ custom }: Pick<RuleHead, 'custom'>): FilterTerm => parseFilterTerm(custom);
