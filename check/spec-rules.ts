import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from './files.ts';
import { fromComplaints, type Step } from './step.ts';

/** A file as the checks see it. `path` is relative to the project, with forward slashes. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** A numbered rule of docs/spec: `NOT-2` at the start of a line, after list, heading, table or bold marks. */
const definition = /^[\s>#*|\d.-]*?\**([A-Z]{2,6})-(\d{1,3})\b/gm;

/** Rule ids (`NOT-2`) defined by one spec document, in order; a double definition appears twice. */
export function definedRules(text: string): string[] {
  return [...text.matchAll(definition)].map(([, prefix, number]) => `${prefix ?? ''}-${number ?? ''}`);
}

/** Rule ids that a text quotes, among those with one of the prefixes. `INC-2026-0001` is a number, not a rule. */
export function quotedRules(text: string, prefixes: ReadonlySet<string>): string[] {
  if (prefixes.size === 0) return [];
  const quoted = new RegExp(String.raw`\b(?:${[...prefixes].sort().join('|')})-\d{1,3}\b(?![-\d])`, 'g');
  return [...text.matchAll(quoted)].map(([id]) => id);
}

/** Complaints about rules that no test quotes, quotes of rules that do not exist, and rules defined twice. */
export function checkSpec(specs: readonly TextFile[], sources: readonly TextFile[]): string[] {
  const definedIn = new Map<string, string>();
  const complaints: string[] = [];
  for (const { path, text } of specs) {
    for (const id of definedRules(text)) {
      const before = definedIn.get(id);
      if (before !== undefined) complaints.push(`${path}: ${id} is already defined in ${before}`);
      definedIn.set(id, path);
    }
  }
  const prefixes = new Set([...definedIn.keys()].map((id) => id.slice(0, id.indexOf('-'))));
  const tested = new Set<string>();
  for (const { path, text } of sources) {
    for (const id of new Set(quotedRules(text, prefixes))) {
      if (!definedIn.has(id)) complaints.push(`${path}: quotes ${id}, which no file of docs/spec defines`);
      if (isTest(path)) tested.add(id);
    }
  }
  const untested = [...definedIn].filter(([id]) => !tested.has(id));
  return [...complaints, ...untested.map(([id, path]) => `${path}: no test quotes ${id}`)];
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

export const specStep: Step = {
  name: 'spec',
  about: 'every numbered rule of docs/spec is quoted by a test, and every quoted rule exists',
  run: async (root) => {
    const read = (paths: readonly string[]): Promise<TextFile[]> =>
      Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })));
    const specs = await read(listFiles(root, 'docs/spec/**/*.md'));
    const sources = await read(listFiles(root, '{src,test,web/src,content}/**/*.{ts,tsx}'));
    return fromComplaints(checkSpec(specs, sources));
  },
};
