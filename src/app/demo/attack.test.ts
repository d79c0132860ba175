import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, type TestContext } from 'vitest';
import { attack } from './attack.ts';
import { attackServer } from './attack-server.ts';
import { findProgram } from './programs.ts';
import { unframeMessages } from './recording.ts';
import { startForwarder } from './rsyslog.ts';
import { startSshTarget } from './sshd.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const results = /(Failed password|Accepted \w+) for \w+ from 127\.0\.0\.\d+ port \d+/;
const limitMs = 60_000;

let folder: string;
let receiver: Server;
let chunks: Buffer[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-attack-'));
  chunks = [];
  receiver = createServer((socket) => socket.on('data', (chunk: Buffer) => chunks.push(chunk)));
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});
afterEach(async () => {
  receiver.close();
  await rm(folder, { recursive: true, force: true });
});

function port(): number {
  const address = receiver.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}

const outcomes = (): string[] =>
  unframeMessages(Buffer.concat(chunks)).flatMap(
    (message) => results.exec(message)?.[1]?.split(' ')[0] ?? [],
  );

async function needPrograms(context: TestContext, names: readonly string[]): Promise<void> {
  const found = await Promise.all(names.map((name) => findProgram(name)));
  const missing = names.filter((_, index) => found[index] === null);
  if (missing.length === 0) return;
  if (process.env['CI'] !== undefined) throw new Error(`${missing.join(', ')} must be installed for CI.`);
  context.skip(`${missing.join(', ')} not installed`);
}

test(
  'a real sshd is attacked, and a real rsyslog forwards its lines with the token',
  { timeout: limitMs },
  async (context) => {
    await needPrograms(context, ['sshd', 'ssh', 'ssh-keygen', 'rsyslogd']);
    const accounts = await readFile('/etc/passwd', 'utf8');
    const signal = AbortSignal.timeout(limitMs);
    const target = await startSshTarget(folder, signal);
    if (target === null) throw new Error('sshd does not start.');
    try {
      const destination = { relpPort: null, tcpPort: port() };
      const options = { folder, target, destination, token: 'tcs_1', hostName: 'web-1.example', signal };
      const forwarder = await startForwarder(options);
      if (forwarder === null) throw new Error('rsyslogd does not start.');
      try {
        expect(await attack({ folder, target, failures: 3, signal })).toBe(true);
        await expect.poll(outcomes, { timeout: 20_000 }).toEqual(['Failed', 'Failed', 'Failed', 'Accepted']);
      } finally {
        await forwarder.process.stop();
      }
      expect(forwarder.process.ended()).not.toBeNull();
    } finally {
      await target.stop();
    }
    expect(() => process.kill(target.pid, 0)).toThrow('ESRCH');
    const messages = unframeMessages(Buffer.concat(chunks));
    expect(
      messages.every((message) =>
        /^<86>1 \S+ web-1\.example sshd \d+ - \[tocsin@32473 token="tcs_1"\] /.test(message),
      ),
    ).toBe(true);
    expect(await readFile('/etc/passwd', 'utf8')).toBe(accounts);
  },
);

test('a machine without OpenSSH gets the recording', { timeout: limitMs }, async () => {
  await using ends = new AsyncDisposableStack();
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    const listeners = [{ transport: 'tcp', port: port() }];
    const signal = AbortSignal.timeout(limitMs);
    const words = await attackServer({ root, folder, listeners, token: 'tcs_1', ends, signal });
    expect(words).toMatch(/^\d+ recorded lines of .+, because sshd is not installed/);
  } finally {
    process.env['PATH'] = path;
  }
  await expect.poll(() => outcomes().at(-1), { timeout: 20_000 }).toBe('Accepted');
});
