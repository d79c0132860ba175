import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { SigmaCorrelation } from '../correlation/correlation.ts';
import { contentHash, engineVersion } from './hash.ts';
import type { Placeholders } from './placeholder.ts';
import type { Refusal } from './refusal.ts';
import type { SigmaFilter, SigmaRule } from './rule.ts';

/** What one file holds. */
export interface ParsedFile {
  readonly loaded: readonly (SigmaRule | SigmaCorrelation | SigmaFilter)[];
  readonly refused: readonly Refusal[];
}

/** Parsed rule files, kept on the disk by what they were parsed from. */
export interface RuleCache {
  /** The parsed form of a file; `parse` is asked when it is not known. */
  parsed(file: string, text: string, parse: () => ParsedFile): ParsedFile;
  /** Writes what was asked for since the cache was opened, if that is not what the disk has. */
  save(): void;
}

const format = 1;

interface Stored {
  readonly version: string;
  readonly files: ReadonlyMap<string, ParsedFile>;
}

/**
 * Opens a cache file; one that is missing, damaged, or of another engine, Node or placeholders is an empty cache. The
 * file is trusted like the program itself: it belongs into a folder that only its owner can write to.
 */
export function openRuleCache(path: string, placeholders: Placeholders): RuleCache {
  const version = [format, engineVersion, process.version, contentHash([...placeholders])].join(' ');
  const stored = readStored(path, version);
  const used = new Map<string, ParsedFile>();
  return {
    parsed: (file, text, parse) => {
      const key = createHash('sha256').update(`${file}\0${text}`).digest('base64');
      const found = stored.get(key) ?? parse();
      used.set(key, found);
      return found;
    },
    save: () => {
      const isSame = used.size === stored.size && [...used.keys()].every((key) => stored.has(key));
      if (!isSame) writeStored(path, { version, files: used });
    },
  };
}

/** The checksum comes first: V8's reader is not made for damaged input. */
function readStored(path: string, version: string): ReadonlyMap<string, ParsedFile> {
  try {
    const bytes = readFileSync(path);
    const body = bytes.subarray(checksumBytes);
    if (!checksum(body).equals(bytes.subarray(0, checksumBytes))) return new Map();
    const stored = deserialize(body) as Stored;
    return stored.version === version ? stored.files : new Map();
  } catch {
    return new Map();
  }
}

const checksumBytes = 32;
const checksum = (body: Buffer): Buffer => createHash('sha256').update(body).digest();

/** A cache that cannot be written costs time at the next start, and nothing else. */
function writeStored(path: string, stored: Stored): void {
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const body = serialize(stored);
    writeFileSync(draft, Buffer.concat([checksum(body), body]), { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    return;
  }
}
