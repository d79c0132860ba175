import { describe, expect, test } from 'vitest';
import { pendingMigrations } from './migrate.ts';
import { parseMigration } from './migration-file.ts';

const create = 'CREATE TABLE IF NOT EXISTS t (a UInt8) ENGINE = MergeTree ORDER BY a;\n';

describe('a migration file', () => {
  test('is cut at semicolons and known by the hash of its text, whatever its line ends', () => {
    const unix = parseMigration(
      '0003-add-table.sql',
      `-- why\n${create}ALTER TABLE t ADD COLUMN IF NOT EXISTS b String;\n`,
    );
    const windows = parseMigration(
      '0003-add-table.sql',
      `-- why\r\n${create.replace('\n', '\r\n')}ALTER TABLE t ADD COLUMN IF NOT EXISTS b String;\r\n`,
    );
    expect(unix).toMatchObject({ version: 3, name: '0003-add-table' });
    expect(unix.statements.length).toBe(2);
    expect(windows.checksum).toBe(unix.checksum);
    expect(unix.checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(['1-a.sql', '0001_a.sql', '0001-A.sql', '0001-.sql', 'a.sql', '00001-a.sql'])(
    '%s is a bad name',
    (file) => {
      expect(() => parseMigration(file, create)).toThrow(
        expect.objectContaining({ code: 'migration_bad_name' }),
      );
    },
  );

  test('without a statement is refused', () => {
    expect(() => parseMigration('0001-a.sql', '-- later;\n')).toThrow(
      expect.objectContaining({ code: 'migration_empty' }),
    );
  });

  test.each([
    'CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a',
    'CREATE MATERIALIZED VIEW v TO t AS SELECT 1',
    'ALTER TABLE t ADD COLUMN b String',
    'ALTER TABLE t ADD COLUMN IF NOT EXISTS b String, DROP COLUMN c',
    'DROP TABLE t',
    'INSERT INTO t VALUES (1)',
    "SELECT 'CREATE TABLE IF NOT EXISTS'",
    'RENAME TABLE a TO b',
  ])('%s is refused, for a crash could make it run twice', (statement) => {
    expect(() => parseMigration('0001-a.sql', statement)).toThrow(
      expect.objectContaining({ code: 'migration_not_repeatable' }),
    );
  });

  test.each([
    'CREATE OR REPLACE VIEW v AS SELECT 1',
    'CREATE MATERIALIZED VIEW IF NOT EXISTS v TO t AS SELECT 1',
    'ALTER TABLE t ADD COLUMN IF NOT EXISTS b Decimal(9, 2), MODIFY TTL a + INTERVAL 1 DAY',
    'ALTER TABLE `t` ADD INDEX IF NOT EXISTS i lower(a) TYPE bloom_filter(0.01) GRANULARITY 1',
    'ALTER TABLE db.t DROP COLUMN IF EXISTS b',
    'DROP TABLE IF EXISTS t',
    '-- why\nDROP VIEW IF EXISTS v',
  ])('%s is accepted', (statement) => {
    expect(parseMigration('0001-a.sql', statement).statements).toEqual([statement]);
  });
});

describe('what is pending', () => {
  const file = (version: number) => ({
    version,
    name: `000${version}-x`,
    checksum: `sum${version}`,
    statements: ['x'],
  });
  const row = (version: number) => ({ version, name: `000${version}-x`, checksum: `sum${version}` });

  test('is what the database lacks, in order', () => {
    expect(pendingMigrations([file(1), file(2), file(4)], [row(1)]).map((one) => one.version)).toEqual([
      2, 4,
    ]);
    expect(pendingMigrations([file(1)], [row(1), row(1)])).toEqual([]);
  });

  test.each([
    ['schema_newer_than_program', [file(1)], [row(1), row(2)]],
    ['migration_edited', [file(1)], [{ ...row(1), checksum: 'other' }]],
    ['migration_edited', [file(1)], [{ ...row(1), name: '0001-y' }]],
    ['migration_missing', [file(2)], [row(1), row(2)]],
    ['migration_out_of_order', [file(1), file(2)], [row(2)]],
  ])('is refused with %s', (code, files, applied) => {
    expect(() => pendingMigrations(files, applied)).toThrow(expect.objectContaining({ code }));
  });
});
