import { expect, test } from 'vitest';
import { loadRuleFiles } from '../sigma/load.ts';
import { nextStretch, whyNoHunt } from './rule-hunt.ts';

const set = loadRuleFiles([
  {
    file: 'rules.yml',
    text: `title: One
id: one
name: one
logsource: { product: linux }
detection: { sel: { a: b }, condition: sel }
---
title: Two
id: two
logsource: { product: linux }
detection: { sel: { a: c }, condition: sel }
---
title: Many
id: many
correlation: { type: event_count, rules: [one], group-by: [a], timespan: 1h, condition: { gte: 2 } }
---
title: Not these
id: not
logsource: { product: linux }
filter: { rules: [two], sel: { a: d }, condition: not sel }
`,
  },
]);

test.each([
  ['two', 7, null],
  ['two', 0, 'off'],
  ['one', 7, null],
  ['many', 7, null],
  ['many', 0, 'off'],
  ['not', 7, 'filter'],
  ['gone', 7, 'not_in_force'],
])('whether %s hunts backwards over %i days', (id, days, why) => {
  expect(set.refused).toEqual([]);
  expect(whyNoHunt(set, id, days)).toBe(why);
});

test('stretches go backwards, and what was begun comes first, with its own bounds', () => {
  const range = { from: 100, to: 1_000 };
  expect(nextStretch({ range, doneFrom: 1_000, plannedFrom: null }, 300)).toEqual({ from: 700, to: 1_000 });
  expect(nextStretch({ range, doneFrom: 300, plannedFrom: null }, 300)).toEqual({ from: 100, to: 300 });
  expect(nextStretch({ range, doneFrom: 300, plannedFrom: 250 }, 300)).toEqual({ from: 250, to: 300 });
  expect(nextStretch({ range, doneFrom: 100, plannedFrom: null }, 300)).toBeNull();
});
