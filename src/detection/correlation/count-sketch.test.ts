import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CountSketch, keyHash } from './count-sketch.ts';

test('a count is never too low', () => {
  const key = fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 60 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.integer({ min: 1, max: 5 })), { maxLength: 200 }), (added) => {
      const sketch = new CountSketch(4);
      const exact = new Map<number, number>();
      for (const [[slot, group], count] of added) {
        const hash = keyHash(slot, String(group));
        sketch.add(hash, count);
        exact.set(hash, (exact.get(hash) ?? 0) + count);
      }
      for (const [hash, count] of exact) expect(sketch.upper(hash)).toBeGreaterThanOrEqual(count);
      expect(sketch.total).toBe([...exact.values()].reduce((sum, count) => sum + count, 0));
    }),
  );
});

test('counts of few keys in many cells are exact, and full cells stay full', () => {
  const sketch = new CountSketch(16);
  for (let group = 0; group < 100; group += 1) sketch.add(keyHash('a', String(group)), group);
  expect(Array.from({ length: 100 }, (_, group) => sketch.upper(keyHash('a', String(group))))).toEqual(
    Array.from({ length: 100 }, (_, group) => group),
  );
  expect(sketch.upper(keyHash('a', 'unknown'))).toBe(0);
  sketch.add(keyHash('a', '7'), 70_000);
  expect(sketch.upper(keyHash('a', '7'))).toBe(65_535);
});

test('a sketch is crowded when it holds more than half as many rows as cells', () => {
  const sketch = new CountSketch(4);
  sketch.add(keyHash('a', '1'), 8);
  expect(sketch.isCrowded).toBe(false);
  sketch.add(keyHash('a', '2'), 1);
  expect(sketch.isCrowded).toBe(true);
});

test('the hash of a key is the CRC-32 of slot, NUL and group in UTF-8', () => {
  expect(keyHash('a', '["х1","b"]')).toBe(1_740_687_708);
});
