import { severities, type Severity } from '../../kernel/index.ts';
import type { Json, JsonObject, LogSource } from '../event-types.ts';
import { contentHash, uuidOf } from './hash.ts';
import { quote, refuse } from './refusal.ts';
import type { RuleHead } from './rule.ts';

/** A document's map, keys as Sigma spells them. */
export type SigmaMap = Readonly<Record<string, unknown>>;

export const isSigmaMap = (value: unknown): value is SigmaMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Longest title (Sigma 2.1, rules, title) and id. */
const maxTitle = 256;
const maxId = 128;

/** Reads what every document has; refuses other taxonomies, which nobody could map. */
export function parseHead(map: SigmaMap, file: string, line: number): RuleHead {
  const title = textAt(map, 'title');
  if (title === null || title.trim() === '') refuse('title_missing', 'The document has no title.');
  const taxonomy = textAt(map, 'taxonomy');
  if (taxonomy !== null && taxonomy !== 'sigma') {
    refuse('taxonomy_unsupported', `The taxonomy ${quote(taxonomy)} is not known; only "sigma" is.`, [
      'taxonomy',
    ]);
  }
  if ('action' in map)
    refuse('action_unsupported', 'Rule collections with "action" belong to Sigma 1; write whole documents.', [
      'action',
    ]);
  const hash = contentHash(map);
  return {
    id: (textAt(map, 'id') ?? uuidOf(hash)).slice(0, maxId),
    name: textAt(map, 'name'),
    title: title.slice(0, maxTitle),
    status: textAt(map, 'status'),
    description: textAt(map, 'description') ?? '',
    author: textAt(map, 'author') ?? '',
    references: textsAt(map, 'references'),
    tags: textsAt(map, 'tags'),
    falsepositives: textsAt(map, 'falsepositives'),
    custom: customOf(map['tocsin']),
    file,
    line,
    hash,
  };
}

/** The level, null when the document has none. */
export function parseLevel(map: SigmaMap): Severity | null {
  const level = map['level'];
  if (level === undefined || level === null) return null;
  return (
    severities.find((known) => known === level) ??
    refuse('level_unknown', `${quote(level)} is no level; Sigma has ${severities.join(', ')}.`, ['level'])
  );
}

/** `logsource`, lower-cased; at least one of category, product and service must be there. */
export function parseLogSource(map: SigmaMap): LogSource {
  const source = map['logsource'];
  if (source === undefined || source === null)
    return refuse('logsource_missing', 'The document has no logsource.');
  if (!isSigmaMap(source)) return refuse('logsource_invalid', 'The logsource is no map.', ['logsource']);
  const read = (key: string): string | null => {
    const value = source[key];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string')
      return refuse('logsource_invalid', `The logsource's ${key} is no text.`, ['logsource', key]);
    return value.toLowerCase();
  };
  const logSource = { product: read('product'), category: read('category'), service: read('service') };
  if (logSource.product === null && logSource.category === null && logSource.service === null) {
    refuse('logsource_invalid', 'The logsource names neither category, product nor service.', ['logsource']);
  }
  return logSource;
}

/** A text, null when absent. Numbers count as text, because YAML reads `name: 7` as one. */
export function textAt(map: SigmaMap, key: string): string | null {
  const value = map[key];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return refuse('document_invalid', `"${key}" is no text.`, [key]);
}

/** A list of texts; a single text counts as a list of one. */
export function textsAt(map: SigmaMap, key: string): readonly string[] {
  const value = map[key];
  if (value === undefined || value === null) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((entry) =>
    typeof entry === 'string' || typeof entry === 'number' ? [String(entry)] : [],
  );
}

function customOf(value: unknown): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isSigmaMap(value)) return refuse('document_invalid', 'The "tocsin" block is no map.', ['tocsin']);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toJson(entry)]));
}

function toJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (isSigmaMap(value)) return customOf(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
