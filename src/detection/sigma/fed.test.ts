import { expect, test } from 'vitest';
import { isFed } from './fed.ts';

const source = (product: string | null, category: string | null, service: string | null) => ({
  product,
  category,
  service,
});

test.each([
  ['its own log source', source('linux', null, 'sshd'), source('linux', null, 'sshd'), true],
  ['a wider one', source('linux', null, null), source('linux', null, 'sshd'), true],
  ['a route', source('windows', 'process_creation', null), source('windows', null, 'sysmon'), true],
  ['another product', source('windows', null, 'security'), source('linux', null, 'sshd'), false],
  ['a wider event', source('linux', null, 'sshd'), source('linux', null, null), false],
])('a rule is fed by %s: %#', (_name, rule, stored, expected) => {
  expect(isFed(rule, [stored])).toBe(expected);
  expect(isFed(rule, [])).toBe(false);
});
