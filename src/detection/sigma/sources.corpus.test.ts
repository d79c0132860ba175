import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMatcher } from './matcher.ts';
import { parsedRaw, present, publicRules, sigma } from './testing/public-rules.ts';
import { sourceHits } from './testing/source-hits.ts';

const linesOf = (file: string): readonly string[] =>
  readFileSync(join(import.meta.dirname, '../../event/testdata', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

describe.skipIf(!present)(
  `records of every source and the public rules (skipped where ${sigma} is missing)`,
  () => {
    const matcher = createMatcher(publicRules().rules);

    test.each(Object.entries(sourceHits))('%s hits just the rules that are meant for it', (file, wanted) => {
      const format = file.endsWith('.ndjson') ? 'json' : 'syslog';
      const found = linesOf(file).map((raw) => matcher(parsedRaw(format, raw)).map(({ rule }) => rule.title));
      expect(found).toEqual(wanted);
    });
  },
);
