import { describe, expect, test } from 'vitest';
import { createPlainMatcher } from '../sigma/matcher-plain.ts';
import { noPlaceholders } from '../sigma/placeholder.ts';
import { aliasesFor, sourcesOf } from '../sigma/routing.ts';
import { present, publicRules, regressions, sigma } from '../sigma/testing/public-rules.ts';
import { explain } from './explanation.ts';
import { rulesOfEvent } from './nearest-rules.ts';
import { readOutline } from './outline.ts';

describe.skipIf(!present)(`explanations of the public rules (skipped where ${sigma} is missing)`, () => {
  test('come to the verdict of the matcher, for every rule on every regression event', async () => {
    const { rules, sourceOf } = publicRules();
    const outlines = rules.map((rule) => readOutline(sourceOf(rule), noPlaceholders));
    const events = (await regressions('json')).flatMap((recording) => recording.events);
    const plain = createPlainMatcher(rules);
    let asked = 0;
    const wrong: string[] = [];
    for (const event of events) {
      const sources = sourcesOf(event);
      const matching = new Set(plain(event).map(({ rule }) => rule.id));
      expect(rulesOfEvent(rules, event, { budgetMs: 1, now: () => 0 }).matching.map(({ id }) => id)).toEqual([
        ...matching,
      ]);
      for (const [index, rule] of rules.entries()) {
        const aliases = aliasesFor(rule.logSource, sources);
        const outline = outlines[index] ?? null;
        if (aliases === null || outline === null) continue;
        asked += 1;
        if (explain(outline, event.record, aliases).holds !== matching.has(rule.id)) wrong.push(rule.file);
      }
    }
    expect(wrong).toEqual([]);
    expect(outlines.filter((outline) => outline === null)).toEqual([]);
    expect(asked).toBeGreaterThan(50_000);
  }, 180_000);
});
