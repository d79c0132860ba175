import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLiteralIndex } from './literal-index.ts';
import { createSparseIndex, suitsSparseIndex } from './sparse-index.ts';

const letters = fc.constantFrom('a', 'b', 'c', '\\', '\u00e9', '\u2013', '\ud83d', '\ude00');

describe.each([
  ['the automaton', createLiteralIndex, 1],
  ['the skipping index', createSparseIndex, 4],
] as const)('%s', (_name, create, minLength) => {
  test('it finds exactly the literals that occur', () => {
    const literal = fc.string({ unit: letters, minLength, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.uniqueArray(literal, { minLength: 1, maxLength: 12 }),
        fc.string({ unit: letters, maxLength: 60 }),
        fc.context(),
        (literals, noise, context) => {
          const text = noise.slice(0, 20) + (literals[0] ?? '') + noise.slice(20);
          context.log(text);
          for (const sample of [text, noise]) {
            const found = new Set<number>();
            create(literals).scan(sample, (number) => found.add(number));
            const expected = literals.flatMap((each, number) => (sample.includes(each) ? [number] : []));
            expect([...found].sort((a, b) => a - b)).toEqual(expected);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('a literal inside another is found with it', () => {
    const literals = ['abcdefgh', 'cdef', 'efgh'];
    const found = new Set<number>();
    create(literals).scan('xxabcdefghxx', (number) => found.add(number));
    expect([...found].sort()).toEqual([0, 1, 2]);
  });
});

test('the automaton looks only for the end of long literals', () => {
  const found: number[] = [];
  createLiteralIndex(['c:\\windows\\system32\\calc.exe']).scan('stem32\\calc.exe', (number) =>
    found.push(number),
  );
  expect(found).toEqual([]);
  createLiteralIndex(['c:\\windows\\system32\\calc.exe']).scan('system32\\calc.exe', (number) =>
    found.push(number),
  );
  expect(found).toEqual([0]);
});

test('only small sets of long literals skip', () => {
  expect(suitsSparseIndex(['mimikatz', 'sekurlsa'])).toBe(true);
  expect(suitsSparseIndex(['mimikatz', 'lsa'])).toBe(false);
  expect(suitsSparseIndex(Array.from({ length: 500 }, (_, index) => `literal${index}`))).toBe(false);
});
