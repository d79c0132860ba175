import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sendOverHttp, type HttpSender } from './support/event-senders.ts';
import type { EventStream } from './support/event-stream.ts';
import { until } from './support/processes.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';
import { mountRefusal, mountSmallDisk, type SmallDisk } from './support/small-disk.ts';
import { storedNumbers } from './support/stored-events.ts';

/**
 * A whole server whose disk is full, or whose ClickHouse is away: senders are slowed with the answers that the guide promises,
 * nothing that was acknowledged is lost, and it goes on by itself when there is room (KEEP-2).
 */
const caseMs = 400_000;
const mebibyte = 1024 * 1024;
const refusal = await mountRefusal();
let server: RunningServer | null = null;

afterEach(async () => {
  await server?.stop();
  server = null;
}, 60_000);

interface Customer {
  readonly id: string;
  readonly http: string;
  readonly syslog: string;
}

async function makeCustomer({ api }: RunningServer, slug: string): Promise<Customer> {
  const { id } = await api.make('/companies', { name: slug, slug, locale: 'en' });
  const source = async (kind: 'http' | 'syslog'): Promise<string> =>
    (await api.make('/sources', { companyId: id, name: kind, kind })).token as string;
  const customer = { id, http: await source('http'), syslog: await source('syslog') };
  // Plain TCP does not tell that a token is not known yet; HTTP looks a new one up, and all the others with it.
  for (const token of [customer.http, customer.syslog]) await post(token, '');
  return customer;
}

/** Numbered events of `padding` bytes and some. */
function stream(count: number, token: string, padding: number): EventStream {
  const text = '~'.repeat(padding);
  const pid = (index: number): number => 1_000_000 + index;
  return {
    count,
    syslog: (index) =>
      `<86>1 ${new Date().toISOString()} app-1 nginx ${pid(index)} - [tocsin@32473 token="${token}"] ${text}`,
    json: (index) =>
      JSON.stringify({ SYSLOG_IDENTIFIER: 'nginx', SYSLOG_PID: String(pid(index)), MESSAGE: text }),
  };
}

async function post(
  token: string,
  body: string,
): Promise<{ status: number; retryAfter: string | null; code: string }> {
  const reply = await fetch(`${running().url}/api/intake/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
  });
  const { code = '' } = (await reply.json()) as { code?: string };
  return { status: reply.status, retryAfter: reply.headers.get('retry-after'), code };
}

function running(): RunningServer {
  if (server === null) throw new Error('No server runs.');
  return server;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${running().url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
}

const untilMetric = (name: string, fits: (value: number) => boolean): Promise<true> =>
  until(`${name} fits`, async () => (fits(await metric(name)) ? true : null));

/** Writes lines as fast as the receiver reads them. */
function floodTcp(port: number, lines: EventStream): { written(): number; readonly done: Promise<void> } {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined); // a test that fails ends the receiver first
  let written = 0;
  const done = (async () => {
    for (let index = 0; index < lines.count; index += 1) {
      const line = lines.syslog(index);
      const isFree = socket.write(`${Buffer.byteLength(line)} ${line}`);
      written = index + 1;
      if (!isFree) await once(socket, 'drain');
    }
    socket.end();
    await once(socket, 'close');
  })();
  done.catch(() => undefined);
  return { written: () => written, done };
}

/** Waits until the receiver reads no more: nothing moves between two looks, half a second apart. */
async function untilHeld(sender: { written(): number }, count: number): Promise<number> {
  let last = -1;
  let since = performance.now();
  return until('the TCP sender is held', () => {
    const now = sender.written();
    if (now !== last) since = performance.now();
    last = now;
    return now < count && performance.now() - since > 500 ? now : null;
  });
}

const untilRefused = (sender: HttpSender): Promise<true> =>
  until('HTTP senders are told to come again', () => (sender.retries() >= 3 ? true : null));

/** Every number is there once. */
async function expectOnce(companyId: string, count: number): Promise<void> {
  await expect
    .poll(async () => (await storedNumbers(running().dataFolder, companyId)).size, { timeout: 200_000 })
    .toBe(count);
  const numbers = await storedNumbers(running().dataFolder, companyId);
  expect([...numbers].filter(([number, times]) => times !== 1 || number < 0 || number >= count)).toEqual([]);
}

/** received = stored = evaluated + unparsed, and all of what was sent. */
async function expectReconciled(received: number): Promise<void> {
  const totals = async () => {
    const { body } = await running().api.get('/intake/status');
    const unparsed = Object.values(body.unparsed as Record<string, number>).reduce(
      (sum, each) => sum + each,
      0,
    );
    return [body.received, body.stored, (body.evaluated as number) + unparsed];
  };
  await expect.poll(totals, { timeout: 60_000 }).toEqual([received, received, received]);
}

async function startOnSmallDisk(bytes: number, env: Record<string, string>): Promise<SmallDisk> {
  const mounted = Promise.withResolvers<SmallDisk>();
  const prepare = async (dataFolder: string): Promise<() => Promise<void>> => {
    const disk = await mountSmallDisk(join(dataFolder, 'spool'), bytes);
    mounted.resolve(disk);
    return () => disk.unmount();
  };
  server = await startRunningServer({ env, prepare });
  return mounted.promise;
}

test(
  'a disk without a byte left slows senders, loses nothing, and goes on when there is room',
  { timeout: caseMs },
  async (context) => {
    if (refusal !== null) context.skip(refusal);
    context.onTestFailed(() => void process.stdout.write(server?.log().slice(-5_000) ?? ''));
    const disk = await startOnSmallDisk(90 * mebibyte, {
      TOCSIN_RETENTION_DISK_WARN_FREE_PERCENT: '0',
      TOCSIN_RETENTION_DISK_STOP_FREE_PERCENT: '0',
    });
    await disk.fill(78 * mebibyte);
    const [fern, oak] = [await makeCustomer(running(), 'fern'), await makeCustomer(running(), 'oak')];
    const overHttp = stream(10_000, fern.http, 2_000);
    const overTcp = stream(15_000, oak.syslog, 2_000);
    const http = sendOverHttp({
      ...{
        url: running().url,
        token: fern.http,
        stream: overHttp,
        batch: 100,
        parallel: 3,
        keyPrefix: 'full',
      },
    });
    const tcp = floodTcp(running().ports.tcp, overTcp);
    await untilRefused(http);
    expect(await post(fern.http, overHttp.json(0).repeat(2_000))).toMatchObject({
      ...{ status: 429, retryAfter: '5', code: 'spool_full' },
    });
    const held = await untilHeld(tcp, overTcp.count);
    const acknowledged = await http.progress();
    expect(acknowledged).toBeLessThan(overHttp.count);
    expect(held).toBeLessThan(overTcp.count);
    // What was acknowledged is there, full or not.
    await expect
      .poll(async () => (await storedNumbers(running().dataFolder, fern.id)).size, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(acknowledged);
    await disk.makeRoom();
    await http.done;
    await tcp.done;
    await expectOnce(fern.id, overHttp.count);
    await expectOnce(oak.id, overTcp.count);
    await expectReconciled(overHttp.count + overTcp.count);
  },
);

/** Subjects of the mails to the administrator, in order. */
async function mailSubjects(): Promise<readonly string[]> {
  const outbox = join(running().dataFolder, 'outbox');
  const names = (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith('.eml')).sort();
  const mails = await Promise.all(names.map((name) => readFile(join(outbox, name), 'utf8')));
  return mails.map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]?.trim() ?? '');
}

test(
  'under diskStopFreePercent intake stops before the disk is full, says so, and goes on by itself',
  { timeout: caseMs },
  async (context) => {
    if (refusal !== null) context.skip(refusal);
    context.onTestFailed(() => void process.stdout.write(server?.log().slice(-5_000) ?? ''));
    const disk = await startOnSmallDisk(100 * mebibyte, {
      TOCSIN_RETENTION_DISK_WARN_FREE_PERCENT: '0',
      TOCSIN_RETENTION_DISK_STOP_FREE_PERCENT: '20',
      TOCSIN_SYSLOG_UDP: '127.0.0.1:0',
      TOCSIN_LOG_LEVEL: 'info',
    });
    const { api } = running();
    const fern = await makeCustomer(running(), 'fern');
    const lines = stream(12_000, fern.syslog, 2_000);
    expect((await post(fern.http, '{"n":1}')).status).toBe(200);
    await disk.fill(85 * mebibyte);
    await untilMetric('tocsin_intake_held', (value) => value === 1);
    expect(await post(fern.http, '{"n":2}')).toEqual({ status: 429, retryAfter: '5', code: 'spool_full' });
    const tcp = floodTcp(running().ports.tcp, lines);
    await untilHeld(tcp, lines.count);
    await floodUdp(fern.syslog);
    // Not unready: the console must stay, so that somebody can make room.
    const ready = await fetch(`${running().url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ready', disk: 'stop' }]);
    expect(await metric('tocsin_disk_level{place="spool"}'.replace(/[{}"]/g, '\\$&'))).toBe(2);
    const scarce = { items: [{ level: 'ok' }, { places: ['spool'], level: 'stop', freePercent: 15 }] };
    expect((await api.get('/file-systems')).body).toMatchObject(scarce);
    expect((await api.get('/overview')).body.fileSystems).toMatchObject([{ level: 'stop' }]);
    expect((await api.get('/intake/status')).body.spool).toMatchObject({ isHeld: true });
    await expect
      .poll(mailSubjects, { timeout: 20_000 })
      .toEqual(['Tocsin: the disk is nearly full, intake is slowed']);

    await disk.makeRoom();
    await untilMetric('tocsin_intake_held', (value) => value === 0);
    await until('HTTP is taken again', async () =>
      (await post(fern.http, '{"n":3}')).status === 200 ? true : null,
    );
    await tcp.done;
    await expect
      .poll(async () => (await storedNumbers(running().dataFolder, fern.id)).size, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(lines.count);
    await expect
      .poll(mailSubjects, { timeout: 90_000 })
      .toEqual([
        'Tocsin: the disk is nearly full, intake is slowed',
        'Tocsin: the disk has enough room again',
      ]);
    const log = running().log();
    expect(log.match(/the disk is nearly full/g)).toHaveLength(1);
    expect(log.match(/the disk has enough room again/g)).toHaveLength(1);
  },
);

/** Sends datagrams of 60 kB until some are counted as dropped because they cannot be kept. */
async function floodUdp(token: string): Promise<void> {
  const { body } = await running().api.get('/intake/status');
  const listeners = body.listeners as readonly { transport: string; port: number }[];
  const port = listeners.find(({ transport }) => transport === 'udp')?.port ?? 0;
  const socket = createSocket('udp4');
  const datagram = Buffer.from(
    `<86>1 - app-1 nginx - - [tocsin@32473 token="${token}"] ${'u'.repeat(60_000)}`,
  );
  await until('datagrams that cannot be kept are counted', async () => {
    for (let index = 0; index < 50; index += 1) {
      await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
    }
    return (await metric('tocsin_intake_dropped_buffer_full_records')) > 0 ? true : null;
  });
  socket.close();
}

test(
  'while ClickHouse cannot start, events wait in the spool; when that is full, senders are slowed; then all goes on',
  { timeout: caseMs },
  async (context) => {
    context.onTestFailed(() => void process.stdout.write(server?.log().slice(-5_000) ?? ''));
    server = await startRunningServer({ env: { TOCSIN_SPOOL_MAX_BYTES: String(128 * mebibyte) } });
    const fern = await makeCustomer(server, 'fern');
    const events = stream(16_000, fern.http, 9_000);
    // Something stands where the engine keeps its files: each start of it fails.
    const engine = join(server.dataFolder, 'clickhouse', 'engine');
    await rename(engine, `${engine}.away`);
    await writeFile(engine, 'not a folder');
    await server.kill9('clickhouse');
    await until('ClickHouse is away', async () => {
      const { checks } = (await (await fetch(`${running().url}/readyz`)).json()) as {
        checks: { name: string; status: string }[];
      };
      return checks.some(({ name, status }) => name === 'clickhouse' && status === 'failed') ? true : null;
    });
    const http = sendOverHttp({
      ...{ url: server.url, token: fern.http, stream: events, batch: 200, parallel: 3, keyPrefix: 'away' },
    });
    await untilRefused(http);
    const acknowledged = await http.progress();
    // 128 MiB of events of some 9 kB were taken, and no more.
    expect(acknowledged).toBeGreaterThan(12_000);
    expect(acknowledged).toBeLessThan(events.count);
    expect(await post(fern.http, events.json(0).repeat(500))).toMatchObject({
      status: 429,
      code: 'spool_full',
    });
    expect(await metric('tocsin_spool_bytes')).toBeLessThanOrEqual(128 * mebibyte);

    await rm(engine);
    await rename(`${engine}.away`, engine);
    await http.done;
    await expectOnce(fern.id, events.count);
    await expectReconciled(events.count);
  },
);
