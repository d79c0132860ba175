import { expect, test } from 'vitest';
import type { Rule } from '../../api/types.ts';
import type { RulesSearch } from '../../app/search.ts';
import { missingText } from './missing-text.ts';
import { filterRules, marksOf, sortRules, withDead } from './rule-filter.ts';

const rule = (over: Partial<Rule>): Rule => ({
  id: 'a',
  title: 'A shell as root',
  level: 'high',
  status: null,
  author: 'Northwind',
  kind: 'rule',
  logSource: { product: 'linux', category: null, service: 'sudo' },
  tags: ['attack.t1548.003'],
  owner: null,
  expiresAt: null,
  matches24h: 0,
  cost: null,
  file: 'linux/shell.yml',
  origin: 'shipped',
  state: 'active',
  version: null,
  draftVersion: null,
  hasTests: true,
  shippedChanged: false,
  readable: true,
  ...over,
});
const rules = [
  rule({}),
  rule({ id: 'b', title: 'B', origin: 'overlay', version: 1, draftVersion: 2, shippedChanged: true }),
  rule({
    id: 'c',
    title: 'C',
    origin: 'local',
    state: 'draft',
    draftVersion: 1,
    level: null,
    readable: false,
    hasTests: false,
  }),
  rule({
    id: 'd',
    title: 'D',
    state: 'disabled',
    level: 'low',
    hasTests: false,
    logSource: null,
    tags: [],
    file: 'd.yml',
  }),
];
const found = (search: RulesSearch): string =>
  filterRules(rules, search)
    .map(({ id }) => id)
    .join('');

test.each<[RulesSearch, string]>([
  [{}, 'abcd'],
  [{ state: ['draft', 'disabled'] }, 'cd'],
  [{ level: ['high'] }, 'ab'],
  [{ origin: ['local', 'overlay'] }, 'bc'],
  [{ mark: ['shippedChanged', 'newerDraft'] }, 'b'],
  [{ mark: ['noTest'] }, 'd'],
  [{ q: 'SHELL' }, 'abc'],
  [{ q: 't1548' }, 'abc'],
  [{ q: 'linux / sudo', state: ['active'] }, 'ab'],
  [{ q: 'nothing' }, ''],
])('a list of rules filtered by %j', (search, ids) => {
  expect(found(search)).toBe(ids);
});

test('what wants an eye on a rule', () => {
  expect(rules.map(marksOf)).toEqual([[], ['shippedChanged', 'newerDraft'], ['unreadable'], ['noTest']]);
});

test('rules are sorted by what they cost or match, most first, the others behind in their order', () => {
  const cost = (microsPerEvent: number) => ({
    ...{ microsPerEvent, microsPerEvaluation: 1, share: 0.1, coreShare: 0.01, evaluations: 9 },
  });
  const list = [
    rule({ id: 'a', matches24h: 3 }),
    rule({ id: 'b', cost: cost(0.5) }),
    rule({ id: 'c', matches24h: 9, cost: cost(12) }),
    rule({ id: 'd' }),
  ];
  const ids = (sort: 'cost' | 'matches' | undefined) => sortRules(list, sort).map(({ id }) => id);
  expect(ids(undefined)).toEqual(['a', 'b', 'c', 'd']);
  expect(ids('cost')).toEqual(['c', 'b', 'a', 'd']);
  expect(ids('matches')).toEqual(['c', 'a', 'b', 'd']);
});

test('a rule in force that nothing reaches is marked, a draft is not', () => {
  const dead = (id: string) => ({
    ...{ id, title: id, logSource: null, lastEventAt: null },
    ...{ code: 'no_events' as const, missing: [] },
  });
  const marked = withDead(
    rules,
    rules.map(({ id }) => dead(id)),
  );
  for (const each of marked) expect(marksOf(each).includes('dead')).toBe(each.state === 'active');
  expect(marked.some(({ state }) => state === 'active')).toBe(true);
  expect(withDead(rules, []).flatMap(marksOf)).not.toContain('dead');
});

test('what is missing is named by its field, several values as alternatives', () => {
  const missing = (field: string, value: string | null) => ({ field, value });
  expect(missingText([missing('EventID', '4768'), missing('EventID', '4769')], 'or')).toBe(
    'EventID 4768 or 4769',
  );
  expect(missingText([missing('Status', null), missing('User', null)], 'or')).toBe('Status, User');
  expect(missingText([], 'or')).toBe('');
});
