import { expect, test } from 'vitest';
import { nextId } from './make-backup.ts';

const at = new Date('2026-01-02T03:04:05.678Z');

test.for([
  [null, '20260102T030405Z'],
  ['20260101T235959Z', '20260102T030405Z'],
  ['20260102T030405Z', '20260102T030406Z'],
  ['20260102T030406Z', '20260102T030407Z'],
  ['20270101T000000Z', '20270101T000001Z'],
  ['20261231T235959Z', '20270101T000000Z'],
] as const)('after %s a backup is called %s', ([newest, expected]) => {
  expect(nextId(newest, at)).toBe(expected);
});
