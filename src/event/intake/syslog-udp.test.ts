import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tokenHash } from './source-directory.ts';
import type { SyslogDeps } from './syslog-deps.ts';
import { listenSyslogUdp, type SyslogUdpOptions, type UdpListener } from './syslog-udp.ts';
import { attributionOf } from './testing/attribution.ts';
import { directoryOf, everythingTo } from './testing/directories.ts';
import { gate, openTestReceiver, type TestReceiver } from './testing/receiver.ts';
import { findKernelDrops } from './udp-drops.ts';

let receiver: TestReceiver;
let sender: Socket;
const listeners: UdpListener[] = [];

beforeEach(async () => {
  receiver = await openTestReceiver();
  sender = createSocket('udp4');
});
afterEach(async () => {
  const gone = once(sender, 'close');
  sender.close();
  await gone;
  for (const listener of listeners.splice(0)) await listener.close();
  await receiver.close();
});

async function listen(
  deps: Partial<SyslogDeps> = {},
  options: Partial<SyslogUdpOptions> = {},
): Promise<UdpListener> {
  const listener = await listenSyslogUdp(
    { host: '127.0.0.1', port: 0, ...options },
    { ...receiver.deps, ...deps },
  );
  listeners.push(listener);
  return listener;
}

const send = (port: number, text: string | Buffer): Promise<unknown> =>
  new Promise((resolve, reject) =>
    sender.send(text, port, '127.0.0.1', (error) => (error === null ? resolve(null) : reject(error))),
  );

test('each datagram is a message, without its trailers; empty ones are none', async () => {
  const { port } = await listen();
  for (const text of ['<13>one\n', '\r\n\0', '<13>two\nlines\0', Buffer.from([0xff, 0x61])])
    await send(port, text);
  const records = await receiver.stored(3);
  expect(records.map(({ raw }) => raw)).toEqual(['<13>one', '<13>two\nlines', '\uFFFDa']);
  expect(records[0]).toMatchObject({ ...attributionOf(1), peer: '127.0.0.1', format: 'syslog' });
  expect(receiver.counters).toMatchObject({ received: { udp: 3 }, stored: { udp: 3 } });
});

test('a datagram longer than the bound is cut and counted', async () => {
  const { port } = await listen({}, { maxMessageBytes: 100 });
  await send(port, `<13>${'x'.repeat(200)}`);
  expect((await receiver.stored(1))[0]?.raw).toBe(`<13>${'x'.repeat(96)}`);
  expect(receiver.counters.remarks.too_long).toBe(1);
});

test('a datagram with a source token goes to that source', async () => {
  const source = {
    attribution: attributionOf(2),
    tokenHashes: [tokenHash('t')],
    certFingerprints: [],
    networks: [],
  };
  const { port } = await listen({ directory: directoryOf([source]) });
  await send(port, '<13>1 - - - - - [tocsin@32473 token="t"] mine');
  await send(port, '<13>1 - - - - - - nobody’s');
  await send(port, '<13>1 - - - - - [tocsin@32473 token="t"] mine too');
  const records = await receiver.stored(2);
  expect(records.map(({ raw }) => raw)).toEqual(['<13>1 - - - - - - mine', '<13>1 - - - - - - mine too']);
  expect(receiver.counters.dropped.unknown_source).toBe(1);
});

test('datagrams beyond what may wait for the disk are dropped and counted', async () => {
  const slow = gate(receiver.spool.append);
  const { port } = await listen({ spool: slow }, { maxHeldBytes: 1_000 });
  for (let index = 0; index < 50; index += 1) await send(port, `<13>${'x'.repeat(96)}`);
  while (receiver.counters.received.udp < 50) await new Promise(setImmediate);
  slow.open();
  const stored = await receiver.stored(1);
  expect(stored.length).toBeLessThanOrEqual(10);
  expect(receiver.counters.dropped.buffer_full).toBe(50 - stored.length);
});

test('datagrams that the kernel drops are counted where it tells', async () => {
  const listener = await listen({ directory: everythingTo(1) }, { receiveBufferBytes: 4_096 });
  const sends: Promise<unknown>[] = [];
  for (let index = 0; index < 2_000; index += 1) sends.push(send(listener.port, `<13>${'x'.repeat(1_000)}`));
  await Promise.all(sends);
  await listener.countKernelDrops();
  await listener.countKernelDrops();
  const { counters } = receiver;
  while (counters.received.udp + counters.dropped.kernel < 2_000) {
    await new Promise(setImmediate);
    await listener.countKernelDrops();
  }
  expect(counters.received.udp + counters.dropped.kernel).toBe(2_000);
  expect(counters.dropped.kernel).toBeGreaterThan(0);
});

test('the kernel gives a large receive buffer', async () => {
  expect((await listen()).receiveBufferBytes).toBeGreaterThan(200_000);
});

const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  101: 0100007F:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 42
  102: 00000000:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4712 2 0000000000000000 7
  103: 00000000000000000000000001000000:0202 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4713 2 0000000000000000 9
`;

test.each([
  { address: '127.0.0.1', port: 514, drops: 42 },
  { address: '0.0.0.0', port: 514, drops: 7 },
  { address: '::1', port: 514, drops: 9 },
  { address: '127.0.0.1', port: 515, drops: null },
])('the kernel’s table tells $drops drops of $address:$port', ({ drops, ...bound }) => {
  expect(findKernelDrops(table, bound)).toBe(drops);
});
