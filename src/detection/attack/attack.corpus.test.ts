import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCorpus } from '../../event/testing/corpus.ts';
import { publicRules } from '../sigma/testing/public-rules.ts';
import { readAttackTag } from './attack-tag.ts';
import { retiredTechniques } from './retired-techniques.ts';

const corpus = findCorpus();
const why = corpus.kind === 'absent' ? `: ${corpus.reason}` : '';

test.skipIf(corpus.kind === 'absent')(`public rules name nothing of ATT&CK that is not known${why}`, () => {
  const tags = publicRules().rules.flatMap((rule) => rule.tags);
  const unknown = tags.filter((tag) => tag.startsWith('attack.') && readAttackTag(tag) === null);
  expect([...new Set(unknown)].filter((tag) => !/^attack\.(g|s|ds)\d{4}$/.test(tag))).toEqual([]);
});

test.skipIf(corpus.kind === 'absent')(
  `retired techniques are gone, and their successors are there${why}`,
  () => {
    const dir = corpus.kind === 'present' ? corpus.dir : '';
    const text = readFileSync(join(dir, 'attack', 'enterprise-techniques.json'), 'utf8');
    const { techniques } = JSON.parse(text) as { readonly techniques: readonly { readonly id: string }[] };
    const ids = new Set(techniques.map(({ id }) => id));
    const wrong = [...retiredTechniques].filter(([from, to]) => {
      const last = retiredTechniques.get(to) ?? to;
      return ids.has(from) || !ids.has(last);
    });
    expect(wrong).toEqual([]);
  },
);
