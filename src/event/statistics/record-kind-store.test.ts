import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { companyScope, newId } from '../../kernel/index.ts';
import type { RawRecord, RecordFormat } from '../event.ts';
import { createRowEncoder, eventRow } from '../event-row.ts';
import { insertEvents } from '../event-store.ts';
import { parseRecord } from '../parse/parse.ts';
import { kindLimits, recordKinds } from './record-kind-store.ts';

const at = new Date('2026-11-23T12:00:00Z');
const [first, second] = [newId<'company'>(at), newId<'company'>(at)];
const sourceId = newId<'source'>(at);
const record = (format: RecordFormat, raw: string, companyId = first): RawRecord => ({
  ...{ id: newId<'event'>(at), companyId, sourceId, projectId: null, format },
  ...{ receivedAt: at.getTime(), peer: '192.0.2.1', raw },
});
const json = (value: object, companyId = first) => record('json', JSON.stringify(value), companyId);
const range = { from: at.getTime() - 86_400_000, to: at.getTime() + 86_400_000 };

const trail = (request: unknown) => ({
  ...{ eventVersion: '1.08', eventTime: '2026-11-23T11:00:00Z', eventName: 'RunInstances' },
  ...{ eventSource: 'ec2.amazonaws.com', awsRegion: 'eu-west-1', sourceIPAddress: '203.0.113.7' },
  requestParameters: request,
});
const records: readonly RawRecord[] = [
  json({ Channel: 'Security', EventID: 4688, NewProcessName: 'C:\\a.exe' }),
  json({ Channel: 'Security', EventID: 4688, NewProcessName: 'C:\\b.exe', 'Token Type': '%%1936' }),
  json({ Channel: 'Security', EventID: 4624, TargetUserName: 'a":{"no' }),
  json(trail({ list: [{ 'a"b': 1 }, { 'x.y': { ':odd': null } }] })),
  json(trail({ text: 'say "inner": 5' }), second),
  record(
    'syslog',
    '<38>Nov 23 11:30:00 web sshd[1]: Accepted password for ana from 10.1.2.3 port 40001 ssh2',
  ),
  record('json', '{"broken":\u0000"x'),
];

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await openTestClickHouse();
  const encoder = createRowEncoder();
  for (const item of records) encoder.add(eventRow(item, parseRecord(item), 365));
  await insertEvents(clickhouse.handle.inserts, encoder.take(), 'kinds');
});
afterAll(() => clickhouse.stop());

const kindsOf = async (companyId = first, limits?: { events: number }) => {
  const read = await recordKinds(clickhouse.handle.client(), companyScope(companyId), range, limits);
  const name = ({ product, category, service }: (typeof read.sources)[number]['source']) =>
    [product, category, service].join('/');
  return {
    kinds: read.kinds
      .map(({ source, members, events, names }) => ({ source: name(source), members, events, names }))
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    sources: read.sources.map(({ isByChannel: _, source, ...each }) => ({ source: name(source), ...each })),
  };
};

test('records fall into kinds by log source, channel and event id, with every name that one of them has', async () => {
  const { kinds, sources } = await kindsOf();
  expect(sources).toEqual([
    { source: 'aws//cloudtrail', events: 1, complete: true },
    { source: 'linux//sshd', events: 1, complete: true },
    { source: 'windows//security', events: 1, complete: true },
    { source: 'windows/process_creation/security', events: 2, complete: true },
  ]);
  expect(kinds.map(({ source, members, events }) => ({ source, members, events }))).toEqual([
    { source: 'aws//cloudtrail', members: {}, events: 1 },
    { source: 'linux//sshd', members: {}, events: 1 },
    { source: 'windows//security', members: { Channel: 'Security', EventID: 4624 }, events: 1 },
    {
      ...{ source: 'windows/process_creation/security', events: 2 },
      members: { Channel: 'Security', EventID: 4688 },
    },
  ]);
  const [cloud, ssh, logon, process] = kinds.map(({ names }) => names);
  for (const name of ['eventName', 'requestParameters', 'list', 'a"b', 'x.y']) expect(cloud).toContain(name);
  expect(cloud).not.toContain('text');
  expect(ssh).not.toContain('eventName');
  expect(logon).toContain('TargetUserName');
  // The parser has taken the space out of the name.
  expect(process).toContain('TokenType');
  expect(process).not.toContain('TargetUserName');
});

test('log sources that the parser of Windows events has made are those of channel and event id', async () => {
  const read = await recordKinds(clickhouse.handle.client(), companyScope(first), range);
  expect(read.sources.map(({ isByChannel, source }) => [source.product, isByChannel])).toEqual([
    ...[
      ['aws', false],
      ['linux', false],
    ],
    ...[
      ['windows', true],
      ['windows', true],
    ],
  ]);
});

test("another company's records are not looked at", async () => {
  const { kinds, sources } = await kindsOf(second);
  expect(sources).toEqual([{ source: 'aws//cloudtrail', events: 1, complete: true }]);
  expect(kinds[0]?.names).toContain('text');
  expect(kinds[0]?.names).not.toContain('list');
});

test('of more events than may be taken apart, the log sources with the fewest are looked at', async () => {
  const { kinds, sources } = await kindsOf(first, { events: 3 });
  expect(sources.map(({ complete }) => complete)).toEqual([true, true, true, false]);
  expect(kinds).toHaveLength(3);
});

test('a record that is too long, has names without end or a value twice leaves its log source incomplete', async () => {
  const hostile: readonly (readonly [string, string])[] = [
    ['long', JSON.stringify({ Channel: 'x', text: 'y'.repeat(kindLimits.recordBytes) })],
    [
      'wide',
      JSON.stringify(Object.fromEntries(Array.from({ length: kindLimits.names }, (_, i) => [`n${i}`, i]))),
    ],
    ['twice', '{"Channel":"a","Channel":"b"}'],
    ['channel', JSON.stringify({ Channel: 'c'.repeat(kindLimits.valueBytes) })],
    ['half', String.raw`{"Channel":"\ud800"}`],
  ];
  for (const [name, raw] of hostile) {
    const companyId = newId<'company'>(at);
    const encoder = createRowEncoder();
    for (const each of [record('json', raw, companyId), json(trail({}), companyId)])
      encoder.add(eventRow(each, parseRecord(each), 365));
    await insertEvents(clickhouse.handle.inserts, encoder.take(), `hostile-${name}`);
    const { sources } = await kindsOf(companyId);
    expect([name, sources.map(({ complete }) => complete).toSorted()]).toEqual([name, [false, true]]);
  }
});
