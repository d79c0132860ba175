import { expect, test } from 'vitest';
import { resolveRange } from './time-range.ts';

const now = new Date('2026-11-28T12:00:00Z');

test.each([
  ['15m', '2026-11-28T11:45:00.000Z', '2026-11-28T12:00:00.000Z'],
  ['24h', '2026-11-27T12:00:00.000Z', '2026-11-28T12:00:00.000Z'],
  ['7d', '2026-11-21T12:00:00.000Z', '2026-11-28T12:00:00.000Z'],
  ['2026-11-01T00:00:00Z~2026-11-02T00:00:00.5Z', '2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.500Z'],
])('%s means %s to %s', (text, from, to) => {
  expect(resolveRange(text, now)).toEqual({ ok: true, value: { from: new Date(from), to: new Date(to) } });
});

test.each([
  '',
  '0h',
  '24',
  '99999d',
  '-1h',
  '24h~24h',
  '~',
  '2026-11-02T00:00:00Z~2026-11-01T00:00:00Z',
  '2026-13-02T00:00:00Z~2027-11-01T00:00:00Z',
  '2026-11-01~2026-11-02',
  '2026-11-01T00:00:00Z~2026-11-02T00:00:00Z~2026-11-03T00:00:00Z',
])('%j is no range', (text) => {
  expect(resolveRange(text, now)).toMatchObject({ ok: false, error: { code: 'range_malformed' } });
});
