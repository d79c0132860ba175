import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insertFromFile, namedFormat, refuseSeveralStatements, statementKind } from './statement.ts';

describe('statements', () => {
  test.each([
    ['SELECT 1', 'select'],
    ['/* x */ with a as (select 1) select * from a', 'select'],
    ['(SELECT 1) UNION ALL (SELECT 2)', 'select'],
    ['insert into t values (1)', 'insert'],
    ['INSERTED', 'other'],
    ['SHOW TABLES', 'other'],
    ['', 'other'],
  ])('%j is of kind %s', (sql, kind) => {
    expect(statementKind(sql)).toBe(kind);
  });

  test.each([
    ['SELECT 1 FORMAT JSON', 'JSON'],
    ['SELECT 1\nformat  CSV ;', 'CSV'],
    ['SELECT 1 FORMAT JSON SETTINGS max_threads = 1', 'JSON'],
    ["SELECT 'x FORMAT CSV'", null],
    ['SELECT 1 -- FORMAT CSV', null],
    ['SELECT format FROM t', null],
  ])('the format of %j is %s', (sql, format) => {
    expect(namedFormat(sql)).toBe(format);
  });

  test.each([
    [
      'INSERT INTO t FORMAT TabSeparated',
      "INSERT INTO t FROM INFILE '/x' COMPRESSION 'none' FORMAT TabSeparated",
    ],
    [
      'INSERT INTO db.t (a, b) FORMAT X',
      "INSERT INTO db.t (a, b) FROM INFILE '/x' COMPRESSION 'none' FORMAT X",
    ],
    [
      'insert into `a b`.`c` (`d`) format X;',
      "insert into `a b`.`c` (`d`) FROM INFILE '/x' COMPRESSION 'none' format X",
    ],
    [
      'INSERT INTO t (* EXCEPT(a)) SETTINGS async_insert=0 FORMAT X',
      "INSERT INTO t (* EXCEPT(a)) FROM INFILE '/x' COMPRESSION 'none' SETTINGS async_insert=0 FORMAT X",
    ],
  ])('%j reads its rows from a file', (sql, expected) => {
    const rewritten = insertFromFile(sql, '/x');
    expect(rewritten.ok && rewritten.value.replaceAll(/\s+/g, ' ')).toBe(expected);
  });

  test.each([
    'SELECT 1',
    'INSERT INTO t VALUES (1)',
    'INSERT INTO t SELECT * FROM u FORMAT X',
    'INSERT INTO FUNCTION file(x) FORMAT X',
    '',
  ])('%j is no insert with rows in the body', (sql) => {
    expect(insertFromFile(sql, '/x')).toMatchObject({ ok: false, error: { code: 48 } });
  });

  test('any text is answered, in time that grows with its length', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('INSERT INTO t ', '(', ')', '`', 'FORMAT x', ' ', 'a', ',', "'", '.'),
    });
    fc.assert(
      fc.property(hostile, (sql) => {
        insertFromFile(sql, '/x');
        namedFormat(sql);
        refuseSeveralStatements(sql);
      }),
    );
    const started = performance.now();
    insertFromFile(`INSERT INTO t (${'(a),'.repeat(50_000)}`, '/x');
    insertFromFile(`INSERT INTO t ${'SETTINGS a '.repeat(20_000)}`, '/x');
    namedFormat(`SELECT ${'FORMAT a SETTINGS '.repeat(20_000)}`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('several statements are refused, except as data of an insert', () => {
    expect(refuseSeveralStatements('SELECT 1; SELECT 2')).toMatchObject({ ok: false, error: { code: 62 } });
    expect(refuseSeveralStatements('SELECT 1;')).toEqual({ ok: true, value: 'SELECT 1' });
    expect(refuseSeveralStatements(' -- nothing')).toMatchObject({ ok: false, error: { code: 62 } });
    expect(refuseSeveralStatements("INSERT INTO t FORMAT CSV a;'b")).toMatchObject({ ok: true });
  });
});
