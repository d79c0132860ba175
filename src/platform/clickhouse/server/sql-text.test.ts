import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  codeOnly,
  placeholders,
  quoteName,
  quoteText,
  scanSql,
  splitStatements,
  withoutLeadingComments,
} from './sql-text.ts';

const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));

describe('cutting SQL', () => {
  test.each([
    ['a;b', ['a', 'b']],
    ['a;\n-- only a comment; here\n', ['a']],
    ["SELECT ';' ; SELECT 2;", ["SELECT ';'", 'SELECT 2']],
    ["SELECT 'it''s; \\'; x'; b", ["SELECT 'it''s; \\'; x'", 'b']],
    ['SELECT `a;b`, "c;d"; e', ['SELECT `a;b`, "c;d"', 'e']],
    ['SELECT 1 /* ; */ ; SELECT 2 -- ; \n', ['SELECT 1 /* ; */', 'SELECT 2 -- ;']],
    ['SELECT $x$ ; $x$; b', ['SELECT $x$ ; $x$', 'b']],
    ["SELECT 'unclosed ; ", ["SELECT 'unclosed ;"]],
    [' ;; ; ', []],
  ])('%j gives %j', (script, statements) => {
    expect(splitStatements(script)).toEqual(statements);
  });

  test('spans follow each other without a gap and cover the text', () => {
    const sqlish = fc.string({
      unit: fc.constantFrom("'", '"', '`', '\\', '-', '/', '*', '#', ' ', '\n', '$', 'a', ';', '🧨'),
    });
    fc.assert(
      fc.property(sqlish, (sql) => {
        let at = 0;
        for (const { start, end } of scanSql(sql)) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBe(sql.length);
      }),
    );
  });

  test('a quoted value never ends the statement, whatever it holds', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const sql = `SELECT ${quoteText(value)}, 1 AS ${quoteName(value)}`;
        expect(splitStatements(`${sql}; SELECT 2`)).toEqual([sql, 'SELECT 2']);
      }),
    );
  });

  test('keywords are searched in code alone', () => {
    expect(codeOnly("SELECT 'FORMAT CSV' -- FORMAT TSV\n FORMAT JSON")).toBe("SELECT ''   FORMAT JSON");
  });

  test('the first word is found behind comments', () => {
    expect(withoutLeadingComments('-- a\n /* b */ \n INSERT INTO t')).toBe('INSERT INTO t');
    expect(withoutLeadingComments('-- only')).toBe('');
  });

  test('placeholders are those in code', () => {
    expect(placeholders("SELECT {a:UInt8}, '{b:UInt8}', { c : String }, map('d', 1) -- {e:UInt8}")).toEqual(
      new Set(['a', 'c']),
    );
  });
});
