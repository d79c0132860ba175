import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  ClickHouseUnavailableError,
  insertBlock,
  isRetryable,
  readRows,
  startClickHouse,
  type ClickHouseHandle,
} from './index.ts';

const log = pino({ level: 'silent' });
const countSchema = z.object({ n: z.number(), different: z.number() });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-chd-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const running = new Set<ClickHouseHandle>();
afterEach(async () => {
  for (const handle of running) await handle.stop();
  running.clear();
});

async function start(dataDir: string): Promise<ClickHouseHandle> {
  const handle = await startClickHouse({ dataDir, log });
  running.add(handle);
  return handle;
}

async function stop(handle: ClickHouseHandle): Promise<void> {
  running.delete(handle);
  await handle.stop();
}

function pidOf(handle: ClickHouseHandle): number {
  const state = handle.state();
  if (state.kind !== 'embedded' || state.child.kind !== 'ready' || state.child.pid === undefined)
    throw new Error('not ready');
  return state.child.pid;
}

const createTable = (handle: ClickHouseHandle): Promise<unknown> =>
  handle.client().command({
    query:
      'CREATE TABLE IF NOT EXISTS line (n UInt64, text String) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 1000',
  });

const rowsPerBlock = 500;
function insertLines(handle: ClickHouseHandle, block: number): Promise<void> {
  const body = Array.from(
    { length: rowsPerBlock },
    (_, row) => `${block * rowsPerBlock + row}\tline ${row}\n`,
  ).join('');
  return insertBlock(handle.inserts, {
    table: 'line',
    columns: ['n', 'text'],
    format: 'TabSeparated',
    body: Buffer.from(body),
    token: `block-${block}`,
  });
}

async function count(handle: ClickHouseHandle): Promise<z.infer<typeof countSchema>> {
  const [row] = await readRows(handle.client(), {
    sql: 'SELECT count() AS n, uniqExact(line.n) AS different FROM line',
    parse: (one) => countSchema.parse(one),
  });
  return row ?? { n: -1, different: -1 };
}

/** Repeats `run` while it fails with an error that may pass. */
async function insist(handle: ClickHouseHandle, run: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await run();
      return;
    } catch (error) {
      if (!isRetryable(error)) throw error;
      await handle.ready();
    }
  }
}

describe('the embedded ClickHouse', () => {
  test('keeps every acknowledged row through kill -9, and a retried block is stored once', async () => {
    const handle = await start(join(folder, 'kill'));
    await createTable(handle);
    const blocks = 40;
    let errors = 0;
    for (let block = 0; block < blocks; block += 1) {
      if (block % 10 === 5) setImmediate(process.kill.bind(process), pidOf(handle), 'SIGKILL');
      await insist(handle, () =>
        insertLines(handle, block).catch((error: unknown) => {
          errors += 1;
          expect(error).toBeInstanceOf(ClickHouseUnavailableError);
          throw error;
        }),
      );
    }
    expect(errors).toBeGreaterThanOrEqual(4);
    expect(await count(handle)).toEqual({ n: blocks * rowsPerBlock, different: blocks * rowsPerBlock });
  });

  test('refuses calls with a retryable error until its process is back, and gets back quickly', async () => {
    const handle = await start(join(folder, 'kill'));
    process.kill(pidOf(handle), 'SIGKILL');
    await expect(count(handle)).rejects.toMatchObject({ code: 'clickhouse_unavailable', retryable: true });
    const from = performance.now();
    await insist(handle, async () => {
      expect((await count(handle)).n).toBeGreaterThan(0);
    });
    expect(performance.now() - from).toBeLessThan(10_000);
  });

  test('keeps rows and tokens through an orderly restart', async () => {
    const dataDir = join(folder, 'restart');
    const first = await start(dataDir);
    await createTable(first);
    await insertLines(first, 1);
    await stop(first);
    await expect(count(first)).rejects.toMatchObject({ code: 'clickhouse_unavailable' });
    const second = await start(dataDir);
    await insertLines(second, 1);
    expect(await count(second)).toEqual({ n: rowsPerBlock, different: rowsPerBlock });
  });

  test('stores a retried block whose token was written before a kill and whose rows were not', async () => {
    const dataDir = join(folder, 'torn');
    const first = await start(dataDir);
    await createTable(first);
    await insertLines(first, 1);
    await insertLines(first, 2);
    await stop(first);
    const store = join(dataDir, 'engine', 'store');
    const parts = (await readdir(store, { recursive: true })).filter((path) => path.endsWith('/all_2_2_0'));
    expect(parts.length).toBe(1);
    for (const path of parts) await rm(join(store, path), { recursive: true });
    const second = await start(dataDir);
    await insertLines(second, 1);
    await insertLines(second, 2);
    expect(await count(second)).toEqual({ n: 2 * rowsPerBlock, different: 2 * rowsPerBlock });
    await insertLines(second, 2);
    expect((await count(second)).n).toBe(2 * rowsPerBlock);
  });

  test('never serves one data directory from two processes', async () => {
    const dataDir = join(folder, 'lock');
    const holder = await start(dataDir);
    const second = startClickHouse({ dataDir, log, limits: { lockWaitMs: 100 } });
    await expect(second).rejects.toMatchObject({ code: 'child_start_failed', attempts: 1 });
    await expect(second).rejects.toThrow(`in use by process ${pidOf(holder)}`);
    expect(await holder.ping()).toBe(true);
  });

  test('runs in a folder whose name is too long for a socket and full of pattern characters', async () => {
    const handle = await start(join(folder, `${'x'.repeat(100)} {a,b}*[c]'ж`));
    await createTable(handle);
    await insertLines(handle, 0);
    expect((await count(handle)).n).toBe(rowsPerBlock);
  });

  test('says why it cannot start', async () => {
    const start = startClickHouse({ dataDir: '/dev/null/data', log });
    await expect(start).rejects.toThrow(/ENOTDIR/);
  });

  test('ends when its parent is killed, and its folder is free at once', async () => {
    const dataDir = join(folder, 'orphan');
    const program = `
      import { pino } from 'pino';
      import { startClickHouse } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      const handle = await startClickHouse({ dataDir: ${JSON.stringify(dataDir)}, log: pino({ level: 'silent' }) });
      await handle.client().command({ query: 'CREATE TABLE line (n UInt64, text String) ENGINE = MergeTree ORDER BY n' });
      await handle.client().command({ query: "INSERT INTO line VALUES (1, 'a')" });
      process.stdout.write('stored\\n');
      handle.client().query({ query: 'SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1' });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: import.meta.dirname,
    });
    await once(createInterface(parent.stdout), 'line');
    parent.kill('SIGKILL');
    const handle = await start(dataDir);
    expect(await count(handle)).toEqual({ n: 1, different: 1 });
  });
});

describe('an external ClickHouse', () => {
  /** The embedded engine behind a TCP port stands in for a server elsewhere. */
  async function listen(socketPath: string): Promise<{ readonly server: Server; readonly port: number }> {
    const server = createServer((incoming) => {
      const upstream = connect(socketPath);
      incoming.on('error', () => upstream.destroy());
      upstream.on('error', () => incoming.destroy());
      incoming.pipe(upstream).pipe(incoming);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    return { server, port };
  }

  const socketIn = async (dir: string): Promise<string> =>
    (await readdir(dir)).find((name) => name.endsWith('.sock')) ?? '';

  test('is reached by its URL, in the database that the URL names', async () => {
    await start(join(folder, 'external'));
    const { server, port } = await listen(
      join(folder, 'external', 'run', await socketIn(join(folder, 'external', 'run'))),
    );
    const handle = await startClickHouse({
      dataDir: folder,
      url: `http://user:secret@127.0.0.1:${port}/elsewhere`,
      log,
    });
    await createTable(handle);
    await insertLines(handle, 0);
    expect((await count(handle)).n).toBe(rowsPerBlock);
    expect(handle.database).toBe('elsewhere');
    expect(handle.state()).toEqual({ kind: 'external', host: `127.0.0.1:${port}` });
    expect(await handle.ping()).toBe(true);
    await handle.stop();
    server.close();
    await once(server, 'close');
  });

  test('that does not answer is named, without its password', async () => {
    const { server, port } = await listen('/nonexistent');
    server.close();
    await once(server, 'close');
    const error = await startClickHouse({
      dataDir: folder,
      url: `http://user:secret@127.0.0.1:${port}`,
      log,
      connectTimeoutMs: 0,
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'clickhouse_unavailable',
      message: `ClickHouse is not available: 127.0.0.1:${port} does not answer.`,
    });
  });

  test.each(['localhost:8123', 'tcp://localhost', 'http://localhost/bad-name', '::'])(
    'the URL %j is refused',
    async (url) => {
      await expect(startClickHouse({ dataDir: folder, url, log })).rejects.toMatchObject({
        code: 'clickhouse_url_invalid',
      });
    },
  );
});
