import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadRules, type HuntRules } from '../../detection/index.ts';
import { createChunks } from './hunt-chunks.ts';
import type { FileTask, HuntedItem } from './hunt-file.ts';
import { huntFiles } from './hunt-files.ts';
import type { HuntChunk } from './hunt-message.ts';

let folder: string;
let rules: HuntRules;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-threads-'));
  const rule = (id: string, value: string): string =>
    `title: ${id}\nid: ${id}\nname: ${id}\nlogsource: { product: windows }\ndetection: { s: { User: ${value} }, condition: s }\n---\n`;
  const text = `${rule('ann', 'ann')}${rule('ben', 'ben')}title: Many
id: many
correlation: { type: event_count, rules: [ben], group-by: [User], timespan: 1d, condition: { gte: 2 } }
`;
  await writeFile(join(folder, 'rules.yml'), text);
  const { correlations, rules: own } = loadRules([join(folder, 'rules.yml')]);
  rules = { correlations, rules: own };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const event = (User: string, index: number): string =>
  JSON.stringify({ Channel: 'Security', EventID: 1, EventTime: '2026-11-23T10:00:00Z', User, index });

/** Files of different lengths, so that later ones are ready before earlier ones. */
async function filesOf(lengths: readonly number[]): Promise<readonly FileTask[]> {
  return Promise.all(
    lengths.map(async (length, index) => {
      const lines = Array.from({ length }, (_, line) =>
        line % 7 === 3 ? 'no json' : event(['ann', 'ben', 'eve'][line % 3] ?? '', line),
      );
      const path = join(folder, `${index}.ndjson`);
      await writeFile(path, `${lines.join('\n')}\n`);
      return { index, path, modifiedAt: 0 };
    }),
  );
}

interface Found {
  readonly items: readonly HuntedItem[];
  readonly events: number;
  readonly bytes: number;
}

async function hunted(files: readonly FileTask[], threads: number): Promise<Found> {
  const items: HuntedItem[] = [];
  let [bytes, events] = [0, 0];
  await huntFiles(
    files,
    { rules, ndjson: true, threads },
    {
      onRead: (more) => void (bytes += more),
      onEvent: () => void (events += 1),
      put: (item) => Promise.resolve(void items.push(item)),
    },
  );
  return { items, events, bytes };
}

test('threads find what one finds, in the order of the files', async () => {
  const files = await filesOf([20_000, 3, 0, 500, 8_000, 1]);
  const one = await hunted(files, 1);
  expect(one.events).toBe(28_504);
  expect(new Set(one.items.map(({ kind }) => kind))).toEqual(new Set(['hit', 'counted', 'fault']));
  const three = await hunted(files, 3);
  expect(three).toEqual(one);
}, 60_000);

test('a file that is not there is a fault of its own, in a thread too', async () => {
  const [file] = await filesOf([2]);
  if (file === undefined) throw new Error('there is no file');
  const found = await hunted(
    [
      { ...file, path: join(folder, 'absent') },
      { ...file, index: 1 },
    ],
    2,
  );
  expect(found.items.map((item) => (item.kind === 'fault' ? item.fault.code : item.kind))).toEqual([
    'file_unreadable',
    'hit',
    'counted',
  ]);
});

test('a thread waits while its receiver is behind', async () => {
  const sent: HuntChunk[] = [];
  const chunks = createChunks((chunk) => void sent.push(chunk));
  const hit: HuntedItem = { kind: 'hit', level: 'low', line: 'x'.repeat(256 * 1024) };
  for (let count = 0; count < 15; count += 1) await chunks.sink.put(hit);
  let isThrough = false;
  const waiting = chunks.sink.put(hit).then(() => (isThrough = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect([sent.length, isThrough]).toEqual([16, false]);
  chunks.taken();
  await waiting;
  expect(isThrough).toBe(true);
  await chunks.flush();
  expect(sent).toHaveLength(16);
  chunks.sink.onEvent();
  chunks.taken();
  await chunks.flush();
  expect(sent.at(-1)).toEqual({ items: [], bytes: 0, events: 1 });
});
