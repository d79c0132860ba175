import { expect, test } from 'vitest';
import { loadRuleFiles } from '../sigma/load.ts';
import type { RecordKind, RecordKinds } from '../event-types.ts';
import { deadRules, type HeardSource } from './dead-rules.ts';

const rule = (id: string, logSource: string, detection = 's: { a: b }, condition: s'): string =>
  `title: ${id}\nid: ${id}\nname: ${id}\nlogsource: { ${logSource} }\ndetection: { ${detection} }\nlevel: low\n`;
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
const source = (product: string, category: string | null = null, service: string | null = null) => ({
  ...{ product, category, service },
});
const since = new Date('2026-11-21T12:00:00Z');
const kindOf = (
  of: RecordKind['source'],
  members: RecordKind['members'],
  ...names: string[]
): RecordKind => ({
  ...{ source: of, members, events: 1 },
  names: new Set([...Object.keys(members), ...names]),
});
const kindsOf = (kinds: readonly RecordKind[], complete = true, isByChannel = false): RecordKinds => ({
  kinds,
  sources: kinds.map(({ events, source: own }) => ({ source: own, events, complete, isByChannel })),
});
/** Every log source has records of one kind, with the field that the rules ask. */
const dead = (...heard: readonly HeardSource[]): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    deadRules(set, heard, kindsOf(heard.map((each) => kindOf(each.source, {}, 'a'))), since).map((each) => [
      each.rule.id,
      each.lastEventAt?.toISOString() ?? null,
    ]),
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

const windows = loadRuleFiles([
  {
    file: 'w.yml',
    text: [
      rule('ntlm', 'product: windows, service: ntlm'),
      rule(
        'tickets',
        'product: windows, service: security',
        's: { EventID: [4768, 4769], Status: "0x0" }, condition: s',
      ),
      rule(
        'logons',
        'product: windows, service: security',
        's: { EventID: 4624, LogonType: 3 }, condition: s',
      ),
      rule(
        'groups',
        'product: windows, service: security',
        's: { EventID: 4624 }, t: { GroupName: x, Sid: y }, condition: s and t',
      ),
      rule('keys', 'product: windows, category: registry_delete'),
      rule('processes', 'product: windows, category: process_creation', 's: { Image: x }, condition: s'),
      rule('images', 'product: windows, category: image_load', 's: { Image: x }, condition: s'),
      rule('anything', 'product: windows', 's: { EventID: 4624 }, t: { EventID: 1 }, condition: s or t'),
      correlation('all-dead', 'ntlm, tickets'),
      correlation('one-alive', 'ntlm, logons'),
    ].join('---\n'),
  },
]);
const channel = 'Microsoft-Windows-Sysmon/Operational';
const security = source('windows', null, 'security');
const sysmon = source('windows', null, 'sysmon');
const heard = [security, sysmon].map((each) => ({ source: each, lastAt: since }));
const kinds: readonly RecordKind[] = [
  kindOf(security, { Channel: 'Security', EventID: 4624 }, 'LogonType', 'Sid'),
  kindOf(security, { Channel: 'security', EventID: '4688' }, 'NewProcessName'),
  kindOf(sysmon, { Channel: channel, EventID: 12, EventType: 'CreateKey' }, 'a'),
  kindOf(sysmon, { Channel: channel, EventID: 3 }, 'Image'),
];

test('where events are there, a rule is dead when none has the channel, the event id or a field that it needs', () => {
  expect(windows.refused).toEqual([]);
  const told = deadRules(windows, heard, kindsOf(kinds), since).map((each) => [
    each.rule.id,
    each.code,
    each.missing.map(({ field, value }) => (value === null ? field : `${field}=${value}`)),
  ]);
  expect(told).toEqual([
    ['ntlm', 'no_channel', ['Channel=Microsoft-Windows-NTLM/Operational']],
    ['tickets', 'no_event_id', ['EventID=4768', 'EventID=4769']],
    ['groups', 'no_field', ['GroupName']],
    ['keys', 'no_event_id', ['EventType=DeleteKey', 'EventType=DeleteValue']],
    ['images', 'no_event_id', ['EventID=7']],
    ['all-dead', 'no_rule', []],
  ]);
});

test('a log source that was made of channel and event id tells what cannot be in it, however much it holds', () => {
  const process = { product: 'windows', category: 'process_creation', service: 'sysmon' };
  const sources = [security, sysmon, process].map((each) => ({
    ...{ source: each, events: 9e9, complete: false, isByChannel: true },
  }));
  const told = deadRules(
    windows,
    [...heard, { source: process, lastAt: since }],
    { kinds: [], sources },
    since,
  );
  expect(told.map(({ code, missing, rule: { id } }) => [id, code, missing])).toEqual([
    ['ntlm', 'no_channel', [{ field: 'Channel', value: 'Microsoft-Windows-NTLM/Operational' }]],
    ['keys', 'no_event_id', [{ field: 'EventID', value: '12' }]],
    ['images', 'no_event_id', [{ field: 'EventID', value: '7' }]],
  ]);
});

test('where not every event could be looked at, only the log source counts', () => {
  expect(deadRules(windows, heard, kindsOf(kinds, false), since)).toEqual([]);
  const one = {
    ...kindsOf(kinds),
    sources: [{ source: sysmon, events: 2, complete: true, isByChannel: false }],
  };
  expect(deadRules(windows, heard, one, since)).toEqual([]);
});
