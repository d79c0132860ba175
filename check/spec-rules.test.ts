import { expect, test } from 'vitest';
import { checkSpec, definedRules, quotedRules } from './spec-rules.ts';

test('a rule is defined at the start of a line, whatever its mark', () => {
  const text =
    '# Notices\n\n- **NOT-1** One.\nNOT-2. Two.\n### NOT-3: Three\n| NOT-4 | Four |\n1. **NOT-5** Five, see NOT-9.\n';
  expect(definedRules(text)).toEqual(['NOT-1', 'NOT-2', 'NOT-3', 'NOT-4', 'NOT-5']);
});

test('only ids with a prefix of the specification are quotes, and incident numbers are not', () => {
  const text = "test('NOT-2 holds, INC-7 too', () => utf8('UTF-8', 'INC-2026-0001', 'CVE-2026-1'));";
  expect(quotedRules(text, new Set(['NOT', 'INC']))).toEqual(['NOT-2', 'INC-7']);
});

test('untested, unknown and doubly defined rules are complained about', () => {
  const specs = [
    { path: 'docs/spec/a.md', text: '- **NOT-1** a\n- **NOT-2** b\n' },
    { path: 'docs/spec/b.md', text: '- **NOT-1** again\n' },
  ];
  const sources = [
    { path: 'src/x/a.test.ts', text: "test('NOT-1: a', run); test('NOT-7: b', run);" },
    { path: 'src/x/a.ts', text: '/** NOT-2 */' },
  ];
  expect(checkSpec(specs, sources)).toEqual([
    'docs/spec/b.md: NOT-1 is already defined in docs/spec/a.md',
    'src/x/a.test.ts: quotes NOT-7, which no file of docs/spec defines',
    'docs/spec/a.md: no test quotes NOT-2',
  ]);
});

test('a specification whose rules are all quoted passes', () => {
  const specs = [{ path: 'docs/spec/a.md', text: '- **NOT-1** a\n' }];
  expect(checkSpec(specs, [{ path: 'test/a.test.ts', text: "test('NOT-1', run)" }])).toEqual([]);
});
