import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  companyScope,
  newId,
  providerScope,
  systemScope,
  type CompanyId,
  type EventId,
} from '../kernel/index.ts';
import type { RawRecord } from './event.ts';
import type { EventRange } from './event-sql.ts';
import { createRowEncoder, eventRow } from './event-row.ts';
import {
  countEvents,
  countMatching,
  eventById,
  eventsByIds,
  insertEvents,
  searchDetails,
  searchEvents,
  type EventCursor,
} from './event-store.ts';
import { parseRecord } from './parse/parse.ts';
import { parseQuery } from './search/parse-query.ts';
import { openTestClickHouse, type TestClickHouse } from '../../test/support/clickhouse.ts';
import { fixedId, receivedAt, receivedRecord } from './testing/received-record.ts';

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await openTestClickHouse();
  await insert(all, 'first');
});
afterAll(() => clickhouse.stop());

const first: CompanyId = fixedId('a');
const second: CompanyId = fixedId('b');
const range = { from: receivedAt - 86_400_000, to: receivedAt + 86_400_000 };

let serial = 0;
function record(format: 'syslog' | 'json', raw: string, companyId = first): RawRecord {
  serial += 1;
  const bytes = Buffer.alloc(10);
  bytes.writeUInt32BE(serial, 6);
  return { ...receivedRecord(format, raw), companyId, id: newId(new Date(receivedAt), () => bytes) };
}

const ssh = (text: string, companyId = first, at = '11:59:58'): RawRecord =>
  record('syslog', `<38>Nov 23 ${at} web1 sshd[1]: ${text}`, companyId);

const failedRoot = ssh('Failed password for Root from 203.0.113.7 port 52211 ssh2');
const failedAna = ssh('Failed password for ana from 10.1.2.3 port 40000 ssh2', first, '11:59:59');
const accepted = ssh('Accepted password for ana from 10.1.2.3 port 40001 ssh2', first, '12:00:01');
const folded = ssh(
  'message repeated 5 times: [ Failed password for eve from 2001:db8::7 port 9 ssh2]',
  first,
  '11:00:00',
);
const foreign = ssh('Failed password for root from 203.0.113.9 port 1 ssh2', second);
const windows = record(
  'json',
  JSON.stringify({
    '@timestamp': '2026-11-23T11:30:00Z',
    EventID: 4688,
    Channel: 'Security',
    Hostname: 'ws1',
    SubjectUserName: 'ana',
    NewProcessName: 'C:\\Windows\\cmd.exe',
    NewProcessId: '0x1a4',
    CommandLine: 'cmd /c echo 100%\tтест',
  }),
);
const broken = record('json', '{"broken":\u0000"x');
const all = [failedRoot, failedAna, accepted, folded, foreign, windows, broken];

function insert(records: readonly RawRecord[], token: string): Promise<void> {
  const encoder = createRowEncoder();
  for (const item of records) encoder.add(eventRow(item, parseRecord(item), 365));
  return insertEvents(clickhouse.handle.inserts, encoder.take(), token);
}

async function find(text: string, scope = companyScope(first)): Promise<readonly EventId[]> {
  const query = parseQuery(text);
  if (!query.ok) throw new Error(query.error.message);
  const page = await searchEvents(clickhouse.handle.client(), scope, {
    query: query.value,
    range,
    limit: 100,
  });
  return page.events.map((event) => event.id);
}

describe('stored events', () => {
  it('are there once when the same batch is inserted again', async () => {
    await insert(all, 'first');
    expect(await find('', providerScope)).toHaveLength(all.length);
  });

  it('come back as they were received, with what they say', async () => {
    const event = await eventById(clickhouse.handle.client(), companyScope(first), failedRoot.id);
    expect(event).toMatchObject({
      id: failedRoot.id,
      companyId: first,
      projectId: null,
      time: Date.UTC(2026, 10, 23, 11, 59, 58),
      receivedAt,
      className: 'authentication',
      activity: 'Logon',
      status: 'Failure',
      host: 'web1',
      userName: 'Root',
      srcIp: '203.0.113.7',
      dstIp: null,
      peer: '192.0.2.10',
      raw: failedRoot.raw,
      ocsf: { class_uid: 3002, user: { name: 'Root' }, src_endpoint: { ip: '203.0.113.7', port: 52211 } },
    });
    const unparsed = await eventById(clickhouse.handle.client(), companyScope(first), broken.id);
    expect(unparsed).toMatchObject({ unparsedReason: 'not_json', ocsf: null, raw: broken.raw });
    const process = await eventById(clickhouse.handle.client(), companyScope(first), windows.id);
    expect(process).toMatchObject({
      raw: windows.raw,
      commandLine: 'cmd /c echo 100%\tтест',
      processName: 'cmd.exe',
    });
  });

  it('of another company are not there', async () => {
    expect(await eventById(clickhouse.handle.client(), companyScope(first), foreign.id)).toBeNull();
    expect(await find('', companyScope(second))).toEqual([foreign.id]);
    expect(await find(`company:${second}`)).toEqual([]);
    expect(await find(`company:${second} OR event:${foreign.id} OR *`)).not.toContain(foreign.id);
    expect(await find(`company:${second}`, systemScope('test'))).toEqual([foreign.id]);
  });

  it('are found by their ids, oldest first', async () => {
    const events = await eventsByIds(clickhouse.handle.client(), companyScope(first), [
      accepted.id,
      failedRoot.id,
      foreign.id,
    ]);
    expect(events.map((event) => event.id)).toEqual([failedRoot.id, accepted.id]);
    expect(await eventsByIds(clickhouse.handle.client(), companyScope(first), [])).toEqual([]);
  });

  it('are looked up within a range by whoever knows when they happened', async () => {
    const at = Date.UTC(2026, 10, 23, 11, 59, 58);
    const within = async (range: EventRange) => {
      const ids = [accepted.id, failedRoot.id];
      return (await eventsByIds(clickhouse.handle.client(), companyScope(first), ids, range)).map(
        ({ id }) => id,
      );
    };
    expect(await within({ from: at, to: at + 1 })).toEqual([failedRoot.id]);
    expect(await within({ from: at - 1, to: at })).toEqual([]);
  });

  it('may span every month that event times may have', async () => {
    const fourth: CompanyId = fixedId('d');
    const months = Array.from({ length: 120 }, (_, index) => new Date(Date.UTC(2016, 11 + index, 1)));
    const records = months.map((month) =>
      record('json', JSON.stringify({ time: month.toISOString() }), fourth),
    );
    await insert(records, 'months');
    const query = { kind: 'all' } as const;
    const wide = { from: 0, to: receivedAt };
    const page = await searchEvents(clickhouse.handle.client(), companyScope(fourth), {
      query,
      range: wide,
      limit: 1_000,
    });
    expect(page.events).toHaveLength(120);
  });
});

describe('a search', () => {
  it.each<[string, readonly RawRecord[]]>([
    ['user:root', [failedRoot]],
    ['user:ROOT', [failedRoot]],
    ['user:a*', [accepted, failedAna, windows]],
    ['failed', [failedAna, failedRoot, folded]],
    ['FAILED -user:root', [failedAna, folded]],
    ['"failed password for ana"', [failedAna]],
    ['ailed', []],
    ['*ailed*', [failedAna, failedRoot, folded]],
    ['тест', [windows]],
    ['"100%"', [windows]],
    ['src_ip:10.0.0.0/8', [accepted, failedAna]],
    ['ip:203.0.113.7', [failedRoot]],
    ['src_ip:2001:db8::/32', [folded]],
    ['src_ip:*', [accepted, failedAna, failedRoot, folded]],
    ['-src_ip:*', [broken, windows]],
    ['class:authentication status:success', [accepted]],
    ['class:process_activity', [windows]],
    ['count>1', [folded]],
    ['severity<=informational parser:sshd user:eve', [folded]],
    ['reason:not_json', [broken]],
    ['user:root OR user:eve', [failedRoot, folded]],
    ['(user:root OR user:ana) activity:logon status:failure', [failedAna, failedRoot]],
    ['process:cmd.*', [windows]],
    ['command:"cmd /c*"', []],
    ['command:cmd*', [windows]],
    ['src_endpoint.port:40001', [accepted]],
    ['src_endpoint.port>=40000', [accepted, failedAna, failedRoot]],
    ['src_endpoint.port<40000', [folded]],
    ['ocsf.is_remote:true user:eve', [folded]],
    ['raw.NewProcessId:0X1A4', [windows]],
    ['raw.CommandLine:*echo*', [windows]],
    ['ocsf.is_mfa:*', []],
    ['time<2026-11-23T11:10:00Z', [folded]],
  ])('for %s', async (text, expected) => {
    expect(await find(text)).toEqual(expected.map((item) => item.id));
  });

  it('runs every field and operator that the language has', async () => {
    for (const text of ['event', 'source', 'project', 'company'].map((name) => `${name}:${fixedId('9')}`)) {
      expect(await find(text)).toEqual([]);
    }
    for (const operator of ['=', '!=', '<', '<=', '>', '>=']) {
      await find(
        `count${operator}1 time${operator}2026-11-23 received${operator}2026-11-23 src_endpoint.port${operator}1`,
      );
    }
  });

  it('is paged without a gap or a repetition', async () => {
    const seen: EventId[] = [];
    let cursor: EventCursor | null = null;
    let pages = 0;
    do {
      const page: Awaited<ReturnType<typeof searchEvents>> = await searchEvents(
        clickhouse.handle.client(),
        companyScope(first),
        { query: { kind: 'all' }, range, limit: 2, ...(cursor === null ? {} : { cursor }) },
      );
      seen.push(...page.events.map((event) => event.id));
      cursor = page.next;
      pages += 1;
    } while (cursor !== null && pages < 10);
    expect(pages).toBe(3);
    expect(seen).toEqual(await find(''));
  });

  it('gives whole events page by page for a file, and says beforehand how many', async () => {
    const client = clickhouse.handle.client();
    const search = { query: { kind: 'all' }, range, limit: 4 } as const;
    const one = await searchDetails(client, companyScope(first), search);
    if (one.next === null) throw new Error('there is a second page');
    const two = await searchDetails(client, companyScope(first), { ...search, cursor: one.next });
    expect(two.next).toBeNull();
    const events = [...one.events, ...two.events];
    expect(events.map((event) => event.id)).toEqual(await find(''));
    expect(events.every((event) => event.raw !== '')).toBe(true);
    expect(await countMatching(client, companyScope(first), search)).toBe(6);
    expect(await countMatching(client, providerScope, search)).toBe(7);
    expect(await countMatching(client, companyScope(second), search)).toBe(1);
  });

  it('sees only its range, whose end is not in it', async () => {
    const at = Date.UTC(2026, 10, 23, 11, 59, 58);
    const search = async (from: number, to: number) => {
      const page = await searchEvents(clickhouse.handle.client(), companyScope(first), {
        query: { kind: 'all' },
        range: { from, to },
        limit: 10,
      });
      return page.events.map((event) => event.id);
    };
    expect(await search(at, at + 1)).toEqual([failedRoot.id]);
    expect(await search(at - 1, at)).toEqual([]);
  });
});

describe('counts', () => {
  it('count what was received by company, day, parser and reason', async () => {
    const counts = await countEvents(clickhouse.handle.client(), companyScope(first), range);
    expect(
      counts.map(({ day, parser, unparsedReason, count }) => [day, parser, unparsedReason, count]),
    ).toEqual([
      ['2026-11-23', '', 'not_json', 1],
      ['2026-11-23', 'sshd', '', 4],
      ['2026-11-23', 'windows', '', 1],
    ]);
  });
});
