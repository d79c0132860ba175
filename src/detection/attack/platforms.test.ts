import { expect, test } from 'vitest';
import { isUsedOn } from './platforms.ts';

test.each([
  [['Windows'], ['windows'], true],
  [['Windows'], ['linux'], false],
  [['IaaS', 'Windows'], ['linux', 'aws'], true],
  [['Windows'], [], true],
  [[], ['linux'], true],
  [['Windows'], ['unheard-of'], false],
])('what is used on %j is used on one of %j: %s', (platforms, products, expected) => {
  expect(isUsedOn(platforms, products)).toBe(expected);
});
