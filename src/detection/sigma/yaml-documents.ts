import { isNode, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { quote, RefusedError, type DocumentPath, type Refusal } from './refusal.ts';

/** Bounds on one file. `maxAliases` is how often aliases may be resolved, which is what a "billion laughs" needs. */
export const maxFileBytes = 1_048_576;
export const maxDocuments = 512;
export const maxAliases = 100;

/** One document of a file, as plain values. */
export interface YamlDocument {
  readonly value: unknown;
  /** Line of the document's first value, counted from 1. */
  readonly line: number;
  /** Line of the value at `path`, or of its nearest ancestor that the document holds. */
  readonly lineOf: (path: DocumentPath) => number;
}

/** The documents of a file that can be read, and what could not be. A broken document does not stop its neighbours. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  readonly refused: readonly Refusal[];
}

/** Reads YAML 1.2 (core schema). Never throws: too large, broken or hostile text becomes refusals. */
export function readYaml(text: string, file: string): YamlFile {
  if (Buffer.byteLength(text) > maxFileBytes) {
    return whole(file, { code: 'file_too_large', reason: `The file is larger than ${maxFileBytes} bytes.` });
  }
  const lines = new LineCounter();
  let parsed: Document.Parsed[];
  try {
    const result = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
      logLevel: 'error',
    });
    parsed = Array.isArray(result) ? [...result] : [];
  } catch (error) {
    return whole(file, {
      code: 'yaml_syntax',
      reason: `The file cannot be read as YAML: ${messageOf(error)}`,
    });
  }
  if (parsed.length > maxDocuments) {
    return whole(file, {
      code: 'document_limit',
      reason: `The file holds more than ${maxDocuments} documents.`,
    });
  }
  const results = parsed.map((document) => readDocument(document, lines, file));
  return {
    documents: results.flatMap((result) => ('value' in result ? [result] : [])),
    refused: results.flatMap((result) => ('code' in result ? [result] : [])),
  };
}

const whole = (file: string, why: Pick<Refusal, 'code' | 'reason'>): YamlFile => ({
  documents: [],
  refused: [{ file, line: 1, ...why }],
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function readDocument(document: Document.Parsed, lines: LineCounter, file: string): YamlDocument | Refusal {
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const start = document.contents === null ? document.range[0] : document.contents.range[0];
  const [error] = document.errors;
  if (error !== undefined) {
    return { file, line: lineAt(error.pos[0]), code: 'yaml_syntax', reason: `Broken YAML: ${error.message}` };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { value, line: lineAt(start), lineOf: (path) => lineOf(document, path, lineAt, start) };
  } catch (thrown) {
    const code = thrown instanceof ReferenceError ? 'yaml_aliases' : 'yaml_syntax';
    return { file, line: lineAt(start), code, reason: `The document cannot be read: ${messageOf(thrown)}` };
  }
}

function lineOf(
  document: Document.Parsed,
  path: DocumentPath,
  lineAt: (offset: number) => number,
  start: number,
): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lineAt(node.range[0]);
  }
  return lineAt(start);
}

/** Runs a parser over one document and turns what it refuses into a `Refusal` with a line. */
export function attempt<T>(document: YamlDocument, file: string, parse: () => T): T | Refusal {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RefusedError) {
      return { file, line: document.lineOf(error.path), code: error.code, reason: error.message };
    }
    if (error instanceof RangeError) {
      return {
        file,
        line: document.line,
        code: 'rule_too_large',
        reason: `The document nests too deep: ${quote(error.message)}`,
      };
    }
    throw error;
  }
}

/** The document of a file that holds a line, which counts from 1, as written; `---` divides documents. */
export function documentAt(text: string, line: number): string {
  const lines = text.split('\n');
  const divides = (candidate: string): boolean => /^---\s*$/.test(candidate);
  const before = lines.slice(0, line - 1).findLastIndex(divides);
  const rest = lines.slice(before + 1);
  const end = rest.findIndex((candidate, index) => index > line - 2 - before && divides(candidate));
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}
