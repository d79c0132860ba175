import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEdgeIndex } from './edge-index.ts';

function found(literals: readonly string[], edge: 'start' | 'end', text: string): readonly number[] {
  const numbers: number[] = [];
  createEdgeIndex(literals, edge).scan(text, (literal) => void numbers.push(literal));
  return numbers.sort((a, b) => a - b);
}

test.each([
  [['.exe', '\\cmd.exe', 'cmd'], 'end', 'c:\\windows\\cmd.exe', [0, 1]],
  [['.exe', '\\cmd.exe', 'cmd'], 'end', 'cmd', [2]],
  [['c:\\', 'c:\\users', 'd:\\'], 'start', 'c:\\users\\ada', [0, 1]],
  [['é', 'né'], 'end', 'né', [0, 1]],
  [['abc'], 'end', 'bc', []],
  [['abc'], 'start', '', []],
] as const)('%j at the %s of %j', (literals, edge, text, wanted) => {
  expect(found(literals, edge, text)).toEqual(wanted);
});

test('it finds what a plain comparison finds', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', 'b', '.', 'é', '\u{1f600}'),
    minLength: 1,
    maxLength: 6,
  });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', 'é', '\u{1f600}', 'z'), maxLength: 12 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 12 }), text, (literals, given) => {
      const plain = (fits: (literal: string) => boolean): readonly number[] =>
        literals.flatMap((literal, number) => (fits(literal) ? [number] : []));
      expect(found(literals, 'start', given)).toEqual(plain((literal) => given.startsWith(literal)));
      expect(found(literals, 'end', given)).toEqual(plain((literal) => given.endsWith(literal)));
    }),
  );
});
