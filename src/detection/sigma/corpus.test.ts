import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadRules, parseRuleFile, readRuleFiles } from './load.ts';
import { createMatcher } from './matcher.ts';
import { createPlainMatcher } from './matcher-plain.ts';
import { planCorrelations } from '../correlation/plan.ts';
import { compileRegex } from './regex/index.ts';
import { openRuleCache, unpackFile } from './rule-cache.ts';
import type { RuleNode } from './rule.ts';
import { present, publicRules, regressions, sigma } from './testing/public-rules.ts';

test('the corpus is there where it must be', () => {
  if (process.env['CI'] !== undefined) expect(present, `${sigma} is missing; set TOCSIN_CORPUS`).toBe(true);
});

/**
 * Rules of which the recording holds more matching events than its `info.yml` states: two values of one registry key,
 * three files of the dumped names, three writes of `user.conf`.
 */
const moreThanStated: ReadonlyMap<string, number> = new Map([
  ['c7dcacd0-cc59-4004-b0a4-1d6cdebe6f3e', 2],
  ['8fbf3271-1ef6-4e94-8210-03c2317947f6', 3],
  ['0b9ad457-2554-44c1-82c2-d56a99c42377', 3],
]);

describe.skipIf(!present)(`the public rules (skipped where ${sigma} is missing)`, () => {
  const set = publicRules();

  test('all 3,780 load, but for those whose placeholders have no values', () => {
    expect(set.rules.length + set.refused.length).toBe(3_780);
    expect(set.refused.filter(({ code }) => code !== 'placeholder_unset')).toEqual([]);
    expect(set.refused).toHaveLength(25);
    expect(set.warnings).toEqual([]);
  });

  test('with values for their placeholders the rest loads too', () => {
    const files = set.refused.map(({ file }) => readFileSync(file, 'utf8')).join('\n');
    const names = [...files.matchAll(/%([^%\s]+)%/g)].map(([, name = '']) => name);
    const placeholders = new Map(names.map((name) => [name, ['10.0.0.1']]));
    const folder = join(sigma, 'rules-placeholder');
    expect(loadRules([folder], { placeholders }).refused).toEqual([]);
  });

  test('every one is the same after it was packed for threads', () => {
    const { files } = readRuleFiles([join(sigma, 'rules')]);
    const cache = openRuleCache(null);
    const parsed = files.map((file) => cache.parsed(file, () => parseRuleFile(file)));
    const packed = cache.packed(files);
    const unpacked = files.map(({ file }, index) => unpackFile(packed, index, file));
    expect(unpacked).toHaveLength(3_141);
    expect(unpacked).toEqual(parsed.map(({ loaded, refused }) => ({ loaded, refused })));
  });

  test.each(['json', 'evtx'] as const)(
    'the regression events hit as often as is stated, from %s',
    async (form) => {
      const matcher = createMatcher(set.rules);
      const recorded = await regressions(form);
      const wrong = recorded.flatMap(({ ruleId, stated, events }) => {
        const hits = events.filter((event) =>
          matcher(event).some((match) => match.rule.id === ruleId),
        ).length;
        const wanted = moreThanStated.get(ruleId) ?? stated;
        return (wanted === null ? hits > 0 : hits === wanted) ? [] : [{ ruleId, wanted, hits }];
      });
      expect(recorded).toHaveLength(98);
      expect(wrong).toEqual([]);
    },
  );

  test('the indexed and the plain matcher agree on every rule and regression event', async () => {
    const indexed = createMatcher(set.rules);
    const plain = createPlainMatcher(set.rules);
    let hits = 0;
    for (const { events } of await regressions('json')) {
      for (const event of events) {
        const found = indexed(event).map(({ rule, fields }) => [rule.id, fields]);
        hits += found.length;
        expect(found).toEqual(plain(event).map(({ rule, fields }) => [rule.id, fields]));
      }
    }
    expect(hits).toBeGreaterThan(116);
  });

  test('every expression compiles, and half of them are proven to be safe on V8', () => {
    const engines = { v8: 0, re2: 0 };
    const visit = (node: RuleNode): void => {
      if (node.kind === 'not') visit(node.node);
      else if (node.kind !== 'test') node.nodes.forEach(visit);
      else if (node.test.kind === 'regex') {
        const compiled = compileRegex(node.test.regex);
        if (compiled.ok) engines[compiled.value.engine] += 1;
      }
    };
    for (const rule of set.rules) visit(rule.tree);
    expect(engines.v8 + engines.re2).toBeGreaterThan(200);
    expect(engines.v8).toBeGreaterThan((engines.v8 + engines.re2) / 2);
  });

  test('no public rule is silenced by a correlation', () => {
    expect(planCorrelations(set.rules, set.correlations).silent.size).toBe(0);
  });
});
