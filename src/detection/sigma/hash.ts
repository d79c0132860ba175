import { createHash } from 'node:crypto';
import { formatUuid, stamp } from '../../kernel/index.ts';

/** Version of the matching and correlating code: it changes whenever the same rule could give another verdict. */
export const engineVersion = 'tocsin-sigma-2';

/**
 * SHA-256 (hex) of a document's canonical form: JSON with sorted keys and without white space, so that comments, order
 * and quoting style do not count.
 */
export const contentHash = (document: unknown): string =>
  createHash('sha256').update(canonical(document)).digest('hex');

/** A UUID version 8 (RFC 9562, 5.8) made of a text's SHA-256. */
export function uuidOf(text: string): string {
  return formatUuid(stamp(createHash('sha256').update(text).digest().subarray(0, 16), 0x80));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
  }
  return typeof value === 'number' && !Number.isFinite(value)
    ? String(value)
    : value === undefined
      ? 'null'
      : JSON.stringify(value);
}
