import type { SpoolPosition } from '../../platform/spool/index.ts';
import type { BatchPart } from './frame-codec.ts';

/** One stored part of a batch, as the log of keys has it. */
export interface KeyEntry extends BatchPart {
  readonly count: number;
  /** Unix milliseconds. */
  readonly receivedAt: number;
}

/** A page of the log: entries, and the place in the spool up to which the log with this page tells all. */
export interface KeyPage {
  readonly upTo: SpoolPosition;
  readonly entries: readonly KeyEntry[];
}

const version = 1;
const headBytes = 1 + 6 + 4 + 4;
const entryBytes = 16 + 16 + 6 + 4 + 4 + 4;
const maxPageEntries = 10_000;

/** Little-endian: [version u8][segment u48][offset u32][count u32], then entries. Pages before the last keep the old place. */
export function encodeKeyPages(
  entries: readonly KeyEntry[],
  before: SpoolPosition,
  upTo: SpoolPosition,
): readonly Buffer[] {
  const pages: Buffer[] = [];
  let at = 0;
  do {
    const some = entries.slice(at, at + maxPageEntries);
    at += some.length;
    pages.push(encodeKeyPage({ entries: some, upTo: at < entries.length ? before : upTo }));
  } while (at < entries.length);
  return pages;
}

function encodeKeyPage({ entries, upTo }: KeyPage): Buffer {
  const page = Buffer.alloc(headBytes + entries.length * entryBytes);
  page[0] = version;
  page.writeUIntLE(upTo.segment, 1, 6);
  page.writeUInt32LE(upTo.offset, 7);
  page.writeUInt32LE(entries.length, 11);
  let at = headBytes;
  for (const { key, fingerprint, receivedAt, first, count, total } of entries) {
    at += page.write(key, at, 'hex');
    at += page.write(fingerprint, at, 'hex');
    at = page.writeUIntLE(receivedAt, at, 6);
    at = page.writeUInt32LE(first, at);
    at = page.writeUInt32LE(count, at);
    at = page.writeUInt32LE(total, at);
  }
  return page;
}

/** Reads a page; null when it is of another version or not whole. */
export function decodeKeyPage(page: Buffer): KeyPage | null {
  if (page.length < headBytes || page[0] !== version) return null;
  const count = page.readUInt32LE(11);
  if (page.length !== headBytes + count * entryBytes) return null;
  const entries = Array.from({ length: count }, (_, index): KeyEntry => {
    const at = headBytes + index * entryBytes;
    return {
      key: page.toString('hex', at, at + 16),
      fingerprint: page.toString('hex', at + 16, at + 32),
      receivedAt: page.readUIntLE(at + 32, 6),
      first: page.readUInt32LE(at + 38),
      count: page.readUInt32LE(at + 42),
      total: page.readUInt32LE(at + 46),
    };
  });
  return { upTo: { segment: page.readUIntLE(1, 6), offset: page.readUInt32LE(7) }, entries };
}
