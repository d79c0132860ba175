import { expect, test } from 'vitest';
import type { CompanyStorage } from '../../api/types.ts';
import { changeOf, formOf, previewDays } from './storage-change.ts';

const storage = (days: number, isDefault: boolean, quotaBytes: number | null): CompanyStorage => ({
  stored: { events: 0, oldestAt: null, bytes: 0, measuredAt: null },
  retention: { days, isDefault, defaultDays: 365, isApplied: true, appliedAt: null },
  quota: { bytes: quotaBytes, action: 'warn', level: 'ok', fullAt: null },
  preview: null,
});

test('empty fields stand for the installation’s days and for no quota', () => {
  expect(formOf(storage(365, true, null))).toEqual({ days: '', quotaGb: '', action: 'warn' });
  expect(changeOf({ days: '', quotaGb: '', action: 'warn' }, storage(30, false, 5e9))).toEqual({
    retentionDays: null,
    quotaBytes: null,
    quotaAction: 'warn',
  });
});

test('a quota is written in gigabytes and sent in bytes', () => {
  expect(formOf(storage(30, false, 2_500_000_000))).toEqual({ days: 30, quotaGb: 2.5, action: 'warn' });
  expect(changeOf({ days: 30, quotaGb: 2.5, action: 'remove_oldest' }, storage(30, false, null))).toEqual({
    retentionDays: 30,
    quotaBytes: 2_500_000_000,
    quotaAction: 'remove_oldest',
  });
});

test('a quota that nobody touched is not sent', () => {
  const odd = storage(30, false, 3_706_689);
  expect(changeOf({ ...formOf(odd), days: 60 }, odd)).toEqual({ retentionDays: 60, quotaAction: 'warn' });
});

test.each([
  [30, 365, true, 30],
  ['', 30, false, 'default'],
  ['', 365, true, null],
  [365, 365, true, null],
  [0, 365, true, null],
  [3_651, 365, true, null],
  [1.5, 365, true, null],
] as const)('days %s against %d (default: %s) are previewed as %s', (days, now, isDefault, asked) => {
  expect(previewDays({ days, quotaGb: '', action: 'warn' }, storage(now, isDefault, null))).toBe(asked);
});
