import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  insertBlock,
  readRows,
  startClickHouse,
  streamRows,
  tabSeparatedRow,
  type ClickHouseHandle,
} from './index.ts';

let folder: string;
let clickhouse: ClickHouseHandle;
let client: ClickHouseClient;
/** The library's own client on the socket, as its documentation makes one. */
let plain: ClickHouseClient;
let agent: Agent;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-ch-'));
  clickhouse = await startClickHouse({
    dataDir: folder,
    log: pino({ level: 'silent' }),
    limits: { maxInsertBytes: 4_000_000, maxQueryBytes: 300_000, maxResultBytes: 2_000_000 },
  });
  client = clickhouse.client();
  const socket = (await readdir(join(folder, 'run'))).find((name) => name.endsWith('.sock')) ?? '';
  const options = { socketPath: join(folder, 'run', socket), keepAlive: true };
  agent = new Agent(options);
  plain = createClient({
    url: 'http://localhost',
    http_agent: agent,
    database: 'tocsin',
    compression: { request: true, response: true },
    log: { level: 127 },
  });
  await client.command({
    query: `CREATE TABLE item (id UInt64, name String, tags Array(String), note Nullable(String), size UInt32 DEFAULT id + 1)
            ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100`,
  });
});
afterAll(async () => {
  await plain.close();
  await clickhouse.stop();
  expect(await readdir(join(folder, 'run'))).not.toContain(expect.stringMatching(/\.body$/));
  await rm(folder, { recursive: true, force: true });
});

const asIs = (row: unknown): unknown => row;
const rows = (sql: string, params: Record<string, unknown> = {}): Promise<readonly unknown[]> =>
  readRows(client, { sql, params, parse: asIs });

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A bare HTTP call, for what the library would never send. */
function call(path: string, body?: Buffer | string, headers: Record<string, string> = {}): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const sent = request({ agent, path, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
    );
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
const url = (query: string, more = ''): string => `/?query=${encodeURIComponent(query)}${more}`;

describe('values', () => {
  test('bound parameters arrive unchanged, whatever they hold', async () => {
    const text = fc
      .array(
        fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.constantFrom(0, 9, 10, 13, 39, 92, 123, 0x1f9e8)),
      )
      .map((codes) => String.fromCodePoint(...codes));
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 3 }), async (value, list) => {
        const [row] = await rows('SELECT {value:String} AS value, {list:Array(String)} AS list', {
          value,
          list,
        });
        expect(row).toEqual({ value, list });
      }),
      { numRuns: 40 },
    );
  });

  test('tab-separated rows arrive unchanged, whatever they hold', async () => {
    await client.command({
      query:
        'CREATE TABLE echo (n UInt32, text String, list Array(String), flag Bool, maybe Nullable(String)) ENGINE = MergeTree ORDER BY n',
    });
    const text = fc
      .array(
        fc.oneof(
          fc.integer({ min: 0, max: 0xd7ff }),
          fc.constantFrom(0, 8, 9, 10, 12, 13, 34, 39, 44, 91, 92, 0x1f9e8),
        ),
      )
      .map((codes) => String.fromCodePoint(...codes));
    const row = fc.tuple(
      text,
      fc.array(text, { maxLength: 3 }),
      fc.boolean(),
      fc.option(text.filter((one) => one !== '\\N')),
    );
    const sample = fc.sample(row, { numRuns: 500, seed: 20261123 });
    const body = sample
      .map(([value, list, flag, maybe], n) => tabSeparatedRow([n, value, list, flag, maybe]))
      .join('');
    await insertBlock(clickhouse.inserts, {
      table: 'echo',
      columns: ['n', 'text', 'list', 'flag', 'maybe'],
      format: 'TabSeparated',
      body: Buffer.from(body),
      token: null,
    });
    const stored = await rows(
      'SELECT echo.text AS text, echo.list AS list, echo.flag AS flag, echo.maybe AS maybe FROM echo ORDER BY echo.n',
    );
    expect(stored).toEqual(sample.map(([value, list, flag, maybe]) => ({ text: value, list, flag, maybe })));
  });

  test('times come in ISO 8601 and big integers as numbers', async () => {
    const [row] = await rows('SELECT {at:DateTime64(3)} AS at, toUInt64(9007199254740991) AS big', {
      at: new Date(Date.UTC(2026, 10, 23, 14, 3, 45, 678)),
    });
    expect(row).toEqual({ at: '2026-11-23T14:03:45.678Z', big: 9007199254740991 });
  });

  test('a value of one query is never seen by another, on the same session or beside it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        rows('SELECT {secret:String} AS secret', { secret: `company-${n}` }),
      ),
    );
    expect(answers.map(([row]) => row)).toEqual(
      Array.from({ length: 60 }, (_, n) => ({ secret: `company-${n}` })),
    );
    const without = await Promise.all(
      Array.from({ length: 20 }, () =>
        rows('SELECT {secret:String} AS secret').catch((error: unknown) => error),
      ),
    );
    for (const answer of without)
      expect(answer).toMatchObject({ code: '456', type: 'UNKNOWN_QUERY_PARAMETER' });
  });

  test('a setting of one query does not stay for the next', async () => {
    const threads = "SELECT getSetting('max_threads') AS threads, currentDatabase() AS db";
    await Promise.all(
      Array.from({ length: 20 }, () =>
        client.query({ query: threads, clickhouse_settings: { max_threads: 7 } }),
      ),
    );
    const after = await Promise.all(Array.from({ length: 20 }, () => rows(threads)));
    for (const [row] of after) expect(row).not.toMatchObject({ threads: 7 });
    for (const [row] of after) expect(row).toMatchObject({ db: 'tocsin' });
  });
});

describe('inserts', () => {
  test('objects and defaults are stored, and the summary counts them', async () => {
    const { summary } = await plain.insert({
      table: 'item',
      values: [
        { id: 1, name: 'ä 日本 🧨', tags: ["o'clock"], note: null },
        { id: 2, name: 'b' },
      ],
      format: 'JSONEachRow',
    });
    expect(summary).toMatchObject({ written_rows: '2' });
    expect(
      await rows(
        'SELECT item.name AS name, item.tags AS tags, item.note AS note, item.size AS size FROM item WHERE item.id < 10 ORDER BY item.id',
      ),
    ).toEqual([
      { name: 'ä 日本 🧨', tags: ["o'clock"], note: null, size: 2 },
      { name: 'b', tags: [], note: null, size: 3 },
    ]);
  });

  test('a streamed body of many pieces is stored whole', async () => {
    function* pieces(): Generator<Buffer> {
      for (let id = 1_000; id < 21_000; id += 1) yield Buffer.from(`${id}\tname ${id}\n`);
    }
    await plain.insert({
      table: 'item',
      columns: ['id', 'name'],
      values: Readable.from(pieces(), { objectMode: false }),
      format: 'TabSeparated',
    });
    expect(
      await rows(
        'SELECT count() AS n, uniqExact(item.name) AS names FROM item WHERE item.id >= 1000 AND item.id < 21000',
      ),
    ).toEqual([{ n: 20_000, names: 20_000 }]);
  });

  test('a block with a token is stored once', async () => {
    const block = {
      table: 'item',
      columns: ['id', 'name'],
      format: 'TabSeparated',
      body: Buffer.from('500\tonce\n'),
      token: 'block-1',
    } as const;
    await insertBlock(clickhouse.inserts, block);
    await insertBlock(clickhouse.inserts, block);
    await insertBlock(clickhouse.inserts, { ...block, body: Buffer.from('501\tother\n'), token: 'block-2' });
    expect(await rows('SELECT item.id AS id FROM item WHERE item.id IN (500, 501) ORDER BY item.id')).toEqual(
      [{ id: 500 }, { id: 501 }],
    );
  });

  test('an empty body stores nothing and is no error', async () => {
    const reply = await call(url('INSERT INTO item (id) FORMAT TabSeparated'), '');
    expect([reply.status, JSON.parse(String(reply.headers['x-clickhouse-summary']))]).toMatchObject([
      200,
      { written_rows: '0' },
    ]);
  });

  test.each([
    ['gzip', gzipSync('600\tgzip\n')],
    ['zstd', zstdCompressSync('601\tzstd\n')],
  ])('a body in %s is stored', async (coding, body) => {
    expect(
      (
        await call(url('INSERT INTO item (id, name) FORMAT TabSeparated'), body, {
          'Content-Encoding': coding,
        })
      ).status,
    ).toBe(200);
    expect(
      await rows('SELECT item.name AS name FROM item WHERE item.name = {coding:String}', { coding }),
    ).toEqual([{ name: coding }]);
  });

  test('binary rows are stored', async () => {
    const body = Buffer.concat([
      Buffer.from([0xbc, 0x02, 0, 0, 0, 0, 0, 0]),
      Buffer.from([4]),
      Buffer.from('a\0\nb'),
    ]);
    expect((await call(url('INSERT INTO item (id, name) FORMAT RowBinary'), body)).status).toBe(200);
    expect(await rows('SELECT item.name AS name FROM item WHERE item.id = 700')).toEqual([
      { name: 'a\0\nb' },
    ]);
  });

  test('an insert whose rows are in the statement works too', async () => {
    await client.command({ query: "INSERT INTO item (id, name) VALUES (800, 'a;b'), (801, 'c')" });
    expect(
      (await call('/', 'INSERT INTO item (id, name) FORMAT JSONEachRow\n{"id":802,"name":"inline; ü"}'))
        .status,
    ).toBe(200);
    expect(
      await rows('SELECT item.name AS name FROM item WHERE item.id BETWEEN 800 AND 802 ORDER BY item.id'),
    ).toEqual([{ name: 'a;b' }, { name: 'c' }, { name: 'inline; ü' }]);
  });

  test.each([
    ['rows that do not fit', url('INSERT INTO item (id) FORMAT TabSeparated'), 'x\n', {}, 400, 27],
    ['a table that is not there', url('INSERT INTO nowhere (id) FORMAT TabSeparated'), '1\n', {}, 404, 60],
    ['a format that is not there', url('INSERT INTO item (id) FORMAT Nonsense'), '1\n', {}, 404, 73],
    [
      'a body that is too large',
      url('INSERT INTO item (id) FORMAT TabSeparated'),
      Buffer.alloc(4_000_001, '1\n'),
      {},
      413,
      307,
    ],
    [
      'a body that unpacks to too much',
      url('INSERT INTO item (id) FORMAT TabSeparated'),
      gzipSync(Buffer.alloc(9_000_000, '1\n')),
      { 'Content-Encoding': 'gzip' },
      413,
      307,
    ],
    [
      'a body that is not gzip',
      url('INSERT INTO item (id) FORMAT TabSeparated'),
      'plain',
      { 'Content-Encoding': 'gzip' },
      400,
      271,
    ],
    [
      'a coding nobody knows',
      url('INSERT INTO item (id) FORMAT TabSeparated'),
      '1\n',
      { 'Content-Encoding': 'rot13' },
      501,
      48,
    ],
    ['a multipart body', '/', 'x', { 'Content-Type': 'multipart/form-data; boundary=x' }, 501, 48],
  ])('%s gives a clear error and stores nothing', async (_what, path, body, headers, status, code) => {
    const before = await rows('SELECT count() AS n FROM item');
    const reply = await call(path, body, headers);
    expect([reply.status, reply.headers['x-clickhouse-exception-code']]).toEqual([status, String(code)]);
    expect(reply.body.toString()).toMatch(
      new RegExp(`^Code: ${code}\\. DB::Exception: [^/]*\\([A-Z_]+\\)\\n$`, 's'),
    );
    expect(await rows('SELECT count() AS n FROM item')).toEqual(before);
  });

  test('a body that breaks off stores nothing', async () => {
    const closed = Promise.withResolvers<undefined>();
    const sent = request({ agent, path: url('INSERT INTO item (id) FORMAT TabSeparated'), method: 'POST' });
    sent.on('error', () => closed.resolve(undefined)).on('close', () => closed.resolve(undefined));
    sent.write('900\n901\n', () => sent.destroy());
    await closed.promise;
    expect(await rows('SELECT count() AS n FROM item WHERE item.id IN (900, 901)')).toEqual([{ n: 0 }]);
  });
});

describe('reads', () => {
  test.each([
    ['SELECT nope', 404, 47],
    ['SELEC 1', 400, 62],
    ['SELECT * FROM nowhere', 404, 60],
    ['SELECT 1; SELECT 2', 400, 62],
    ['', 400, 62],
    ["SELECT throwIf(1, 'stop')", 400, 395],
    ['SELECT toUInt8({n:UInt8})', 400, 456],
  ])('%j gives status %i and code %i', async (query, status, code) => {
    const reply = await call(url(query));
    expect([reply.status, reply.headers['x-clickhouse-exception-code']]).toEqual([status, String(code)]);
  });

  test('settings, databases and paths that are not there are named', async () => {
    expect((await call(url('SELECT 1', '&no_such=1'))).body.toString()).toContain(
      "Unknown setting 'no_such'",
    );
    expect((await call(url('SELECT 1', '&max_threads=abc'))).status).toBe(400);
    expect((await call(url('SELECT 1', '&database=no_such'))).headers['x-clickhouse-exception-code']).toBe(
      '81',
    );
    expect((await call('/nothing')).status).toBe(404);
    expect((await call('/ping')).body.toString()).toBe('Ok.\n');
  });

  test('a query may come in the body, with its format as a parameter', async () => {
    const reply = await call('/?default_format=JSONCompactEachRow&query_id=my-id', 'SELECT 1, 2');
    expect(reply.body.toString()).toBe('[1, 2]\n');
    expect(reply.headers).toMatchObject({
      'x-clickhouse-format': 'JSONCompactEachRow',
      'x-clickhouse-query-id': 'my-id',
      'x-clickhouse-timezone': 'UTC',
    });
    const binary = await call('/', Buffer.from([0x53, 0xff, 0xfe]));
    expect([binary.status, binary.headers['x-clickhouse-exception-code']]).toEqual([400, '36']);
  });

  test.each(['JSON', 'JSONEachRow'])('a reply in %s is compressed when asked for', async (format) => {
    const reply = await call(
      url(`SELECT number FROM numbers(1000) FORMAT ${format}`, '&enable_http_compression=1'),
      undefined,
      { 'Accept-Encoding': 'gzip' },
    );
    expect(reply.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(reply.body).toString()).toContain('999');
  });

  test('a large result is streamed', async () => {
    let count = 0;
    let batches = 0;
    for await (const batch of streamRows(client, {
      sql: "SELECT number AS n, repeat('x', 20) AS pad FROM numbers(300000)",
      parse: asIs,
    })) {
      count += batch.length;
      batches += 1;
    }
    expect(count).toBe(300_000);
    expect(batches).toBeGreaterThan(10);
  });

  test('a result that cannot be streamed is bounded', async () => {
    await expect(
      client.query({ query: 'SELECT repeat(toString(number), 20) FROM numbers(100000)', format: 'JSON' }),
    ).rejects.toMatchObject({ code: '396' });
  });

  test('a failure in the middle of a stream is an error, not a short result', async () => {
    await expect(
      rows('SELECT throwIf(number = 250000) AS x FROM numbers(300000) SETTINGS max_threads = 1'),
    ).rejects.toMatchObject({ code: '395' });
  });

  test('a query ends at its time limit', async () => {
    const slow = 'SELECT count() AS n FROM numbers(100000000000) WHERE sipHash64(number) = 1';
    await expect(readRows(client, { sql: slow, maxSeconds: 1, parse: asIs })).rejects.toMatchObject({
      code: '159',
    });
  });

  test('a query ends when its caller gives up', async () => {
    const caller = new AbortController();
    const running = async (): Promise<readonly unknown[]> =>
      rows(
        "SELECT count() AS n FROM system.processes AS p WHERE p.query LIKE '%sipHash64(number) = 2%' AND p.query NOT LIKE '%processes%'",
      );
    const slow = readRows(client, {
      sql: 'SELECT count() AS n FROM numbers(100000000000) WHERE sipHash64(number) = 2',
      signal: caller.signal,
      parse: asIs,
    }).catch((error: unknown) => error);
    await expect.poll(running, { timeout: 10_000 }).toEqual([{ n: 1 }]);
    caller.abort();
    expect(await slow).toBeInstanceOf(Error);
    await expect.poll(running, { timeout: 10_000 }).toEqual([{ n: 0 }]);
  });

  test('reads go on while inserts and slow queries run', async () => {
    const caller = new AbortController();
    const slow = Array.from({ length: 3 }, () =>
      readRows(client, {
        sql: 'SELECT count() AS n FROM numbers(100000000000) WHERE sipHash64(number) = 3',
        signal: caller.signal,
        parse: asIs,
      }).catch(() => []),
    );
    const inserts = Array.from({ length: 10 }, (_, n) =>
      insertBlock(clickhouse.inserts, {
        table: 'item',
        columns: ['id', 'name'],
        format: 'TabSeparated',
        body: Buffer.from(`${30_000 + n}\tbusy\n`),
        token: null,
      }),
    );
    const reads = Array.from({ length: 30 }, (_, n) => rows('SELECT {n:UInt32} AS n', { n }));
    expect((await Promise.all(reads)).flat()).toEqual(Array.from({ length: 30 }, (_, n) => ({ n })));
    await Promise.all(inserts);
    caller.abort();
    await Promise.all(slow);
    expect(await rows("SELECT count() AS n FROM item WHERE item.name = 'busy'")).toEqual([{ n: 10 }]);
  });

  test('no hostile request brings the server down', async () => {
    const piece = fc.constantFrom(
      'query=',
      'SELECT ',
      '1',
      '&',
      'param_',
      'a',
      '=',
      '%00',
      '%FF',
      '%27',
      '{a:String}',
      'FORMAT ',
      'JSON',
      ';',
      'INSERT INTO item FORMAT ',
      '%',
      '/',
      '?',
      '`',
      '--',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.string(), async (pieces, body) => {
        const reply = await call(`/?${encodeURI(pieces.join('')).replaceAll('%25', '%')}`, body);
        expect(reply.status).toBeLessThan(600);
      }),
      { numRuns: 100 },
    );
    expect(await clickhouse.ping()).toBe(true);
  });
});
