import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeHash } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-code-'));
  mkdirSync(join(folder, 'inner', 'testing'), { recursive: true });
  write('a.ts', 'one');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);

test('the hash follows names and contents of modules', () => {
  // sha256 of "a.ts", NUL, "3", NUL, "one"
  expect(codeHash([folder])).toBe('81d6a3959736024a333748bd7a21beedb3178300347bdd3c0444b9f138e7451b');
  const before = codeHash([folder]);
  write('inner/b.ts', '');
  const after = codeHash([folder]);
  expect(after).not.toBe(before);
  write('inner/b.ts', ' ');
  expect(codeHash([folder])).not.toBe(after);
});

test('tests, what serves them and other files do not count', () => {
  const before = codeHash([folder]);
  write('a.test.ts', 'test');
  write('inner/testing/help.ts', 'test');
  write('notes.md', 'text');
  expect(codeHash([folder])).toBe(before);
});

test('the text of one module cannot be moved into another', () => {
  write('b.ts', 'two');
  const before = codeHash([folder]);
  write('a.ts', 'onet');
  write('b.ts', 'wo');
  expect(codeHash([folder])).not.toBe(before);
});
