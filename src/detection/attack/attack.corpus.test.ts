import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { corpus, present, publicRules, sigma } from '../sigma/testing/public-rules.ts';
import { readAttackTag } from './attack-tag.ts';
import { retiredTechniques } from './retired-techniques.ts';

const why = ` (skipped where ${sigma} is missing)`;

test.skipIf(!present)(`public rules name nothing of ATT&CK that is not known${why}`, () => {
  const tags = publicRules().rules.flatMap((rule) => rule.tags);
  const unknown = tags.filter((tag) => tag.startsWith('attack.') && readAttackTag(tag) === null);
  expect([...new Set(unknown)].filter((tag) => !/^attack\.(g|s|ds)\d{4}$/.test(tag))).toEqual([]);
});

test.skipIf(!present)(`retired techniques are gone, and their successors are there${why}`, () => {
  const text = readFileSync(join(corpus, 'attack', 'enterprise-techniques.json'), 'utf8');
  const { techniques } = JSON.parse(text) as { readonly techniques: readonly { readonly id: string }[] };
  const ids = new Set(techniques.map(({ id }) => id));
  const wrong = [...retiredTechniques].filter(([from, to]) => {
    const last = retiredTechniques.get(to) ?? to;
    return ids.has(from) || !ids.has(last);
  });
  expect(wrong).toEqual([]);
});
