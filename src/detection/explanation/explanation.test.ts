import { describe, expect, test } from 'vitest';
import { loadRuleFiles } from '../sigma/load.ts';
import { noPlaceholders } from '../sigma/placeholder.ts';
import { RefusedError } from '../sigma/refusal.ts';
import { eventOf } from '../sigma/testing/judge.ts';
import type { JsonObject } from '../event-types.ts';
import type { ExplainedItem, ExplainedNode } from './explanation.ts';
import { preciseSources } from './event-sources.ts';
import { rulesOfEvent } from './nearest-rules.ts';
import { readOutline } from './outline.ts';
import { explainCorrelation, explainRule, type RuleVerdict } from './rule-verdict.ts';

const rule = (detection: string, id = 'r', product = 'test'): string =>
  `title: Rule ${id}\nid: ${id}\nlogsource: { product: ${product} }\ndetection:\n${detection.replace(/^/gm, '  ')}\n`;

/** Explains the first rule of the text. */
function told(text: string, record: JsonObject): RuleVerdict {
  const set = loadRuleFiles([{ file: 'rule', text }]);
  const [first] = set.rules;
  if (first === undefined) throw new Error(set.refused[0]?.reason);
  return explainRule(first, set, eventOf(record));
}

/** A line for each part: indentation, whether it holds, and what it is. */
function lines(node: ExplainedNode | null, depth = 0): readonly string[] {
  if (node === null) return [];
  const line = `${' '.repeat(depth)}${node.holds ? '+' : '-'} `;
  switch (node.kind) {
    case 'and':
    case 'or':
      return [`${line}${node.kind}`, ...node.nodes.flatMap((child) => lines(child, depth + 1))];
    case 'not':
      return [`${line}not`, ...lines(node.node, depth + 1)];
    case 'selection':
      return [`${line}${node.name}`, ...lines(node.node, depth + 1)];
    case 'item':
      return [`${line}${node.key}`];
  }
}

function itemOf(node: ExplainedNode | null): ExplainedItem {
  if (node?.kind === 'selection') return itemOf(node.node);
  if (node?.kind === 'item') return node;
  throw new Error('This is no item.');
}

const excluding = `sel_image:
  Image|endswith: ['\\powershell.exe', '\\pwsh.exe']
  CommandLine|contains|all: [-nop, -enc]
sel_parent: { ParentImage: null }
filter_admin: { User: root }
condition: all of sel_* and not 1 of filter_*`;

describe('an explanation', () => {
  test('says of every part whether it holds, in the words of the rule', () => {
    const verdict = told(rule(excluding), {
      Image: 'C:\\pwsh.exe',
      CommandLine: 'pwsh -nop -w hidden',
      User: 'root',
    });
    expect(verdict.matches).toBe(false);
    expect(verdict.isFor).toBe(true);
    expect(lines(verdict.rule.detection)).toEqual([
      '- and',
      ' - and',
      '  - sel_image',
      '   - and',
      '    + Image|endswith',
      '    - CommandLine|contains|all',
      '  + sel_parent',
      '   + ParentImage',
      ' - not',
      '  + filter_admin',
      '   + User',
    ]);
  });

  test('shows what the event had, and which of the values hold', () => {
    const only = rule(`sel: { CommandLine|contains|all: [-nop, -enc] }\ncondition: sel`);
    expect(itemOf(told(only, { CommandLine: 'pwsh -NOP' }).rule.detection)).toEqual({
      kind: 'item',
      holds: false,
      key: 'CommandLine|contains|all',
      read: { field: 'CommandLine', foundAs: 'CommandLine', texts: { count: 1, shown: ['pwsh -NOP'] } },
      others: [],
      all: true,
      negated: false,
      holding: { count: 1, shown: ['-nop'] },
      failing: { count: 1, shown: ['-enc'] },
    });
  });

  test.each<[string, string, JsonObject, Partial<ExplainedItem>]>([
    [
      'an absent field',
      'sel: { User: root }',
      { user: 'root' },
      { holds: false, read: { field: 'User', foundAs: null, texts: { count: 0, shown: [] } } },
    ],
    ['null', 'sel: { User: null }', {}, { holds: true, holding: { count: 1, shown: ['null'] } }],
    ['what neq turns round', 'sel: { User|neq: root }', { User: 'ann' }, { holds: true, negated: true }],
    ['a keyword', "sel: ['mimikatz']", { a: { b: 'Mimikatz!' } }, { holds: true, key: '', read: null }],
    [
      'a field that is compared with another',
      'sel: { User|fieldref: Owner }',
      { User: 'ann', Owner: 'ben' },
      { holds: false, others: [{ field: 'Owner', foundAs: 'Owner', texts: { count: 1, shown: ['ben'] } }] },
    ],
    [
      'a list, of which it shows ten',
      `sel: { Name: n11 }`,
      { Name: Array.from({ length: 12 }, (_, index) => `n${index}`) },
      {
        holds: true,
        read: {
          field: 'Name',
          foundAs: 'Name',
          texts: { count: 12, shown: ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9'] },
        },
      },
    ],
  ])('tells %s', (_name, detection, record, expected) => {
    const verdict = told(rule(`${detection}\ncondition: sel`), record);
    expect(itemOf(verdict.rule.detection)).toMatchObject(expected);
    expect(verdict.matches).toBe(expected.holds);
  });

  test('cuts what is long', () => {
    const verdict = told(rule('sel: { A|contains: x }\ncondition: sel'), { A: 'x'.repeat(5_000) });
    expect(itemOf(verdict.rule.detection).read?.texts.shown[0]).toHaveLength(1_024);
  });

  test('tells when the rule is for other events', () => {
    const verdict = told(rule('sel: { A: x }\ncondition: sel', 'r', 'windows'), { A: 'x' });
    expect(verdict).toMatchObject({
      matches: false,
      isFor: false,
      ruleSource: { product: 'windows' },
      eventSources: [{ product: 'test' }],
    });
    expect(verdict.rule.detection?.holds).toBe(true);
  });

  test('explains the filters that were applied', () => {
    const filter = `title: Not ours\nid: f\nlogsource: { product: test }\nfilter:\n  rules: [r]\n  own: { B: y }\n  condition: not own\n`;
    const verdict = told(`${rule('sel: { A: x }\ncondition: sel')}---\n${filter}`, { A: 'x', B: 'y' });
    expect(verdict).toMatchObject({ matches: false, rule: { detection: { holds: true } } });
    expect(verdict.filters.map(({ id, detection }) => [id, ...lines(detection)])).toEqual([
      ['f', '- not', ' + own', '  + B'],
    ]);
  });

  test('of a correlation says which of its rules count the event', () => {
    const text = `${rule('sel: { A: x }\ncondition: sel', 'one')}---\n${rule('sel: { A: y }\ncondition: sel', 'two')}---
title: Both
id: both
correlation: { type: temporal, rules: [one, two], group-by: [B], timespan: 5m }
`;
    const filter = `---\ntitle: Not ours\nid: f\nlogsource: { product: test }\nfilter:\n  rules: [two]\n  own: { B: 2 }\n  condition: not own\n`;
    const set = loadRuleFiles([{ file: 'rule', text: text + filter }]);
    const [correlation] = set.correlations;
    if (correlation === undefined) throw new Error(set.refused[0]?.reason);
    expect(
      explainCorrelation(correlation, set, eventOf({ A: 'y', B: 2 })).parts.map((part) => part.isFiltered),
    ).toEqual([false, true]);
    expect(explainCorrelation(correlation, set, eventOf({ A: 'y', B: 1 })).parts).toEqual([
      { id: 'one', title: 'Rule one', kind: 'rule', matches: false, isFiltered: false },
      { id: 'two', title: 'Rule two', kind: 'rule', matches: true, isFiltered: false },
    ]);
  });
});

test('an event is what its most precise log sources say', () => {
  const source = (product: string | null, category: string | null, service: string | null) => ({
    logSource: { product, category, service },
    aliases: new Map(),
  });
  const sources = [
    source('windows', null, 'sysmon'),
    source('windows', 'process_creation', 'sysmon'),
    source('windows', 'process_creation', null),
    source('windows', 'process_creation', 'sysmon'),
    source('windows', null, 'security'),
    source(null, null, null),
  ];
  expect(preciseSources(sources)).toEqual([
    { product: 'windows', category: 'process_creation', service: 'sysmon' },
    { product: 'windows', category: null, service: 'security' },
  ]);
  expect(preciseSources([source(null, null, null)])).toHaveLength(1);
});

describe('an outline', () => {
  test('refuses what loading refuses', () => {
    expect(() => readOutline(rule('sel: { A: x }\ncondition: other'), noPlaceholders)).toThrow(RefusedError);
  });

  test.each(['', 'a', '- 1', ': : :', 'title: c\ncorrelation: {}'])('is none of %j', (text) => {
    expect(readOutline(text, noPlaceholders)).toBeNull();
  });
});

describe('the rules of an event', () => {
  const unhurried = { budgetMs: 1, now: () => 0 };
  const set = loadRuleFiles(
    [
      rule('sel: { A: x }\ncondition: sel', 'matching'),
      rule('sel: { A: x }\nfilter: { B: y }\ncondition: sel and not filter', 'excluded'),
      rule('sel: { A: x, B: z, C: 1 }\ncondition: sel', 'two-short'),
      rule('sel: { A: x, B: y, C: 2 }\ncondition: sel', 'one-short'),
      rule('sel: { C: 1 }\nfilter: { B: z }\ncondition: sel and not filter', 'only-the-filter-holds'),
      rule('sel: { A: x }\ncondition: sel', 'elsewhere', 'windows'),
    ].map((text, index) => ({ file: `${index}.yml`, text })),
  );

  test('are those that match and, nearest first, those that nearly do', () => {
    const { considered, matching, nearest } = rulesOfEvent(set.rules, eventOf({ A: 'x', B: 'y' }), unhurried);
    expect(considered).toBe(5);
    expect(matching.map(({ id }) => id)).toEqual(['matching']);
    expect(nearest.map(({ failing, parts, rule: { id } }) => [id, failing, parts])).toEqual([
      ['one-short', 1, 3],
      ['excluded', 1, 2],
      ['two-short', 2, 3],
    ]);
  });

  test('are asked for so long, and it is said how many were', () => {
    let at = 0;
    const now = (): number => (at += 10);
    const told = rulesOfEvent(set.rules, eventOf({ A: 'x', B: 'y' }), { budgetMs: 25, now });
    expect([told.considered, told.asked]).toEqual([5, 2]);
  });
});
