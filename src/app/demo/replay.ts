import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { frameMessages, retell } from './recording.ts';

export interface Replay {
  /** The project's folder. */
  readonly root: string;
  /** Tocsin's syslog listener over TCP, on loopback. */
  readonly port: number;
  readonly token: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** Path of the recording inside the project. */
export const recordingPath = 'content/samples/ssh-brute-force.syslog';

/** Sends the recorded attack over TCP; returns how many messages were sent. */
export async function replay({ root, port, token, now, signal }: Replay): Promise<number> {
  const messages = retell(await readFile(join(root, recordingPath), 'utf8'), token, now);
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect', { signal });
    socket.end(frameMessages(messages));
    socket.resume();
    await once(socket, 'close', { signal });
  } finally {
    socket.destroy();
  }
  return messages.length;
}
