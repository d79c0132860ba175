import { maxSteps, maxStepLength } from '../search/path-target.ts';

/** Bounds of what is looked at in one document, and of the answer. */
const maxMembers = 2_000;
export const mostPaths = 500;

/** A path that documents have. */
export interface JsonPath {
  /** As the query language takes it: `actor.user.uid`, `raw.requestParameters.name`. */
  readonly name: string;
  readonly type: 'text' | 'number';
  /** Documents that have it. */
  readonly documents: number;
}

interface Seen {
  documents: number;
  isNumber: boolean;
}

/**
 * The paths to the texts, numbers and booleans of documents, those of most documents first, at most `mostPaths`. Of a list
 * the first element stands for all. Names that the query language cannot write are left out; a document that is no JSON
 * object counts for nothing.
 */
export function jsonPaths(documents: readonly string[], prefix: '' | 'raw.'): readonly JsonPath[] {
  const seen = new Map<string, Seen>();
  for (const text of documents) {
    const value = readObject(text);
    if (value !== null) note(value, prefix, seen);
  }
  return [...seen]
    .map(([name, { documents: count, isNumber }]): JsonPath => {
      return { name, type: isNumber ? 'number' : 'text', documents: count };
    })
    .sort((a, b) => b.documents - a.documents || (a.name < b.name ? -1 : 1))
    .slice(0, mostPaths);
}

function readObject(text: string): object | null {
  if (!text.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

interface Place {
  readonly value: unknown;
  readonly path: readonly string[];
}

/** Walks one document without recursion: senders choose how deep it is. */
function note(document: object, prefix: string, seen: Map<string, Seen>): void {
  const waiting: Place[] = [{ value: document, path: [] }];
  let members = 0;
  for (let place = waiting.pop(); place !== undefined && members < maxMembers; place = waiting.pop()) {
    members += 1;
    const { value, path } = place;
    if (Array.isArray(value)) {
      if (value.length > 0) push(waiting, value[0], path, '1');
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (waiting.length < maxMembers && isWritable(key, path.length === 0 && prefix === ''))
          push(waiting, inner, path, key);
      }
    } else if (value !== null && value !== '') {
      count(path, prefix, typeof value === 'number', seen);
    }
  }
}

function push(waiting: Place[], value: unknown, path: readonly string[], step: string): void {
  if (path.length < maxSteps) waiting.push({ value, path: [...path, step] });
}

/** As `readField` of tokens.ts reads names; a dot would be another step. */
const isWritable = (key: string, isFirst: boolean): boolean =>
  key.length <= maxStepLength && (isFirst ? /^[A-Za-z_][\w@#$-]*$/ : /^[\w@#$-]+$/).test(key);

function count(path: readonly string[], prefix: string, isNumber: boolean, seen: Map<string, Seen>): void {
  const [first, ...more] = path;
  if (first === undefined) return;
  // A member of the event itself has no dot in its path and needs the document's name.
  const name =
    prefix !== '' ? `${prefix}${path.join('.')}` : `${more.length === 0 ? 'ocsf.' : ''}${path.join('.')}`;
  const known = seen.get(name);
  if (known === undefined) seen.set(name, { documents: 1, isNumber });
  else {
    known.documents += 1;
    known.isNumber = known.isNumber && isNumber;
  }
}
