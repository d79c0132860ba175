import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SigmaCorrelation } from '../correlation/correlation.ts';
import { parseCorrelation } from '../correlation/parse-correlation.ts';
import { resolveReferences } from '../correlation/references.ts';
import { isSigmaMap } from './document.ts';
import { applyFilters } from './filter.ts';
import { parseFilter, parseRule } from './parse-rule.ts';
import { noPlaceholders, type Placeholders } from './placeholder.ts';
import { refuse, type Refusal, type RuleWarning } from './refusal.ts';
import type { CacheTrouble } from './rule-cache-file.ts';
import { openRuleCache, type ParsedFile, type RuleFile } from './rule-cache.ts';
import type { RuleHead, SigmaFilter, SigmaRule } from './rule.ts';
import { attempt, documentAt, maxFileBytes, readYaml, type YamlDocument } from './yaml-documents.ts';

/** Everything that was read, and everything that was not, with its reason. Sorted by file and line. */
export interface RuleSet {
  /** Rules with the filters already applied. */
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly SigmaCorrelation[];
  readonly filters: readonly SigmaFilter[];
  readonly refused: readonly Refusal[];
  readonly warnings: readonly RuleWarning[];
  /** A document's YAML as it was read; empty for one of another set. */
  readonly sourceOf: (document: RuleHead) => string;
}

export interface LoadOptions {
  /** Values for `%name%` under the `expand` modifier; rules with others are refused. */
  readonly placeholders?: Placeholders;
  /** File in which parsed rules are kept for the next start. */
  readonly cacheFile?: string;
  /** Hears why that file is not used. */
  readonly onCacheTrouble?: (trouble: CacheTrouble) => void;
}

export type { RuleFile } from './rule-cache.ts';

/** A document that was read. */
export type RuleDocument = SigmaRule | SigmaCorrelation | SigmaFilter;

/** Bound on how deep folders of rules may nest. */
const maxFolderDepth = 32;

/**
 * Loads every `.yml` and `.yaml` file below the folders, except tests (`.test.yml`). Nothing throws: what cannot be
 * read is listed in `refused`, and stops nothing beside it.
 */
export function loadRules(folders: readonly string[], options: LoadOptions = {}): RuleSet {
  const { files, refused } = readRuleFiles(folders);
  return loadRuleFiles(files, options, refused);
}

/** The texts of the rule files below the folders, and which cannot be read. */
export function readRuleFiles(folders: readonly string[]): {
  readonly files: readonly RuleFile[];
  readonly refused: readonly Refusal[];
} {
  const files: RuleFile[] = [];
  const refused: Refusal[] = [];
  for (const folder of folders) {
    for (const file of ruleFilesIn(folder, refused, 0)) {
      try {
        const stat = statSync(file);
        // A pipe or a device could be read for ever.
        if (!stat.isFile()) refused.push(unreadable(file, 'it is no regular file'));
        else if (stat.size > maxFileBytes) {
          refused.push({
            file,
            line: 1,
            code: 'file_too_large',
            reason: `The file is larger than ${maxFileBytes} bytes.`,
          });
        } else {
          files.push({ file, text: readFileSync(file, 'utf8') });
        }
      } catch (error) {
        refused.push(unreadable(file, error));
      }
    }
  }
  return { files, refused };
}

/** The same for files that are already in memory. */
export function loadRuleFiles(
  files: readonly RuleFile[],
  options: LoadOptions = {},
  alreadyRefused: readonly Refusal[] = [],
): RuleSet {
  return assembleRules(parseRuleFiles(files, options), alreadyRefused);
}

/** Reads files, as far as the cache does not know them, and leaves the cache with what they hold. */
export function parseRuleFiles(
  files: readonly RuleFile[],
  options: LoadOptions = {},
): readonly ParsedRuleFile[] {
  const placeholders = options.placeholders ?? noPlaceholders;
  const { cacheFile, onCacheTrouble: onTrouble } = options;
  if (cacheFile === undefined) return files.map((file) => parseRuleFile(file, placeholders));
  const cache = openRuleCache(cacheFile, { placeholders, ...(onTrouble === undefined ? {} : { onTrouble }) });
  const parsed = files.map((file): ParsedRuleFile => {
    const parse = (): ParsedFile => parseDocuments(file, placeholders);
    return { ...file, ...cache.parsed(file, parse) };
  });
  cache.keep(files);
  return parsed;
}

/** Reads the documents of one file. Nothing throws: what cannot be read is refused. */
export const parseRuleFile = (file: RuleFile, placeholders = noPlaceholders): ParsedRuleFile => ({
  ...file,
  ...parseDocuments(file, placeholders),
});

function parseDocuments({ file, text }: RuleFile, placeholders: Placeholders): ParsedFile {
  const yaml = readYaml(text, file);
  const loaded: RuleDocument[] = [];
  const refused = [...yaml.refused];
  for (const document of yaml.documents) {
    if (document.value === null || document.value === undefined) continue;
    const result = attempt(document, file, () => parseDocument(document, file, placeholders));
    if ('code' in result) refused.push(result);
    else loaded.push(result);
  }
  return { loaded, refused };
}

function parseDocument(document: YamlDocument, file: string, placeholders: Placeholders): RuleDocument {
  const map = document.value;
  if (!isSigmaMap(map)) return refuse('document_invalid', 'The document is no map.');
  if ('correlation' in map) return parseCorrelation(map, file, document.line);
  if ('filter' in map) return parseFilter(map, file, document.line, placeholders);
  return parseRule(map, file, document.line, placeholders);
}

/** A file with what it holds. */
export type ParsedRuleFile = RuleFile & ParsedFile;

/** Makes a set of files' documents: ids are unique, filters applied, references resolved. */
export function assembleRules(files: readonly ParsedRuleFile[], alreadyRefused: readonly Refusal[]): RuleSet {
  const refused = [...alreadyRefused, ...files.flatMap((file) => file.refused)];
  const texts = new Map(files.map(({ file, text }) => [file, text]));
  return {
    ...assemble(
      files.flatMap((file) => file.loaded),
      refused,
    ),
    sourceOf: ({ file, line }) => documentAt(texts.get(file) ?? '', line),
  };
}

function assemble(
  loaded: readonly RuleDocument[],
  alreadyRefused: readonly Refusal[],
): Omit<RuleSet, 'sourceOf'> {
  const refused = [...alreadyRefused];
  const byId = new Map<string, RuleDocument>();
  for (const document of [...loaded].sort(byPlace)) {
    const first = byId.get(document.id);
    if (first === undefined) byId.set(document.id, document);
    else {
      const { file, line, id } = document;
      refused.push({
        file,
        line,
        code: 'duplicate_id',
        reason: `The id ${id} is already used by ${first.file}, line ${first.line}.`,
      });
    }
  }
  const kept = [...byId.values()];
  const filters = kept.filter((document) => document.kind === 'filter');
  const filtered = applyFilters(
    kept.filter((document) => document.kind === 'detection'),
    filters,
  );
  const resolved = resolveReferences(
    filtered.rules,
    kept.filter((document) => document.kind === 'correlation'),
  );
  return {
    rules: filtered.rules,
    correlations: resolved.correlations,
    filters,
    refused: [...refused, ...resolved.refused].sort(byPlace),
    warnings: filtered.warnings,
  };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byPlace = (a: { file: string; line: number }, b: { file: string; line: number }): number =>
  compareText(a.file, b.file) || a.line - b.line;

function ruleFilesIn(folder: string, refused: Refusal[], depth: number): readonly string[] {
  try {
    if (!statSync(folder).isDirectory()) return [folder];
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name));
    return entries.flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return depth < maxFolderDepth ? ruleFilesIn(path, refused, depth + 1) : [];
      return /\.ya?ml$/i.test(entry.name) && !/\.test\.ya?ml$/i.test(entry.name) ? [path] : [];
    });
  } catch (error) {
    refused.push(unreadable(folder, error));
    return [];
  }
}

function unreadable(file: string, error: unknown): Refusal {
  const why = error instanceof Error ? error.message : String(error);
  return { file, line: 1, code: 'file_unreadable', reason: `It cannot be read: ${why}` };
}
