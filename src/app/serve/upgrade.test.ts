import { expect, test } from 'vitest';
import { upgradeText } from './upgrade.ts';

test('an upgrade says what changes and which backup leads back', () => {
  const upgrade = {
    postgres: { from: 8, pending: ['0009-vulnerability', '0010-baseline'] },
    clickhouse: { from: 2, pending: ['0003-metric'] },
  };
  expect(upgradeText(upgrade, new Date('2026-01-02T03:04:05Z'))).toBe(
    `The data were made by an older version and are being upgraded:
  PostgreSQL: from 8, 0009-vulnerability, 0010-baseline
  ClickHouse: from 2, 0003-metric
The way back to the older version is a backup; the last one on record is of 2026-01-02T03:04:05.000Z.
`,
  );
});

test('an upgrade without any backup says that there is no way back', () => {
  const upgrade = { postgres: { from: 1, pending: ['0002-more'] }, clickhouse: { from: 2, pending: [] } };
  expect(upgradeText(upgrade, null)).toBe(
    `The data were made by an older version and are being upgraded:
  PostgreSQL: from 1, 0002-more
No backup is on record. Without one there is no way back to the older version.
`,
  );
});
