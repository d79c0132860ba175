import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { companyScope, newId, providerScope, type CompanyId } from '../../kernel/index.ts';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import type { RawRecord } from '../event.ts';
import { createRowEncoder, eventRow } from '../event-row.ts';
import { insertEvents } from '../event-store.ts';
import { parseRecord } from '../parse/parse.ts';
import { parseQuery } from '../search/parse-query.ts';
import { fixedId, receivedAt, receivedRecord } from '../testing/received-record.ts';
import { fieldStatistics, valuesBeginningWith } from './field-statistics-store.ts';
import { histogram } from './histogram-store.ts';
import { presentFields } from './present-fields-store.ts';

let clickhouse: TestClickHouse;
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

const records = [
  ssh('Failed password for Root from 203.0.113.7 port 52211 ssh2'),
  ssh('Failed password for ana from 10.1.2.3 port 40000 ssh2', first, '11:59:59'),
  ssh('Accepted password for ana from 10.1.2.3 port 40001 ssh2', first, '12:00:01'),
  ssh('message repeated 5 times: [ Failed password for eve from 2001:db8::7 port 9 ssh2]', first, '11:00:00'),
  ssh('Failed password for zoe from 203.0.113.9 port 1 ssh2', second),
  record(
    'json',
    JSON.stringify({
      '@timestamp': '2026-11-23T11:30:00Z',
      EventID: 4688,
      Channel: 'Security',
      Hostname: 'ws1',
      SubjectUserName: 'ana',
      NewProcessName: 'C:\\Windows\\cmd.exe',
    }),
  ),
  record('json', '{"broken":\u0000"x'),
];

beforeAll(async () => {
  clickhouse = await openTestClickHouse();
  const encoder = createRowEncoder();
  for (const item of records) encoder.add(eventRow(item, parseRecord(item), 365));
  await insertEvents(clickhouse.handle.inserts, encoder.take(), 'first');
});
afterAll(() => clickhouse.stop());

function queryOf(text: string) {
  const query = parseQuery(text);
  if (!query.ok) throw new Error(query.error.message);
  return query.value;
}
const statistics = (field: string, text = '', limit = 10, scope = companyScope(first)) =>
  fieldStatistics(clickhouse.handle.client(), scope, { query: queryOf(text), range, field, limit });
const proposed = (field: string, start: string, scope = companyScope(first)) =>
  valuesBeginningWith(clickhouse.handle.client(), scope, {
    query: queryOf(''),
    range,
    ...{ field, start, limit: 10 },
  });

describe('a histogram', () => {
  const hours = { from: Date.UTC(2026, 10, 23, 11), to: Date.UTC(2026, 10, 23, 12, 30) };

  it('counts events over time in equal stretches', async () => {
    const search = { query: queryOf(''), range: hours, buckets: 3 };
    expect(await histogram(clickhouse.handle.client(), companyScope(first), search)).toEqual({
      stepMs: 1_800_000,
      buckets: [
        { at: Date.UTC(2026, 10, 23, 11), count: 1, parts: [] },
        { at: Date.UTC(2026, 10, 23, 11, 30), count: 3, parts: [] },
        { at: Date.UTC(2026, 10, 23, 12), count: 2, parts: [] },
      ],
    });
  });

  it('says what each stretch is made of', async () => {
    const search = { query: queryOf(''), range: hours, buckets: 3, split: 'class' as const };
    const { buckets } = await histogram(clickhouse.handle.client(), companyScope(first), search);
    expect(buckets.map(({ count, parts }) => [count, parts])).toEqual([
      [1, [{ value: 'authentication', count: 1 }]],
      [
        3,
        [
          { value: 'authentication', count: 2 },
          { value: 'process_activity', count: 1 },
        ],
      ],
      [
        2,
        [
          { value: 'base_event', count: 1 },
          { value: 'authentication', count: 1 },
        ],
      ],
    ]);
  });
});

describe('statistics of a field', () => {
  it.each([
    [
      'user',
      { total: 6, counted: 6, missing: 1, distinct: 3 },
      [
        ['ana', 3],
        ['Root', 1],
        ['eve', 1],
      ],
    ],
    [
      'class',
      { total: 6, counted: 6, missing: 0, distinct: 3 },
      [
        ['authentication', 4],
        ['base_event', 1],
        ['process_activity', 1],
      ],
    ],
    [
      'src_ip',
      { total: 6, counted: 6, missing: 2, distinct: 3 },
      [
        ['10.1.2.3', 2],
        ['2001:db8::7', 1],
        ['203.0.113.7', 1],
      ],
    ],
    [
      'ip',
      { total: 6, counted: 6, missing: 2, distinct: 3 },
      [
        ['10.1.2.3', 2],
        ['2001:db8::7', 1],
        ['203.0.113.7', 1],
      ],
    ],
    ['raw.EventID', { total: 6, counted: 6, missing: 5, distinct: 1 }, [['4688', 1]]],
    ['raw.nothing.at.all', { total: 6, counted: 6, missing: 6, distinct: 0 }, []],
  ] as const)('%s: how often, in how many events, and in how many not', async (field, sums, values) => {
    const found = await statistics(field);
    expect(found).toMatchObject(sums);
    expect(found?.values.map(({ value, count }) => [value, count])).toEqual(values);
  });

  it('that is a number have its least, mean, 95th percentile and greatest', async () => {
    const ports = await statistics('src_endpoint.port', 'user:ana class:authentication');
    expect(ports).toMatchObject({ counted: 2, missing: 0, distinct: 2 });
    expect(ports?.numbers?.min).toBe(40_000);
    expect(ports?.numbers?.avg).toBe(40_000.5);
    expect(ports?.numbers?.p95).toBeCloseTo(40_000.95);
    expect(ports?.numbers?.max).toBe(40_001);
    expect((await statistics('count'))?.numbers).toMatchObject({ min: 1, max: 5 });
    expect((await statistics('user'))?.numbers).toBeNull();
    expect((await statistics('src_endpoint.port', 'reason:not_json'))?.numbers).toBeNull();
  });

  it('of one company know nothing of another', async () => {
    const own = await statistics('user', '', 10, companyScope(second));
    expect(own?.values).toEqual([{ value: 'zoe', count: 1 }]);
    expect((await statistics('user', '', 10, providerScope))?.total).toBe(7);
  });

  it('give as many values as are asked for', async () => {
    const found = await statistics('user', '', 1);
    expect(found?.values).toEqual([{ value: 'ana', count: 3 }]);
    expect(found?.distinct).toBe(3);
  });

  it.each(['ocsf; DROP TABLE security_event', 'time', 'nothing', '.', 'a..b', "a.'b"])(
    'are refused for %s, or find nothing',
    async (field) => {
      const found = await statistics(field);
      expect(found === null || found.distinct === 0).toBe(true);
    },
  );
});

describe('values for completion', () => {
  it('begin with what was typed, in any case, commonest first', async () => {
    expect(await proposed('user', 'A')).toEqual([{ value: 'ana', count: 3 }]);
    expect(await proposed('user', 'ro')).toEqual([{ value: 'Root', count: 1 }]);
    expect(await proposed('user', 'zoe')).toEqual([]);
    expect(await proposed('raw.Channel', 's')).toEqual([{ value: 'Security', count: 1 }]);
    expect(await proposed('no_such_field', '')).toBeNull();
  });
});

describe('the fields of a range', () => {
  const fieldsOf = (of = range) => presentFields(clickhouse.handle.client(), companyScope(first), of);

  it('are those of the language, with how many events have each', async () => {
    const fields = await fieldsOf();
    const count = (name: string) => fields.find((field) => field.name === name)?.events;
    expect([count('user'), count('dst_ip'), count('reason'), count('severity'), count('raw')]).toEqual([
      5, 0, 1, 6, 6,
    ]);
  });

  it('and the paths of a sample of the documents', async () => {
    const paths = (await fieldsOf()).filter((field) => field.isPath);
    expect(paths).toContainEqual({
      name: 'src_endpoint.port',
      type: 'number',
      description: '',
      values: [],
      isPath: true,
      events: 4,
    });
    expect(paths.map((path) => path.name)).toEqual(
      expect.arrayContaining(['ocsf.class_uid', 'raw.EventID', 'raw.@timestamp', 'user.name']),
    );
  });

  it('have no path where there is no event', async () => {
    const fields = await fieldsOf({ from: 0, to: 1 });
    expect(fields.every((field) => field.events === 0 && !field.isPath)).toBe(true);
  });
});
