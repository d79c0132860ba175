import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkRows, type RowChunk } from './row-chunks.ts';

const sizes = { least: 200, most: 2_000, linesBetween: 8 };

async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
  await Promise.resolve();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function chunksOf(lines: readonly string[], size = 64): Promise<readonly RowChunk[]> {
  const chunks: RowChunk[] = [];
  for await (const chunk of chunkRows(pieces(lines.map((line) => `${line}\n`).join(''), size), sizes))
    chunks.push(chunk);
  return chunks;
}

const texts = (chunks: readonly RowChunk[]): readonly string[] =>
  chunks.map(({ content }) => content.toString());
const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${String(index).padStart(6, '0')}\tsome text of row ${index}`);

test('no rows make no chunk, and lines are never cut', async () => {
  expect(await chunksOf([])).toEqual([]);
  const chunks = await chunksOf(numbered(300), 7);
  expect(texts(chunks).join('')).toBe(
    numbered(300)
      .map((line) => `${line}\n`)
      .join(''),
  );
  expect(texts(chunks).every((text) => text.endsWith('\n'))).toBe(true);
  expect(chunks.length).toBeGreaterThan(5);
  expect(chunks.reduce((sum, { rows }) => sum + rows, 0)).toBe(300);
  expect(Math.max(...chunks.map(({ content }) => content.length))).toBeLessThan(2_000 + 40);
});

test('rows added at the end leave all chunks but the last as they were', async () => {
  const before = texts(await chunksOf(numbered(300)));
  const after = texts(await chunksOf(numbered(340)));
  expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
});

test('a row that changes, comes or goes in the middle leaves the chunks far from it as they were', async () => {
  const rows = numbered(400);
  const before = new Set(texts(await chunksOf(rows)));
  for (const changed of [
    rows.toSpliced(200, 1, '000200\tanother text altogether'),
    rows.toSpliced(200, 1),
    rows.toSpliced(200, 0, '000199a\tin between'),
  ]) {
    const after = texts(await chunksOf(changed));
    expect(after.filter((text) => !before.has(text)).length).toBeLessThanOrEqual(3);
  }
});

test('whatever the rows and however they arrive, the chunks are the rows, and the same rows make the same chunks', async () => {
  const line = fc.string({ maxLength: 300 }).map((text) => text.replaceAll('\n', ' '));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 60 }),
      fc.integer({ min: 1, max: 500 }),
      async (lines, size) => {
        const chunks = await chunksOf(lines, size);
        expect(texts(chunks).join('')).toBe(lines.map((text) => `${text}\n`).join(''));
        expect(texts(await chunksOf(lines, 1_000))).toEqual(texts(chunks));
      },
    ),
    { numRuns: 60 },
  );
});

test('rows that end in the middle of a line are an error', async () => {
  const run = async (): Promise<void> => {
    for await (const _ of chunkRows(pieces('one\ntwo', 3), sizes));
  };
  await expect(run()).rejects.toThrow('end in the middle of a line');
});
