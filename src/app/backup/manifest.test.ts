import { expect, test } from 'vitest';
import {
  checkSignature,
  masterKeyCheck,
  objectsOf,
  readManifest,
  writeManifest,
  type Manifest,
} from './manifest.ts';
import { manifestOf, testKey } from './testing/manifest.ts';

const object = { sha256: 'c'.repeat(64), bytes: 10 };
const manifest = manifestOf(
  '20260102T030405Z',
  [object, { sha256: 'd'.repeat(64), bytes: 5 }],
  masterKeyCheck(testKey),
);
const text = writeManifest(manifest, testKey);

const changed = (change: (content: Record<string, unknown>) => void): string => {
  const content = JSON.parse(text) as Record<string, unknown>;
  change(content);
  return JSON.stringify(content);
};

test('a manifest comes back as it was written and names each object once', () => {
  const read = readManifest(text, 'x');
  expect(read).toEqual(manifest);
  expect(objectsOf(read)).toEqual([object, { sha256: 'd'.repeat(64), bytes: 5 }]);
  expect(() => checkSignature(text, testKey, 'x')).not.toThrow();
});

test('a manifest that somebody changed is told by its signature, and so is one under another key', () => {
  const altered = changed((content) => {
    content['program'] = '9.9.9';
  });
  expect(readManifest(altered, 'x').program).toBe('9.9.9');
  expect(() => checkSignature(altered, testKey, 'x')).toThrow('its signature does not fit');
  expect(() => checkSignature(text, Buffer.alloc(32, 8), 'x')).toThrow('its signature does not fit');
});

test('a manifest of a form to come is told as that, whatever else it holds', () => {
  expect(() => readManifest('{"format": 2, "anything": []}', 'b1')).toThrow(
    'The backup b1 has the form 2, and this Tocsin knows 1: use the version that made it.',
  );
});

test.for<[string, (content: Record<string, unknown>) => void]>([
  ['no signature', (content) => delete content['signature']],
  ['an unknown member', (content) => (content['more'] = 1)],
  ['a hash that is a path', (content) => (content['masterKey'] = { sha256: '../../etc/passwd', bytes: 1 })],
  [
    'a part outside of the store',
    (content) => ((content['clickhouse'] as Manifest['clickhouse']).parts = [partIn('store/../../etc')]),
  ],
  [
    'a part with a name too clever',
    (content) => ((content['clickhouse'] as Manifest['clickhouse']).parts = [partIn(`${table}/..`)]),
  ],
  [
    'a spool file elsewhere',
    (content) => (content['spool'] = { files: [{ ...object, name: 'keys/../lock' }] }),
  ],
  ['a negative length', (content) => (content['masterKey'] = { ...object, bytes: -1 })],
  ['an id that is a path', (content) => (content['id'] = '../x')],
])('%s is refused', ([, change]) => {
  expect(() => readManifest(changed(change), 'x')).toThrow('The manifest x cannot be read');
});

const table = 'store/60f/60f4dd49-1b7f-4091-8766-c72c651a9b9c';
const partIn = (folder: string) => ({ ...object, folder, rows: 1, key: 'k' });

test('half a manifest is refused', () => {
  expect(() => readManifest(text.slice(0, 100), 'x')).toThrow('The manifest x is not JSON.');
});

test('a part as the engine names it is taken', () => {
  for (const name of ['202601_1_13_1', '202601_1_13_1_17', 'all_0_0_0', '20260102-abc_1_1_0']) {
    const given = changed(
      (content) => ((content['clickhouse'] as Manifest['clickhouse']).parts = [partIn(`${table}/${name}`)]),
    );
    expect(readManifest(given, 'x').clickhouse.parts).toHaveLength(1);
  }
});
