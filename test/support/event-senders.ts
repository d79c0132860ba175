import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startRsyslog } from '../../src/event/intake/testing/rsyslog.ts';
import type { EventStream } from './event-stream.ts';

/** A sender of a stream that lives through whatever happens to the receiver. */
export interface Sender {
  /** Events that the receiver has acknowledged or stored, or that were written where it does not say. */
  progress(): Promise<number>;
  /** Resolves when everything is handed over (rsyslog does not tell: at once); rejects when the receiver misbehaves. */
  readonly done: Promise<void>;
  /** To be called when the receiver is up again: hands over what was held back until then, if anything. */
  sendRest(): Promise<void>;
  stop(): Promise<void>;
}

const pauseMs = 50;

export interface HttpSenderOptions {
  readonly url: string;
  readonly token: string;
  readonly stream: EventStream;
  readonly batch: number;
  readonly parallel: number;
  /** Makes the keys of this sender's batches unique. */
  readonly keyPrefix: string;
}

export interface HttpSender extends Sender {
  /** Requests that got no answer, 429 or 503, and were sent again. */
  retries(): number;
}

/** Sends batches of NDJSON with an Idempotency-Key each, and again until each is answered with 200. */
export function sendOverHttp(options: HttpSenderOptions): HttpSender {
  const { stream, batch, parallel } = options;
  const stopping = new AbortController();
  let next = 0;
  let acknowledged = 0;
  let retries = 0;

  async function work(): Promise<void> {
    while (next < stream.count && !stopping.signal.aborted) {
      const from = next;
      next = Math.min(next + batch, stream.count);
      const to = next;
      const body = Array.from({ length: to - from }, (_, index) => `${stream.json(from + index)}\n`).join('');
      while (!(await post(options, `${options.keyPrefix}-${from}`, body, stopping.signal))) {
        retries += 1;
        await delay(pauseMs, undefined, { signal: stopping.signal });
      }
      acknowledged += to - from;
    }
  }

  const done = Promise.all(Array.from({ length: parallel }, work)).then(() => undefined);
  done.catch(() => stopping.abort());
  return {
    progress: () => (stopping.signal.aborted ? done.then(() => acknowledged) : Promise.resolve(acknowledged)),
    retries: () => retries,
    done,
    sendRest: () => Promise.resolve(),
    stop: () => {
      stopping.abort();
      return Promise.resolve();
    },
  };
}

/** True when the batch is acknowledged, false when it must be sent again. */
async function post(
  { url, token }: HttpSenderOptions,
  key: string,
  body: string,
  signal: AbortSignal,
): Promise<boolean> {
  const reply = await fetch(`${url}/api/intake/v1/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-ndjson',
      'idempotency-key': key,
    },
    body,
    signal,
  }).catch(() => null);
  const text = await reply?.text().catch(() => null);
  if (reply === null || text === null || text === undefined) return false;
  if (reply.status === 200) return true;
  if (reply.status === 429 || reply.status === 503) return false;
  throw new Error(`Intake answered ${reply.status}: ${text}`);
}

export interface TcpSenderOptions {
  readonly port: number;
  readonly stream: EventStream;
  /** Records of the running receiver on its disk: the sender keeps at most `window` lines ahead of it. */
  readonly stored: () => Promise<number | null>;
  readonly window: number;
}

export interface TcpSender extends Sender {
  /** The first line that was written on the present connection; earlier ones were never sent again. */
  connectedAt(): number;
}

const chunkLines = 250;

/** Writes lines with octet counting, once each: what a broken connection swallowed is gone. */
export function sendOverTcp({ port, stream, stored, window }: TcpSenderOptions): TcpSender {
  const stopping = new AbortController();
  let written = 0;
  let connectedAt = 0;

  async function open(): Promise<Socket> {
    for (;;) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      const isOpen = await Promise.race([
        once(socket, 'connect').then(() => true),
        once(socket, 'close').then(() => false),
      ]).catch(() => false);
      if (isOpen) return socket;
      await delay(pauseMs, undefined, { signal: stopping.signal });
    }
  }

  /** Waits until the receiver has nearly all of what was written; false when the connection has gone meanwhile. */
  async function hasRoom(socket: Socket, before: number): Promise<boolean> {
    while (!socket.destroyed) {
      const now = await stored();
      if (now !== null && written - connectedAt - (now - before) < window) return true;
      await delay(5, undefined, { signal: stopping.signal });
    }
    return false;
  }

  async function work(): Promise<void> {
    while (written < stream.count) {
      const socket = await open();
      connectedAt = written;
      const before = (await stored()) ?? 0;
      while (written < stream.count && (await hasRoom(socket, before))) {
        const to = Math.min(written + chunkLines, stream.count);
        let text = '';
        for (let index = written; index < to; index += 1) {
          const line = stream.syslog(index);
          text += `${Buffer.byteLength(line)} ${line}`;
        }
        written = to;
        if (!socket.write(text)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
      }
      if (socket.closed) continue;
      socket.end();
      await once(socket, 'close');
    }
  }

  const done = work();
  done.catch(() => stopping.abort());
  return {
    progress: () => (stopping.signal.aborted ? done.then(() => written) : Promise.resolve(written)),
    connectedAt: () => connectedAt,
    done,
    sendRest: () => Promise.resolve(),
    stop: () => {
      stopping.abort();
      return Promise.resolve();
    },
  };
}

/** Messages that may be under way without an answer. */
export const relpWindow = 512;

/**
 * What rsyslog reads only when the receiver is up again. It sends unacknowledged lines of a broken connection again when it
 * has a next line, not before, and forgets them when none comes; a host that goes on logging has one.
 */
const heldBack = 2_500;

/** A real rsyslogd that reads the stream from a file and forwards it over RELP through a disk-assisted queue. */
export async function sendOverRelp(options: {
  readonly dir: string;
  readonly port: number;
  readonly stream: EventStream;
  readonly stored: () => Promise<number | null>;
}): Promise<Sender> {
  const { dir, port, stream, stored } = options;
  const queue = [
    'queue.type="LinkedList" queue.filename="relp" queue.size="5000" queue.maxdiskspace="512m"',
    'queue.saveonshutdown="on" action.resumeRetryCount="-1" action.resumeInterval="1"',
  ].join(' ');
  const send = [
    'module(load="omrelp")',
    'template(name="line" type="string" string="%msg%")',
    `action(type="omrelp" target="127.0.0.1" port="${port}" template="line" windowSize="${relpWindow}" ${queue})`,
  ].join('\n');
  const lines = Array.from({ length: stream.count }, (_, index) => stream.syslog(index));
  const before = (await stored()) ?? 0;
  const daemon = await startRsyslog({ dir, send, lines: lines.slice(0, -heldBack) });
  return {
    progress: async () => ((await stored()) ?? before) - before,
    done: Promise.resolve(),
    sendRest: () => daemon.log(lines.slice(-heldBack)),
    stop: () => daemon.stop(),
  };
}
