import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Refusal } from '../sigma/refusal.ts';
import type { CacheTrouble } from '../sigma/rule-cache-file.ts';
import {
  parseRuleFiles,
  readRuleFiles,
  type ParsedRuleFile,
  type RuleDocument,
  type RuleFile,
} from '../sigma/load.ts';
import { documentAt } from '../sigma/yaml-documents.ts';

/** A rule as the product ships it. */
export interface ShippedRule {
  readonly document: RuleDocument;
  readonly yaml: string;
  /** The test file beside its file; it may hold cases of the other rules in the file. */
  readonly tests: string | null;
}

/** The rules that came with the product: they change with an upgrade only, so they are read once. */
export interface ShippedRules {
  readonly files: readonly RuleFile[];
  /** Where their parsed form is kept for the next start and for other threads; null: nowhere. */
  readonly cacheFile: string | null;
  readonly parsed: readonly ParsedRuleFile[];
  /** Files that cannot be read. */
  readonly refused: readonly Refusal[];
  find(id: string): ShippedRule | null;
  /** A path as shown to people: below its folder. */
  shownFile(file: string): string;
}

export function readShippedRules(
  folders: readonly string[],
  cacheFile: string | null,
  onCacheTrouble: (trouble: CacheTrouble) => void = () => undefined,
): ShippedRules {
  const { files, refused } = readRuleFiles(folders);
  const parsed = parseRuleFiles(files, cacheFile === null ? {} : { cacheFile, onCacheTrouble });
  const byId = new Map<string, ShippedRule>();
  for (const [index, file] of files.entries()) {
    const tests = testsBeside(file.file);
    for (const document of parsed[index]?.loaded ?? []) {
      if (!byId.has(document.id))
        byId.set(document.id, { document, tests, yaml: documentAt(file.text, document.line) });
    }
  }
  return {
    files,
    cacheFile,
    parsed,
    refused,
    find: (id) => byId.get(id) ?? null,
    shownFile: (file) => {
      const folder = folders.find((candidate) => file.startsWith(candidate));
      return folder === undefined ? file : relative(folder, file);
    },
  };
}

function testsBeside(file: string): string | null {
  const beside = file.replace(/(\.ya?ml)$/i, '.test$1');
  return beside !== file && existsSync(beside) ? readFileSync(beside, 'utf8') : null;
}
