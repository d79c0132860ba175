import { expect, test } from 'vitest';
import { underlined } from './typed-mistake.ts';

test.each([
  [5, 0, 4, 1],
  [5, 3, 5, 3],
  [0, 0, 0, 0],
])('a mistake at %i of length %i is underlined at %i over %i', (position, length, from, over) => {
  const mistake = { code: 'unexpected_end', message: 'x', position, length };
  expect(underlined(mistake)).toMatchObject({ position: from, length: over });
});
