import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SpoolError } from '../../platform/spool/index.ts';
import { createInflightBudget } from './inflight-budget.ts';
import { tokenHash } from './source-directory.ts';
import type { Listener } from './stream-listener.ts';
import type { SyslogDeps } from './syslog-deps.ts';
import { listenSyslogTcp, type SyslogTcpOptions } from './syslog-tcp.ts';
import { attributionOf } from './testing/attribution.ts';
import { directoryOf, everythingTo } from './testing/directories.ts';
import { gate, makeCertificate, openTestReceiver, type TestReceiver } from './testing/receiver.ts';

let receiver: TestReceiver;
const listeners: Listener[] = [];

beforeEach(async () => {
  receiver = await openTestReceiver();
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
  await receiver.close();
});

async function listen(
  deps: Partial<SyslogDeps> = {},
  options: Partial<SyslogTcpOptions> = {},
): Promise<Listener> {
  const bounds = { host: '127.0.0.1', port: 0, maxConnections: 10, maxHeldBytes: 256 * 1024 };
  const listener = await listenSyslogTcp({ ...bounds, ...options }, { ...receiver.deps, ...deps });
  listeners.push(listener);
  return listener;
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

const header = '<86>1 2026-01-02T03:04:05Z web01 sshd 411 -';
const numbered = (count: number, size = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `<13>${String(index)} ${'x'.repeat(size)}`.trim());
const raws = (records: readonly { readonly raw: string }[]): readonly string[] =>
  records.map(({ raw }) => raw);

test('messages of both framings are stored with their source, peer and transport', async () => {
  const { port } = await listen();
  const socket = await dial(port);
  socket.end('<13>one\n7 <13>two<13>three');
  const records = await receiver.stored(3);
  expect(raws(records)).toEqual(['<13>one', '<13>two', '<13>three']);
  expect(records[0]).toMatchObject({ ...attributionOf(1), format: 'syslog', peer: '127.0.0.1' });
  expect((await receiver.frames())[0]?.header.transport).toBe('tcp');
  expect(receiver.counters.received.tcp).toBe(3);
  expect(receiver.counters.stored.tcp).toBe(3);
  expect(receiver.counters.remarks.incomplete).toBe(1);
});

test('lines of one chunk go to the source of their token, and the token goes nowhere', async () => {
  const sources = [2, 3].map((number) => ({
    attribution: attributionOf(number),
    tokenHashes: [tokenHash(`s3cret${number}`)],
    certFingerprints: [],
    networks: [],
  }));
  const { port } = await listen({ directory: everythingTo(1, sources) });
  const socket = await dial(port);
  const lines = [
    `${header} [tocsin@32473 token="s3cret2"] a`,
    `${header} - b`,
    `${header} [tocsin@32473 token="s3cret3"][x@1 y="z"] c`,
    `${header} [tocsin@32473 token="s3cret2"] d`,
    `${header} [tocsin@32473 token="wrong"] e`,
    `${header} - [tocsin@32473 token="s3cret3"] f`,
  ];
  socket.end(`${lines.join('\n')}\n`);
  const records = await receiver.stored(6);
  const of = (number: number): readonly string[] =>
    raws(records.filter(({ sourceId }) => sourceId === attributionOf(number).sourceId));
  expect(of(1)).toEqual([`${header} - b`, `${header} - e`, `${header} - [tocsin@32473 token="s3cret3"] f`]);
  expect(of(2)).toEqual([`${header} - a`, `${header} - d`]);
  expect(of(3)).toEqual([`${header} [x@1 y="z"] c`]);
  expect((await receiver.frames()).length).toBe(3);
  expect(receiver.counters.remarks.token_unknown).toBe(1);
});

test('what nobody’s sender says is counted, not stored', async () => {
  const { port } = await listen({ directory: directoryOf([]) });
  const socket = await dial(port);
  socket.end('<13>one\n<13>two\n');
  await once(socket, 'close');
  await listeners.splice(0)[0]?.close();
  expect(await receiver.records()).toEqual([]);
  expect(receiver.counters).toMatchObject({ received: { tcp: 2 }, dropped: { unknown_source: 2 } });
});

test('a slow disk holds the sender back, and everything arrives in order once it is faster', async () => {
  const slow = gate(receiver.spool.append);
  const budget = createInflightBudget(2 ** 30);
  const { port } = await listen({ spool: slow, budget });
  const socket = await dial(port);
  const lines = numbered(40_000, 1_000);
  socket.write(`${lines.join('\n')}\n`);
  while (slow.waiting() === 0 || budget.bytes() < 256 * 1024) await new Promise(setImmediate);
  const held = budget.bytes();
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
  expect(budget.bytes()).toBe(held);
  expect(held).toBeLessThanOrEqual(256 * 1024 + 64 * 1024);
  slow.open();
  expect(raws(await receiver.stored(lines.length))).toEqual(lines);
  expect(budget.bytes()).toBe(0);
  socket.destroy();
});

test('the bound over all connections holds every sender back', async () => {
  const slow = gate(receiver.spool.append);
  const budget = createInflightBudget(100_000);
  const { port } = await listen({ spool: slow, budget });
  const sockets = await Promise.all([dial(port), dial(port), dial(port)]);
  const lines = numbered(5_000, 500);
  for (const socket of sockets) socket.write(`${lines.join('\n')}\n`);
  while (!budget.isOver()) await new Promise(setImmediate);
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
  expect(budget.bytes()).toBeLessThanOrEqual(100_000 + 3 * 64 * 1024);
  slow.open();
  expect((await receiver.stored(3 * lines.length)).length).toBe(3 * lines.length);
  expect(budget.bytes()).toBe(0);
  for (const socket of sockets) socket.destroy();
});

test('a full spool is tried again until it has room, without loss or change of order', async () => {
  let refusals = 3;
  const pauses: number[] = [];
  const { port } = await listen({
    spool: {
      append: (payload) => {
        if (refusals === 0) return receiver.spool.append(payload);
        refusals -= 1;
        return Promise.reject(new SpoolError('spool_full', 'no room'));
      },
    },
    pause: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
  const socket = await dial(port);
  const lines = numbered(3_000, 100);
  socket.end(`${lines.join('\n')}\n`);
  expect(raws(await receiver.stored(lines.length))).toEqual(lines);
  expect(pauses).toEqual([250, 250, 250]);
});

test('closing stores what was read, and says what it could not store', async () => {
  const slow = gate(receiver.spool.append);
  const listener = await listen({ spool: slow });
  const socket = await dial(listener.port);
  socket.write('<13>one\n<13>two\n<13>par');
  while (slow.waiting() === 0) await new Promise(setImmediate);
  const closing = listener.close();
  slow.open();
  await closing;
  expect(raws(await receiver.records())).toEqual(['<13>one', '<13>two', '<13>par']);
  const full = await listen({
    spool: { append: () => Promise.reject(new SpoolError('spool_full', 'no room')) },
    pause: (_ms, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  });
  const other = await dial(full.port);
  other.write('<13>lost\n');
  while (receiver.counters.received.tcp < 4) await new Promise(setImmediate);
  await full.close(0);
  expect(receiver.counters).toMatchObject({
    received: { tcp: 4 },
    stored: { tcp: 3 },
    dropped: { unstored: 1 },
  });
  socket.destroy();
  other.destroy();
});

test('a connection beyond the most is turned away and counted', async () => {
  const { port } = await listen({}, { maxConnections: 1 });
  const first = await dial(port);
  const second = await dial(port);
  await once(second, 'close');
  expect(receiver.counters.dropped.connection_limit).toBe(1);
  first.end('<13>one\n');
  expect(raws(await receiver.stored(1))).toEqual(['<13>one']);
});

test('over TLS a sender is known by its client certificate', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tocsin-cert-'));
  const [server, client] = await Promise.all([
    makeCertificate(dir, 'server'),
    makeCertificate(dir, 'client'),
  ]);
  await rm(dir, { recursive: true });
  const fingerprint = new X509Certificate(client.cert).fingerprint256.replaceAll(':', '').toLowerCase();
  const source = {
    attribution: attributionOf(2),
    tokenHashes: [],
    certFingerprints: [fingerprint],
    networks: [],
  };
  const { port } = await listen({ directory: everythingTo(1, [source]) }, { tls: server });
  for (const options of [client, {}]) {
    const socket = connectTls({
      ...options,
      port,
      host: '127.0.0.1',
      ca: server.cert,
      servername: 'localhost',
    });
    await once(socket, 'secureConnect');
    socket.end('7 <13>one');
    await once(socket, 'close');
  }
  const records = await receiver.stored(2);
  expect(records.map(({ sourceId }) => sourceId)).toEqual([
    attributionOf(2).sourceId,
    attributionOf(1).sourceId,
  ]);
  expect((await receiver.frames()).map(({ header: { transport } }) => transport)).toEqual(['tls', 'tls']);
});

test('noise on the wire harms nobody else', async () => {
  const { port } = await listen();
  const noisy = await dial(port);
  noisy.write(Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919) & 0xff)));
  noisy.resetAndDestroy();
  const good = await dial(port);
  good.end('7 <13>one');
  await once(good, 'close');
  while (!raws(await receiver.records()).includes('<13>one')) await new Promise(setImmediate);
});
