import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { mostImportBytes, mostImportFiles, readRuleFiles, type Refusal } from '../../detection/index.ts';

/** A file of rules as the server takes it. */
export interface RuleFileToImport {
  readonly file: string;
  readonly text: string;
  /** Text of the test file beside it; null: there is none. */
  readonly tests: string | null;
}

/** A file that is not sent, and why. */
export type UnsentFile = Pick<Refusal, 'file' | 'line' | 'reason'> & {
  readonly code: Refusal['code'] | 'tests_unreadable';
};

/** The files of rules at and below the folders, with the tests beside them, and what of them cannot be read. */
export function filesToImport(folders: readonly string[]): {
  readonly files: readonly RuleFileToImport[];
  readonly unsent: readonly UnsentFile[];
} {
  const read = readRuleFiles(folders);
  const files: RuleFileToImport[] = [];
  const unsent: UnsentFile[] = [...read.refused];
  const seen = new Set<string>();
  for (const { file, text } of read.files) {
    // Folders may hold each other.
    if (seen.has(resolve(file))) continue;
    seen.add(resolve(file));
    if (isMangled(file, text)) {
      unsent.push({ file, line: 1, code: 'file_unreadable', reason: 'The file is not UTF-8 text.' });
      continue;
    }
    const tests = readTests(file);
    if (typeof tests === 'string' || tests === null) files.push({ file, text, tests });
    else unsent.push(tests);
  }
  return { files, unsent };
}

/** Whether something was replaced when the bytes were read as text. */
const isMangled = (file: string, text: string): boolean =>
  text.includes('\uFFFD') && !isUtf8(readFileSync(file));

/** Longest file of tests that is sent, in bytes. */
const mostTestBytes = 1_048_576;

function readTests(file: string): string | UnsentFile | null {
  const beside = file.replace(/(\.ya?ml)$/i, '.test$1');
  const refuse = (reason: string): UnsentFile => ({
    file: beside,
    line: 1,
    code: 'tests_unreadable',
    reason,
  });
  try {
    const stat = beside === file ? undefined : statSync(beside, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    if (!stat.isFile()) return refuse('It is no regular file; its rules were not sent.');
    if (stat.size > mostTestBytes)
      return refuse(`The tests are larger than ${mostTestBytes} bytes; their rules were not sent.`);
    const text = readFileSync(beside, 'utf8');
    return text === '' ? null : text;
  } catch (error) {
    return refuse(`The tests cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Room for what stands around the files in a request. */
const aroundBytes = 65_536;

/** The files in as few parts as the server takes at once. A file that is larger than a part stands alone. */
export function partsOf(files: readonly RuleFileToImport[]): readonly (readonly RuleFileToImport[])[] {
  const parts: RuleFileToImport[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    const size = Buffer.byteLength(JSON.stringify(file)) + 1;
    const last = parts.at(-1);
    if (
      last === undefined ||
      last.length === mostImportFiles ||
      bytes + size > mostImportBytes - aroundBytes
    ) {
      parts.push([file]);
      bytes = size;
    } else {
      last.push(file);
      bytes += size;
    }
  }
  return parts;
}
