import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRelpParser, type RelpFault } from './relp-frames.ts';
import { advanceRelp, newRelpSession, type RelpState } from './relp-session.ts';
import { listenRelp } from './relp.ts';
import { tokenHash } from './source-directory.ts';
import type { Listener } from './stream-listener.ts';
import type { SyslogDeps } from './syslog-deps.ts';
import { attributionOf } from './testing/attribution.ts';
import { directoryOf } from './testing/directories.ts';
import { gate, openTestReceiver, type TestReceiver } from './testing/receiver.ts';

const maxDataBytes = 50;

interface Parsed {
  readonly frames: readonly {
    readonly txnr: number;
    readonly command: string;
    readonly data: string;
    readonly isCut: boolean;
  }[];
  readonly fault: RelpFault | null;
}

function parse(stream: Buffer, cuts: readonly number[] = []): Parsed {
  const frames: Parsed['frames'][number][] = [];
  const parser = createRelpParser(maxDataBytes, (frame) =>
    frames.push({ ...frame, data: frame.data.toString('latin1') }),
  );
  const edges = [0, ...cuts.map((cut) => cut % (stream.length + 1)).toSorted((a, b) => a - b), stream.length];
  let fault: RelpFault | null = null;
  for (let index = 1; index < edges.length; index += 1) {
    fault = parser.push(Buffer.from(stream.subarray(edges[index - 1], edges[index])));
  }
  return { frames, fault };
}

const long = 'y'.repeat(120);
const of = (txnr: number, command: string, data: string, isCut = false): Parsed['frames'][number] => ({
  txnr,
  command,
  data,
  isCut,
});

test.each<{ name: string; stream: string } & Parsed>([
  {
    name: 'frames with and without data',
    stream: '1 open 5 a=b\nc\n2 syslog 3 x\ny\n3 close 0\n',
    frames: [of(1, 'open', 'a=b\nc'), of(2, 'syslog', 'x\ny'), of(3, 'close', '')],
    fault: null,
  },
  {
    name: 'data longer than the bound',
    stream: `7 syslog 120 ${long}\n8 syslog 1 z\n`,
    frames: [of(7, 'syslog', 'y'.repeat(50), true), of(8, 'syslog', 'z')],
    fault: null,
  },
  {
    name: 'a frame not all there',
    stream: '1 syslog 3 x\n2 syslog 5 abc',
    frames: [],
    fault: 'relp_trailer',
  },
  { name: 'the beginning of a frame', stream: '12 sysl', frames: [], fault: null },
  { name: 'a frame without its LF', stream: '1 syslog 3 abcd', frames: [], fault: 'relp_trailer' },
  { name: 'no number', stream: 'GET / HTTP/1.1\r\n', frames: [], fault: 'relp_header' },
  { name: 'a command that is no word', stream: '1 <x> 3 abc\n', frames: [], fault: 'relp_header' },
  { name: 'an endless number', stream: '1234567890123', frames: [], fault: 'relp_header' },
  { name: 'an endless command', stream: `1 ${'a'.repeat(40)}`, frames: [], fault: 'relp_header' },
  { name: 'too large a length', stream: '1 syslog 999999999 x', frames: [], fault: 'relp_length' },
])('$name are read the same in one chunk and byte by byte', ({ stream, frames, fault }) => {
  const bytes = Buffer.from(stream, 'latin1');
  expect(parse(bytes)).toEqual({ frames, fault });
  expect(
    parse(
      bytes,
      Array.from(bytes, (_, index) => index),
    ),
  ).toEqual({ frames, fault });
});

test('frames come back as they were sent, wherever the chunks end', () => {
  const frame = fc.record({
    txnr: fc.integer({ min: 1, max: 999_999_999 }),
    command: fc.constantFrom('open', 'syslog', 'close'),
    data: fc.string({ unit: fc.constantFrom('a', '\n', ' ', '1'), maxLength: 50 }),
  });
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.nat(), { maxLength: 20 }), (frames, cuts) => {
      const stream = frames.map(
        ({ txnr, command, data }) => `${txnr} ${command} ${data.length}${data === '' ? '' : ' '}${data}\n`,
      );
      const wanted = frames.map(({ txnr, command, data }) => of(txnr, command, data));
      expect(parse(Buffer.from(stream.join('')), cuts)).toEqual({ frames: wanted, fault: null });
    }),
  );
});

test('any bytes are answered the same, wherever the chunks end', () => {
  const noise = fc.array(fc.constantFrom('1', ' ', 'syslog', '3', '\n', 'abc', '0', '60 ', 'close', 'x'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(noise, fc.array(fc.nat(), { maxLength: 20 }), (parts, cuts) => {
      const stream = Buffer.from(parts.join(''));
      expect(parse(stream, cuts)).toEqual(parse(stream));
    }),
    fuzz(1_000),
  );
});

const offers = 'relp_version=0\nrelp_software=librelp,1.11.0,http://librelp.adiscon.com\ncommands=syslog';
const isOpen: RelpState = { kind: 'open' };

test.each<{
  name: string;
  state: RelpState;
  command: string;
  data: string;
  after: string;
  reply: string | null;
}>([
  {
    name: 'open with good offers',
    state: newRelpSession,
    command: 'open',
    data: offers,
    after: 'open',
    reply: '1 rsp 58 200 OK\nrelp_version=0\nrelp_software=tocsin\ncommands=syslog\n',
  },
  {
    name: 'open without a version',
    state: newRelpSession,
    command: 'open',
    data: 'commands=syslog',
    after: 'closed',
    reply: '1 rsp 28 500 relp_version 0 is needed\n',
  },
  {
    name: 'open without syslog',
    state: newRelpSession,
    command: 'open',
    data: 'relp_version=0\ncommands=x',
    after: 'closed',
    reply: '1 rsp 32 500 the command syslog is needed\n',
  },
  {
    name: 'syslog before open',
    state: newRelpSession,
    command: 'syslog',
    data: 'x',
    after: 'closed',
    reply: '1 rsp 26 500 open the session first\n',
  },
  { name: 'syslog', state: isOpen, command: 'syslog', data: 'x', after: 'open', reply: null },
  {
    name: 'a second open',
    state: isOpen,
    command: 'open',
    data: offers,
    after: 'open',
    reply: '1 rsp 25 500 command not supported\n',
  },
  {
    name: 'close',
    state: isOpen,
    command: 'close',
    data: '',
    after: 'closed',
    reply: '1 rsp 6 200 OK\n0 serverclose 0\n',
  },
  {
    name: 'anything behind close',
    state: { kind: 'closed' },
    command: 'syslog',
    data: 'x',
    after: 'closed',
    reply: '',
  },
])('a session answers $name', ({ state, command, data, after, reply }) => {
  const step = advanceRelp(state, { txnr: 1, command, data });
  expect(step.state.kind).toBe(after);
  expect(step.kind === 'reply' ? step.reply : null).toBe(reply);
});

let receiver: TestReceiver;
const listeners: Listener[] = [];

beforeEach(async () => {
  receiver = await openTestReceiver();
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
  await receiver.close();
});

async function listen(deps: Partial<SyslogDeps> = {}): Promise<number> {
  const bounds = { host: '127.0.0.1', port: 0, maxConnections: 10, maxHeldBytes: 256 * 1024 };
  const listener = await listenRelp(bounds, { ...receiver.deps, ...deps });
  listeners.push(listener);
  return listener.port;
}

interface RelpClient {
  readonly socket: Socket;
  /** Everything the server has said. */
  said(): string;
  /** Resolves when the server has said `text`. */
  hears(text: string): Promise<void>;
}

async function dial(port: number): Promise<RelpClient> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return {
    socket,
    said: () => heard,
    hears: async (text) => {
      while (!heard.includes(text)) await once(socket, 'data');
    },
  };
}

const open = `1 open ${offers.length} ${offers}\n`;

test('a message is answered only when it is on the disk', async () => {
  const slow = gate(receiver.spool.append);
  const client = await dial(await listen({ spool: slow }));
  client.socket.write(open);
  await client.hears('200 OK\nrelp_version=0');
  client.socket.write('2 syslog 7 <13>one\n3 syslog 8 <13>two\n\n');
  while (slow.waiting() === 0) await new Promise(setImmediate);
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  expect(client.said()).not.toContain('2 rsp');
  slow.open();
  await client.hears('2 rsp 6 200 OK\n3 rsp 6 200 OK\n');
  expect((await receiver.records()).map(({ raw }) => raw)).toEqual(['<13>one', '<13>two']);
  expect((await receiver.frames())[0]?.header).toMatchObject({
    transport: 'relp',
    attribution: attributionOf(1),
  });
  client.socket.write('4 close 0\n');
  await client.hears('4 rsp 6 200 OK\n0 serverclose 0\n');
  await once(client.socket, 'close');
});

test('a message of nobody is answered with an error, its neighbours are stored', async () => {
  const source = {
    attribution: attributionOf(2),
    tokenHashes: [tokenHash('t')],
    certFingerprints: [],
    networks: [],
  };
  const client = await dial(await listen({ directory: directoryOf([source]) }));
  const mine = '<13>1 - - - - - [tocsin@32473 token="t"] mine';
  client.socket.write(`${open}2 syslog 7 <13>one\n3 syslog ${mine.length} ${mine}\n`);
  await client.hears('2 rsp 33 500 this sender is not registered\n3 rsp 6 200 OK\n');
  expect((await receiver.records()).map(({ raw }) => raw)).toEqual(['<13>1 - - - - - - mine']);
  expect(receiver.counters.dropped.unknown_source).toBe(1);
  client.socket.destroy();
});

test('a message that cannot be stored is not answered, and the connection ends', async () => {
  const port = await listen({ spool: { append: () => Promise.reject(new Error('broken')) } });
  const client = await dial(port);
  client.socket.write(`${open}2 syslog 7 <13>one\n`);
  await once(client.socket, 'close');
  expect(client.said()).not.toContain('2 rsp');
  expect(receiver.counters.dropped.unstored).toBe(1);
});

test('a peer that breaks the protocol is cut off; what came before is stored and answered', async () => {
  const client = await dial(await listen());
  client.socket.write(`${open}2 syslog 7 <13>one\nnonsense\n`);
  await once(client.socket, 'close');
  expect(client.said()).toContain('2 rsp 6 200 OK\n');
  expect((await receiver.records()).map(({ raw }) => raw)).toEqual(['<13>one']);
  expect(receiver.counters.dropped.protocol).toBe(1);
});

test('closing tells the client, who will come again', async () => {
  const client = await dial(await listen());
  client.socket.write(open);
  await client.hears('200 OK');
  const gone = once(client.socket, 'close');
  await listeners.splice(0)[0]?.close();
  await gone;
  expect(client.said()).toContain('0 serverclose 0\n');
});
