import { describe, expect, test } from 'vitest';
import type { JsonObject, LogSource } from '../event-types.ts';
import { loadRuleFiles } from './load.ts';
import { createMatcher } from './matcher.ts';
import { aliasesFor, createLaneNumbers, sourcesOf } from './routing.ts';
import { eventOf } from './testing/judge.ts';

const windows: LogSource = { product: 'windows', category: null, service: null };
const source = (product: string | null, category: string | null, service: string | null): LogSource => ({
  product,
  category,
  service,
});
const reaches = (rule: LogSource, record: JsonObject, own: LogSource = windows): boolean =>
  aliasesFor(rule, sourcesOf(eventOf(record, own))) !== null;

const sysmon = (id: number, more: JsonObject = {}): JsonObject => ({
  Channel: 'Microsoft-Windows-Sysmon/Operational',
  EventID: id,
  ...more,
});

describe('which rules an event reaches', () => {
  test.each<readonly [string, LogSource, JsonObject, boolean]>([
    ['process creation from Sysmon', source('windows', 'process_creation', null), sysmon(1), true],
    [
      'process creation from the Security log',
      source('windows', 'process_creation', null),
      { Channel: 'Security', EventID: 4688 },
      true,
    ],
    [
      'an event id in another channel',
      source('windows', 'process_creation', null),
      { Channel: 'System', EventID: 1 },
      false,
    ],
    [
      'an event id as text',
      source('windows', 'process_creation', null),
      { ...sysmon(1), EventID: '1' },
      true,
    ],
    ['a channel in another case', source('windows', null, 'security'), { Channel: 'SECURITY' }, true],
    ['a category of any product', source(null, 'process_creation', null), sysmon(1), true],
    ['the same of another product', source('linux', 'process_creation', null), sysmon(1), false],
    ['a category and its service', source('windows', 'process_creation', 'sysmon'), sysmon(1), true],
    ['a category and another service', source('windows', 'process_creation', 'security'), sysmon(1), false],
    ['every Windows event', source('windows', null, null), { Channel: 'Anything' }, true],
    ['registry_event means 12, 13 and 14', source('windows', 'registry_event', null), sysmon(14), true],
    [
      'a key that is created',
      source('windows', 'registry_add', null),
      sysmon(12, { EventType: 'CreateKey' }),
      true,
    ],
    [
      'a key that is deleted is not added',
      source('windows', 'registry_add', null),
      sysmon(12, { EventType: 'DeleteKey' }),
      false,
    ],
    [
      'PowerShell 7',
      source('windows', 'ps_script', null),
      { Channel: 'PowerShellCore/Operational', EventID: 4104 },
      true,
    ],
    [
      'classic PowerShell',
      source('windows', 'ps_classic_start', null),
      { Channel: 'Windows PowerShell', EventID: 400 },
      true,
    ],
    [
      'Defender for antivirus rules',
      source(null, 'antivirus', null),
      { Channel: 'Microsoft-Windows-Windows Defender/Operational', EventID: 1116 },
      true,
    ],
  ])('%s', (_what, rule, record, expected) => {
    expect(reaches(rule, record)).toBe(expected);
  });

  test('an event counts as what its parser says', () => {
    const sshd = source('linux', null, 'sshd');
    expect(reaches(source('linux', null, 'sshd'), {}, sshd)).toBe(true);
    expect(reaches(source('linux', null, 'auth'), {}, sshd)).toBe(true);
    expect(reaches(source('linux', null, null), {}, sshd)).toBe(true);
    expect(reaches(source('linux', null, 'cron'), {}, sshd)).toBe(false);
    expect(
      reaches(source('windows', 'registry_event', null), {}, source('windows', 'registry_set', 'sysmon')),
    ).toBe(true);
  });

  test('a rule reads the names of the source that it is asked of', () => {
    const text =
      'title: T\nlogsource: { product: windows, category: process_creation }\ndetection: { a: { Image|endswith: \\cmd.exe }, condition: a }';
    const matcher = createMatcher(loadRuleFiles([{ file: 'x.yml', text }]).rules);
    const security = { Channel: 'Security', EventID: 4688, NewProcessName: 'C:\\Windows\\cmd.exe' };
    expect(matcher(eventOf(security, windows)).map((match) => match.fields)).toEqual([
      [{ field: 'Image', value: 'C:\\Windows\\cmd.exe' }],
    ]);
    expect(matcher(eventOf(sysmon(1, { NewProcessName: 'C:\\Windows\\cmd.exe' }), windows))).toEqual([]);
  });
});

test('senders cannot make ever new lanes', () => {
  const laneOf = createLaneNumbers([windows]);
  const lanes = new Set<number>();
  for (let index = 100_000; index < 101_000; index += 1) {
    lanes.add(
      laneOf(eventOf({ Channel: `made up ${index}`, EventID: index, EventType: `e${index}` }, windows)),
    );
    lanes.add(laneOf(eventOf({}, source(`product ${index}`, `c${index}`, `s${index}`))));
  }
  expect(lanes.size).toBe(2);
});

test('events with different log sources have different lanes', () => {
  const laneOf = createLaneNumbers([source('linux', null, 'sshd'), source('aws', null, 'cloudtrail')]);
  const lanes = [
    eventOf({}, source('linux', null, 'sshd')),
    eventOf({}, source('aws', null, 'cloudtrail')),
    eventOf(sysmon(1), windows),
    eventOf(sysmon(3), windows),
    eventOf({ Channel: 'Security', EventID: 4688 }, windows),
    eventOf({ Channel: 'Security', EventID: 1 }, windows),
  ].map(laneOf);
  expect(new Set(lanes).size).toBe(6);
});
