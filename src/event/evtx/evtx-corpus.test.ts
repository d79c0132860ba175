import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEventFile } from '../file/event-file.ts';
import { findCorpus } from '../testing/corpus.ts';
import type { EvtxProblem, EvtxRecord } from './chunk.ts';
import { readEvtx } from './evtx-file.ts';

const corpus = findCorpus();
const folder = corpus.kind === 'present' ? corpus.dir : '';

async function readAll(path: string): Promise<{ records: EvtxRecord[]; problems: EvtxProblem[] }> {
  const file = readFileSync(path);
  const all: { records: EvtxRecord[]; problems: EvtxProblem[] } = { records: [], problems: [] };
  for await (const { records, problems } of readEvtx((offset, bytes) =>
    Promise.resolve(file.subarray(offset, offset + bytes)),
  )) {
    all.records.push(...records);
    all.problems.push(...problems);
  }
  return all;
}

async function jsonOf(path: string): Promise<readonly unknown[]> {
  const values: unknown[] = [];
  for await (const item of readEventFile(path)) {
    if (item.kind === 'problem' || item.record.kind !== 'json') throw new Error(`${path} is not JSON.`);
    values.push(JSON.parse(item.record.text));
  }
  return values;
}

/** The program that made the JSON has cut blanks off the ends of texts; the log has them. */
const trimmed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === 'string' ? inner.trim() : inner,
  );

describe.skipIf(corpus.kind === 'absent')('public logs of attacks', () => {
  test('98 logs are read as the JSON that stands beside them', async () => {
    const regression = join(folder, 'sigma', 'regression_data');
    const files = globSync('**/*.evtx', { cwd: regression }).map((file) => join(regression, file));
    expect(files).toHaveLength(98);
    for (const file of files) {
      const { records, problems } = await readAll(file);
      const json = await jsonOf(file.replace(/\.evtx$/, '.json'));
      expect({ file, problems, events: trimmed(records.map(({ event }) => event)) }).toEqual({
        file,
        problems: [],
        events: trimmed(json),
      });
    }
  });

  test('65 other logs are read whole', async () => {
    const files = globSync('evtx-attack/**/*.evtx', { cwd: folder });
    expect(files).toHaveLength(65);
    let records = 0;
    for (const file of files) {
      const read = await readAll(join(folder, file));
      expect({ file, problems: read.problems }).toEqual({ file, problems: [] });
      records += read.records.length;
    }
    expect(records).toBe(1_581);
  });
});
