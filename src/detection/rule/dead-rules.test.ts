import { expect, test } from 'vitest';
import { loadRuleFiles } from '../sigma/load.ts';
import { deadRules } from './dead-rules.ts';

const rule = (id: string, logSource: string): string =>
  `title: ${id}\nid: ${id}\nname: ${id}\nlogsource: { ${logSource} }\ndetection: { s: { a: b }, condition: s }\nlevel: low\n`;
const correlation = (id: string, rules: string): string =>
  `title: ${id}\nid: ${id}\nname: ${id}\nlevel: low\ncorrelation: { type: temporal, rules: [${rules}], group-by: [a], timespan: 1h }\n`;
const set = loadRuleFiles([
  {
    file: 'x.yml',
    text: [
      rule('ssh', 'product: linux, service: sshd'),
      rule('anything-linux', 'product: linux'),
      rule('processes', 'product: windows, category: process_creation'),
      rule('okta', 'product: okta'),
      correlation('mixed', 'ssh, okta'),
      correlation('only-dead', 'okta, processes'),
      correlation('above', 'only-dead, okta'),
    ].join('---\n'),
  },
]);
const source = (product: string, category: string | null, service: string | null) => ({
  ...{ product, category, service },
});
const since = new Date('2026-11-21T12:00:00Z');
const dead = (...heard: Parameters<typeof deadRules>[1]): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    deadRules(set, heard, since).map((each) => [each.rule.id, each.lastEventAt?.toISOString() ?? null]),
  );

test('a rule is dead when nothing of its log sources happened since; a correlation when none of its rules could fire', () => {
  expect(set.refused).toEqual([]);
  const recent = { source: source('linux', null, 'sshd'), lastAt: new Date('2026-11-23T00:00:00Z') };
  const old = { source: source('windows', null, 'sysmon'), lastAt: new Date('2026-11-10T00:00:00Z') };
  expect(dead(recent, old)).toEqual({
    processes: '2026-11-10T00:00:00.000Z',
    okta: null,
    'only-dead': '2026-11-10T00:00:00.000Z',
    above: '2026-11-10T00:00:00.000Z',
  });
});

test('the very moment counts as since, and the newest of several sources decides', () => {
  const at = { source: source('windows', 'process_creation', null), lastAt: since };
  const before = { source: source('windows', null, 'security'), lastAt: new Date(since.getTime() - 1) };
  expect(Object.keys(dead(at, before))).not.toContain('processes');
  expect(Object.keys(dead(before))).toContain('processes');
  expect(Object.keys(dead()).toSorted()).toEqual(
    ['ssh', 'anything-linux', 'processes', 'okta', 'mixed', 'only-dead', 'above'].toSorted(),
  );
});
