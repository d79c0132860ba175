import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { codeHash } from '../../platform/code/index.ts';
import type { SigmaCorrelation } from '../correlation/correlation.ts';
import { contentHash } from './hash.ts';
import { noPlaceholders, type Placeholders } from './placeholder.ts';
import type { Refusal } from './refusal.ts';
import { readRuleCache, writeRuleCache, type CacheTrouble } from './rule-cache-file.ts';
import type { SigmaFilter, SigmaRule } from './rule.ts';

/** One rule file: its name for messages, and its text. */
export interface RuleFile {
  readonly file: string;
  readonly text: string;
}

/** What one file holds. */
export interface ParsedFile {
  readonly loaded: readonly (SigmaRule | SigmaCorrelation | SigmaFilter)[];
  readonly refused: readonly Refusal[];
}

/** Parsed files as bytes that threads share: each ends where `ends` says and begins where the one before it ends. Empty: not parsed. */
export interface PackedFiles {
  readonly bytes: SharedArrayBuffer;
  readonly ends: readonly number[];
}

/** Parsed rule files by what they were parsed from, in memory as bytes, and on the disk for the next start. */
export interface RuleCache {
  /** The parsed form of a file; `parse` is asked when it is not known. */
  parsed(file: RuleFile, parse: () => ParsedFile): ParsedFile;
  /** Takes in what somebody else has parsed, with this code and these placeholders. */
  remember(file: RuleFile & ParsedFile): void;
  /** The parsed form of files for threads of this program, in their order. */
  packed(files: readonly RuleFile[]): PackedFiles;
  /** Forgets all other files, and writes these to the disk if that is not what it has. */
  keep(files: readonly RuleFile[]): void;
}

export interface RuleCacheOptions {
  readonly placeholders?: Placeholders;
  /** Hears why the file is not used or not written: then parsing is repeated, and nothing else is lost. */
  readonly onTrouble?: (trouble: CacheTrouble) => void;
  /** What parses; a test may put another in its place. */
  readonly parserHash?: string;
  /** Most bytes that are kept, in memory and on the disk; a test may set fewer. */
  readonly mostBytes?: number;
}

/** Some 80,000 rules of the usual size. */
const mostCacheBytes = 256 * 1024 * 1024;

/**
 * Opens a cache on a file; null: only in memory. A file that is missing, damaged, of another owner, or of other code, another Node or
 * other placeholders is an empty cache.
 */
export function openRuleCache(path: string | null, options: RuleCacheOptions = {}): RuleCache {
  const { mostBytes = mostCacheBytes } = options;
  const version = versionOf(options);
  /** Null: what is there cannot be used, and is written anew. */
  let onDisk: ReadonlySet<string> | null = new Set();
  const onTrouble = (trouble: CacheTrouble): void => {
    onDisk = null;
    options.onTrouble?.(trouble);
  };
  const known = new Map(path === null ? [] : readRuleCache(path, { version, mostBytes, onTrouble }));
  if (known.size > 0) onDisk = new Set(known.keys());
  let bytesKnown = sizeOf(known.values());

  function add(key: string, { loaded, refused }: ParsedFile): void {
    if (known.has(key)) return;
    const bytes = serialize({ loaded, refused } satisfies ParsedFile);
    if (bytesKnown + bytes.length > mostBytes) return;
    known.set(key, bytes);
    bytesKnown += bytes.length;
  }

  return {
    parsed: (file, parse) => {
      const key = keyOf(file);
      const bytes = known.get(key);
      const found = bytes === undefined ? null : unpack(bytes, file.file);
      if (found !== null) return found;
      known.delete(key);
      const parsed = parse();
      add(key, parsed);
      return parsed;
    },
    remember: (file) => {
      add(keyOf(file), file);
    },
    packed: (files) => pack(files.map((file) => known.get(keyOf(file)) ?? nothing)),
    keep: (files) => {
      const wanted = new Set(files.map(keyOf));
      for (const key of known.keys()) if (!wanted.has(key)) known.delete(key);
      bytesKnown = sizeOf(known.values());
      if (path === null || isSame(onDisk, known)) return;
      onDisk = new Set(known.keys());
      writeRuleCache(path, { version, entries: known, onTrouble });
    },
  };
}

/** The parsed form of the file at a place among packed ones; null: it has to be parsed. */
export function unpackFile({ bytes, ends }: PackedFiles, index: number, file: string): ParsedFile | null {
  const from = ends[index - 1] ?? 0;
  const to = ends[index] ?? from;
  return to === from ? null : unpack(new Uint8Array(bytes, from, to - from), file);
}

const nothing = new Uint8Array(0);

function pack(parts: readonly Uint8Array[]): PackedFiles {
  const bytes = new SharedArrayBuffer(sizeOf(parts));
  const all = new Uint8Array(bytes);
  let end = 0;
  const ends = parts.map((part) => {
    all.set(part, end);
    return (end += part.length);
  });
  return { bytes, ends };
}

/** Null for what is no parsed form of that file. */
function unpack(bytes: Uint8Array, file: string): ParsedFile | null {
  try {
    const value: unknown = deserialize(bytes);
    return isParsed(value, file) ? value : null;
  } catch {
    return null;
  }
}

function isParsed(value: unknown, file: string): value is ParsedFile {
  if (typeof value !== 'object' || value === null) return false;
  return 'loaded' in value && areOf(value.loaded, file) && 'refused' in value && areOf(value.refused, file);
}

const areOf = (values: unknown, file: string): boolean =>
  Array.isArray(values) &&
  values.every(
    (each: unknown) => typeof each === 'object' && each !== null && 'file' in each && each.file === file,
  );

const isSame = (keys: ReadonlySet<string> | null, entries: ReadonlyMap<string, unknown>): boolean =>
  keys?.size === entries.size && [...entries.keys()].every((key) => keys.has(key));

function sizeOf(parts: Iterable<Uint8Array>): number {
  let bytes = 0;
  for (const part of parts) bytes += part.length;
  return bytes;
}

const keys = new WeakMap<RuleFile, string>();

function keyOf(file: RuleFile): string {
  const known = keys.get(file);
  if (known !== undefined) return known;
  const key = createHash('sha256').update(`${file.file}\0${file.text}`).digest('base64');
  keys.set(file, key);
  return key;
}

/** What else the parsed form depends on. The code itself counts: nobody has to remember to raise a number. */
const versionOf = ({ parserHash = ownHash(), placeholders = noPlaceholders }: RuleCacheOptions): string =>
  [parserHash, process.version, contentHash([...placeholders])].join(' ');

let known: string | null = null;

/** SHA-256 of the code that reads rules. */
function ownHash(): string {
  known ??= codeHash([import.meta.dirname, join(import.meta.dirname, '..', 'correlation')]);
  return known;
}
