import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from './files.ts';
import { fromComplaints, type Step } from './step.ts';

/** Terms of a glossary, in lower case: what is bold on a line that begins with a bold term, after a list mark or not. */
export function glossaryTerms(markdown: string): Set<string> {
  const lines = markdown.split('\n').filter((line) => /^(?:[-*|]\s*)?\*\*/.test(line));
  const terms = lines.flatMap((line) => [...line.matchAll(/\*\*([^*]+)\*\*/g)].map(([, term]) => term ?? ''));
  return new Set(terms.map((term) => term.trim().toLowerCase()));
}

/** Tables that the migrations make, without schema, in the order of their making. */
export function createdTables(sql: string): string[] {
  const statements = sql.matchAll(/^\s*create\s+table\s+(?:if\s+not\s+exists\s+)?(?:\w+\.)?"?(\w+)"?/gim);
  return [...statements].map(([, table]) => table ?? '');
}

/** Words of a name (`custody_entry`, `alarm-history`) that are neither a term nor a part of one, plural or not. */
export function unknownWords(name: string, terms: ReadonlySet<string>): string[] {
  const words = new Set([...terms].flatMap((term) => [term, ...term.split(/[\s-]+/)]));
  return name
    .toLowerCase()
    .split(/[_-]/)
    .filter((word) => word !== '' && !singulars(word).some((form) => words.has(form)));
}

function singulars(word: string): string[] {
  return [word, word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/ies$/, 'y')];
}

export const glossaryStep: Step = {
  name: 'glossary',
  about: 'slices and tables are named by words of GLOSSARY.md',
  run: async (root) => {
    const terms = glossaryTerms(await readFile(join(root, 'GLOSSARY.md'), 'utf8'));
    const folders = new Set(listFiles(root, 'src/*/**/*.ts').map((path) => path.split('/')[1] ?? ''));
    const names = [...folders].map((name) => ({ name, place: `src/${name}` }));
    for (const path of listFiles(root, 'migrations/**/*.sql')) {
      const tables = createdTables(await readFile(join(root, path), 'utf8'));
      names.push(...tables.map((name) => ({ name, place: path })));
    }
    const complaints = names.flatMap(({ name, place }) =>
      unknownWords(name, terms).map((word) => `${place}: "${word}" in "${name}" is not in GLOSSARY.md`),
    );
    return fromComplaints(complaints);
  },
};
