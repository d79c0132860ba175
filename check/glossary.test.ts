import { expect, test } from 'vitest';
import { createdTables, glossaryTerms, unknownWords } from './glossary.ts';

test('terms are bold, on lines that begin with one', () => {
  const text =
    '# Glossary\n\nSee **bold** words.\n\n- **Custody entry**: what was done.\n**event**, **raw record**: what came in, in a **batch**.\n';
  expect([...glossaryTerms(text)]).toEqual(['custody entry', 'event', 'raw record', 'batch']);
});

test('tables are found in migrations', () => {
  const sql =
    'create table app.incident (\n  id uuid\n);\nCREATE TABLE IF NOT EXISTS "event"\n-- create table no\n';
  expect(createdTables(sql)).toEqual(['incident', 'event']);
});

test('a name made of terms and their plurals is known', () => {
  const terms = new Set(['custody entry', 'event', 'company', 'match']);
  expect(unknownWords('custody_entries', terms)).toEqual([]);
  expect(unknownWords('event-matches', terms)).toEqual([]);
  expect(unknownWords('company_tenant', terms)).toEqual(['tenant']);
});
