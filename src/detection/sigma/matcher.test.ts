import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePattern } from './pattern.ts';
import { createMatcher } from './matcher.ts';
import { createPlainMatcher } from './matcher-plain.ts';
import type { RuleNode } from './rule.ts';
import { arbitraryRecord, arbitraryTree } from './testing/arbitrary-rules.ts';
import { eventOf, ruleOf } from './testing/judge.ts';

describe('the indexed matcher', () => {
  test('it gives what the plain one gives, with the same explanation', () => {
    let hits = 0;
    fc.assert(
      fc.property(
        fc.array(arbitraryTree, { minLength: 1, maxLength: 12 }),
        fc.array(arbitraryRecord, { minLength: 1, maxLength: 8 }),
        (nodes, records) => {
          const rules = nodes.map((tree, index) => ruleOf(String(index), tree));
          const indexed = createMatcher(rules);
          const plain = createPlainMatcher(rules);
          for (const each of records) {
            const found = indexed(eventOf(each));
            hits += found.length;
            expect(found).toEqual(plain(eventOf(each)));
          }
        },
      ),
      { numRuns: 3_000 },
    );
    expect(hits).toBeGreaterThan(1_000);
  });

  test('it gives the same before and after the index is rebuilt from what was seen', () => {
    const contains = (name: string, text: string): RuleNode => ({
      kind: 'test',
      field: name,
      test: { kind: 'pattern', pattern: parsePattern(`*${text}*`), cased: false },
    });
    const rules = [
      ruleOf('common and rare', {
        kind: 'and',
        nodes: [contains('F', 'a-very-common-text'), contains('G', 'rare')],
      }),
      ruleOf('common', contains('F', 'common')),
    ];
    const indexed = createMatcher(rules);
    const plain = createPlainMatcher(rules);
    for (let index = 0; index < 3_000; index += 1) {
      const event = eventOf({ F: 'it is a-very-common-text', G: index % 7 === 0 ? 'rare' : 'x' });
      expect(indexed(event)).toEqual(plain(event));
    }
  });

  test('matches come in the order of the rules', () => {
    const same: RuleNode = { kind: 'test', field: 'F', test: { kind: 'exists', expected: true } };
    const rules = ['c', 'a', 'b'].map((id) => ruleOf(id, same));
    expect(createMatcher(rules)(eventOf({ F: 1 })).map((match) => match.rule.id)).toEqual(['c', 'a', 'b']);
  });

  test('hostile records are judged in time', () => {
    const nodes: RuleNode[] = ['*a*a*a*a*b', '?a?a?a?a?b*', '*-e*-e*-e*'].map((text) => ({
      kind: 'test',
      field: 'F',
      test: { kind: 'pattern', pattern: parsePattern(text), cased: false },
    }));
    const rules = nodes.map((tree, index) => ruleOf(String(index), tree));
    const matcher = createMatcher(rules);
    const start = performance.now();
    matcher(eventOf({ F: 'a'.repeat(1_000_000) }));
    matcher(eventOf({ F: '-e'.repeat(500_000) }));
    matcher(eventOf({ F: Array.from({ length: 100_000 }, () => 'aaaa') }));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
