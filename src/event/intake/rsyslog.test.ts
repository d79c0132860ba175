import { spawn, type ChildProcess } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpool } from '../../platform/spool/index.ts';
import type { RawRecord } from '../event.ts';
import { listenRelp } from './relp.ts';
import type { Listener } from './stream-listener.ts';
import { listenSyslogTcp } from './syslog-tcp.ts';
import { listenSyslogUdp } from './syslog-udp.ts';
import { attributionOf } from './testing/attribution.ts';
import { everythingTo } from './testing/directories.ts';
import { makeCertificate, openTestReceiver, readFrames, type TestReceiver } from './testing/receiver.ts';
import { needRsyslog, startRsyslog } from './testing/rsyslog.ts';

let dir: string;
let receiver: TestReceiver;
const cleanUp: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tocsin-rsyslog-'));
  receiver = await openTestReceiver();
});
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
  await receiver.close();
  await rm(dir, { recursive: true });
});

const bounds = { host: '127.0.0.1', port: 0, maxConnections: 10, maxHeldBytes: 1024 * 1024 };
const numbered = (count: number): readonly string[] =>
  Array.from(
    { length: count },
    (_, index) => `line ${String(index).padStart(6, '0')} ${'.'.repeat(index % 300)} end`,
  );

/** The lines in what rsyslog made of them: RFC 5424 messages with a header. */
const linesOf = (records: readonly RawRecord[]): readonly string[] =>
  records.map(({ raw }) => /^<133>1 \S+ \S+ tocsin-test - - - (line .* end)$/.exec(raw)?.[1] ?? raw);

const retry = 'action.resumeRetryCount="-1" action.resumeInterval="1"';
const forward = (port: number, more: string): string =>
  `action(type="omfwd" target="127.0.0.1" port="${port}" template="RSYSLOG_SyslogProtocol23Format" ${retry} ${more})`;

/** Sends lines through a real rsyslogd and checks that each is on the disk exactly once, in order. */
async function arrivesOnce(listener: Listener, send: string, lines: readonly string[]): Promise<void> {
  cleanUp.push(() => listener.close());
  const daemon = await startRsyslog({ dir, send, lines });
  const stored = receiver.stored(lines.length);
  await stored.finally(() => daemon.stop());
  await cleanUp.pop()?.();
  expect(linesOf(await receiver.records())).toEqual(lines);
}

test('lines that rsyslog sends over UDP arrive once', async (context) => {
  await needRsyslog(context, ['imfile']);
  const listener = await listenSyslogUdp(bounds, receiver.deps);
  await arrivesOnce(listener, forward(listener.port, 'protocol="udp"'), numbered(2_000));
});

test.for(['octet-counted', 'traditional'])(
  'lines that rsyslog sends over TCP (%s) arrive once',
  async (framing) => {
    const listener = await listenSyslogTcp(bounds, receiver.deps);
    await arrivesOnce(
      listener,
      forward(listener.port, `protocol="tcp" TCP_Framing="${framing}"`),
      numbered(20_000),
    );
  },
);

test('lines that rsyslog sends over TLS arrive once, from the source of its certificate', async (context) => {
  await needRsyslog(context, ['imfile', 'lmnsd_gtls']);
  const [server, client] = await Promise.all([
    makeCertificate(dir, 'server'),
    makeCertificate(dir, 'client'),
  ]);
  const fingerprint = new X509Certificate(client.cert).fingerprint256.replaceAll(':', '').toLowerCase();
  const source = {
    attribution: attributionOf(2),
    tokenHashes: [],
    certFingerprints: [fingerprint],
    networks: [],
  };
  const deps = { ...receiver.deps, directory: everythingTo(1, [source]) };
  const listener = await listenSyslogTcp({ ...bounds, tls: server }, deps);
  const files = [
    `DefaultNetstreamDriverCAFile="${join(dir, 'server.crt')}"`,
    `DefaultNetstreamDriverCertFile="${join(dir, 'client.crt')}"`,
    `DefaultNetstreamDriverKeyFile="${join(dir, 'client.key')}"`,
  ];
  const driver =
    'StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="server"';
  const action = forward(listener.port, `protocol="tcp" TCP_Framing="octet-counted" ${driver}`);
  await arrivesOnce(listener, `global(${files.join(' ')})\n${action}`, numbered(5_000));
  expect(new Set((await receiver.records()).map(({ sourceId }) => sourceId))).toEqual(
    new Set([attributionOf(2).sourceId]),
  );
});

/** Messages that librelp may have under way without an answer. With its default, 128, corking stalls it on loopback. */
const relpWindow = 512;
const relp = (port: number, more = ''): string =>
  `module(load="omrelp")\naction(type="omrelp" target="127.0.0.1" port="${port}" windowSize="${relpWindow}" template="RSYSLOG_SyslogProtocol23Format" ${retry} ${more})`;

test('lines that rsyslog sends over RELP arrive once', async (context) => {
  await needRsyslog(context, ['imfile', 'omrelp']);
  const listener = await listenRelp(bounds, receiver.deps);
  await arrivesOnce(listener, relp(listener.port), numbered(20_000));
});

test('lines that rsyslog sends over RELP with TLS arrive once', async (context) => {
  await needRsyslog(context, ['imfile', 'omrelp']);
  const [server] = await Promise.all([makeCertificate(dir, 'server'), makeCertificate(dir, 'client')]);
  const listener = await listenRelp({ ...bounds, tls: server }, receiver.deps);
  const files = `tls.caCert="${join(dir, 'server.crt')}" tls.myCert="${join(dir, 'client.crt')}" tls.myPrivKey="${join(dir, 'client.key')}"`;
  const tls = `tls="on" ${files} tls.authMode="name" tls.permittedPeer=["server"]`;
  await arrivesOnce(listener, relp(listener.port, tls), numbered(5_000));
});

interface ReceiverProcess {
  readonly child: ChildProcess;
  readonly port: number;
  /** Resolves when `count` different lines are stored. */
  stored(count: number): Promise<void>;
  kill(): Promise<void>;
}

const receiverScript = fileURLToPath(new URL('./testing/relp-receiver.ts', import.meta.url));

async function startReceiver(spoolDir: string, port: number): Promise<ReceiverProcess> {
  const child = spawn(process.execPath, [receiverScript, spoolDir, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const output: Interface = createInterface({ input: child.stdout });
  let stored = 0;
  const [first] = (await once(output, 'line')) as [string];
  output.on('line', (line) => {
    stored = Number(line);
  });
  return {
    child,
    port: Number(first.replace('port ', '')),
    stored: async (count) => {
      while (stored < count) await once(output, 'line');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

test('kill -9 of the receiver loses no line that comes over RELP, and repeats only unanswered ones', async (context) => {
  await needRsyslog(context, ['imfile', 'omrelp']);
  const spoolDir = join(dir, 'spool');
  const lines = numbered(30_000);
  let current = await startReceiver(spoolDir, 0);
  const { port } = current;
  cleanUp.push(() => current.kill());
  const daemon = await startRsyslog({ dir, send: relp(port), lines });
  cleanUp.push(() => daemon.stop());
  for (const killAfter of [5_000, 12_000, 20_000]) {
    await current.stored(killAfter);
    await current.kill();
    current = await startReceiver(spoolDir, port);
  }
  await current.stored(lines.length);
  await cleanUp.pop()?.();
  await cleanUp.pop()?.();
  const stored = linesOf(await recordsIn(spoolDir));
  expect([...new Set(stored)].toSorted()).toEqual(lines.toSorted());
  expect(stored.length - lines.length).toBeLessThanOrEqual(3 * relpWindow);
});

async function recordsIn(spoolDir: string): Promise<readonly RawRecord[]> {
  const spool = await openSpool({ dir: spoolDir, maxBytes: 2 ** 30, now: new Date(0) });
  const frames = await readFrames(spool);
  await spool.close();
  return frames.flatMap(({ records }) => records);
}
