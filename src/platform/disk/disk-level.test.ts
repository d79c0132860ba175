import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diskLevels, nextLevel, worstLevel, type DiskLevel } from './disk-level.ts';

const thresholds = { warnFreePercent: 15, stopFreePercent: 3 };

test.each([
  ['ok', 15, 'ok'],
  ['ok', 14.9, 'warn'],
  ['ok', 2.9, 'stop'],
  ['warn', 15.9, 'warn'],
  ['warn', 16, 'ok'],
  ['warn', 3, 'warn'],
  ['warn', 2.99, 'stop'],
  ['stop', 3.9, 'stop'],
  ['stop', 4, 'warn'],
  ['stop', 15.5, 'warn'],
  ['stop', 16, 'ok'],
  ['stop', 100, 'ok'],
] as const)('from %s with %d %% free it is %s (KEEP-1)', (before, free, after) => {
  expect(nextLevel(before, free, thresholds)).toBe(after);
});

test('a threshold of 0 switches its level off, whatever came before', () => {
  const off = { warnFreePercent: 0, stopFreePercent: 0 };
  for (const before of diskLevels) expect(nextLevel(before, 0, off)).toBe('ok');
});

test('the same free space again changes nothing', () => {
  const level = fc.constantFrom<DiskLevel>('ok', 'warn', 'stop');
  const percent = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(level, percent, percent, percent, (before, free, a, b) => {
      const some = { warnFreePercent: Math.max(a, b), stopFreePercent: Math.min(a, b) };
      const once = nextLevel(before, free, some);
      expect(nextLevel(once, free, some)).toBe(once);
    }),
  );
});

test('the worst of several levels counts', () => {
  expect(worstLevel([])).toBe('ok');
  expect(worstLevel(['ok', 'stop', 'warn'])).toBe('stop');
  expect(worstLevel(['ok', 'warn'])).toBe('warn');
});
