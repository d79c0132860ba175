import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from './result.ts';

declare const brand: unique symbol;

/** A UUID that names one kind of thing; only `parseId` and `newId` make one. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type CompanyId = Id<'company'>;
export type ProjectId = Id<'project'>;
export type UserId = Id<'user'>;
export type SourceId = Id<'source'>;
export type EventId = Id<'event'>;
export type FindingId = Id<'finding'>;
export type IncidentId = Id<'incident'>;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface IdError {
  readonly code: 'id_malformed';
  readonly message: string;
}

/** Reads an id from outside (a URL, a row, a message). Upper case is accepted and lowered. */
export function parseId<Kind extends string>(text: string): Result<Id<Kind>, IdError> {
  const lower = text.toLowerCase();
  if (!uuidPattern.test(lower)) {
    return err({ code: 'id_malformed', message: `"${text.slice(0, 60)}" is not a UUID.` });
  }
  return ok(lower as Id<Kind>);
}

/** Random bytes for an id; a test passes a seeded source. */
export type RandomBytes = (count: number) => Uint8Array;

/** A UUID version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then random bits, so ids sort by age. */
export function newId<Kind extends string>(at: Date, random: RandomBytes = randomBytes): Id<Kind> {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes.set(random(10), 6);
  return formatUuid(stamp(bytes, 0x70)) as Id<Kind>;
}

/** Writes 16 bytes as a UUID in lower case. */
export function formatUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Sets a UUID's version and variant bits in place. */
export function stamp(bytes: Buffer, version: number): Buffer {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | version;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}
