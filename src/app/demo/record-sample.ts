/** Records the demo's attack from the sshd and rsyslogd of this machine: `node src/app/demo/record-sample.ts`. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { attack } from './attack.ts';
import { attackedHost, failedGuesses } from './cast.ts';
import { tokenPlaceholder, unframeMessages } from './recording.ts';
import { recordingPath } from './replay.ts';
import { startForwarder } from './rsyslog.ts';
import { startSshTarget } from './sshd.ts';

const limitMs = 60_000;
const pollMs = 50;

async function record(folder: string, signal: AbortSignal): Promise<string[]> {
  const chunks: Buffer[] = [];
  const messages = (): string[] => unframeMessages(Buffer.concat(chunks));
  const server = createServer((socket) => socket.on('data', (chunk: Buffer) => chunks.push(chunk)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  await using ends = new AsyncDisposableStack();
  ends.defer(() => void server.close());
  const target = await startSshTarget(folder, signal);
  if (target === null) throw new Error('OpenSSH is not installed, or sshd does not start.');
  ends.defer(() => target.stop());
  const destination = { relpPort: null, tcpPort: address.port };
  const options = { folder, target, destination, token: tokenPlaceholder, hostName: attackedHost, signal };
  const forwarder = await startForwarder(options);
  if (forwarder === null) throw new Error('rsyslog is not installed.');
  ends.defer(() => forwarder.process.stop());
  if (!(await attack({ folder, target, failures: failedGuesses, signal })))
    throw new Error('sshd refused the last log-on.');
  while (!messages().some((message) => message.includes('Disconnected from user')))
    await delay(pollMs, undefined, { signal });
  return messages();
}

const root = join(import.meta.dirname, '..', '..', '..');
const folder = await mkdtemp(join(tmpdir(), 'tocsin-record-'));
try {
  const messages = await record(folder, AbortSignal.timeout(limitMs));
  await writeFile(join(root, recordingPath), messages.map((message) => `${message}\n`).join(''));
} finally {
  await rm(folder, { recursive: true, force: true });
}
