import type { Socket } from 'node:net';
import { createDurableAppend, type DurableAppend } from './durable-append.ts';
import { createFrameBatcher } from './frame-batcher.ts';
import { createRelpParser, type RelpFrame } from './relp-frames.ts';
import { advanceRelp, newRelpSession, relpReply, relpServerClose } from './relp-session.ts';
import {
  listenStream,
  type Listener,
  type StreamListenerOptions,
  type StreamProtocol,
} from './stream-listener.ts';
import { defaultMaxMessageBytes, retryMs, streamBlockBytes, type SyslogDeps } from './syslog-deps.ts';
import { createSyslogSorter, type SyslogPeer } from './syslog-sorter.ts';

export interface RelpOptions extends StreamListenerOptions {
  /** Longest message kept whole, in bytes; default 64 KiB. */
  readonly maxMessageBytes?: number;
}

/**
 * Receives syslog over RELP, plain or with `tls`. A message is answered `200 OK` only once it is on the disk, so what a
 * crash of ours interrupts is sent again. A message that is nobody's is answered `500`, and the sender keeps it.
 */
export function listenRelp(options: RelpOptions, deps: SyslogDeps): Promise<Listener> {
  const closing = new AbortController();
  const append = createDurableAppend({ ...deps, retryMs, signal: closing.signal });
  return listenStream(options, {
    ...deps,
    giveUp: () => closing.abort(),
    protocol: (socket, peer, port) => relpConnection(socket, { ...deps, append, peer, port, options }),
  });
}

interface ConnectionDeps extends SyslogDeps {
  readonly append: DurableAppend;
  readonly peer: SyslogPeer;
  readonly port: number;
  readonly options: RelpOptions;
}

function relpConnection(socket: Socket, deps: ConnectionDeps): StreamProtocol {
  const { append, clock, counters, options, peer } = deps;
  const batcher = createFrameBatcher({ append, transport: 'relp', counters, firstBytes: streamBlockBytes });
  const sorter = createSyslogSorter({ ...deps, batcher, transport: 'relp' });
  const parser = createRelpParser(options.maxMessageBytes ?? defaultMaxMessageBytes, take);
  let state = newRelpSession;
  let replies = '';

  function take(frame: RelpFrame): void {
    const { txnr, command, data, isCut } = frame;
    const isMessage = command === 'syslog';
    const step = advanceRelp(state, { txnr, command, data: isMessage ? '' : data.toString('latin1') });
    state = step.state;
    replies += step.kind === 'reply' ? step.reply : store(txnr, data, isCut);
  }

  function store(txnr: number, data: Buffer, isCut: boolean): string {
    const end = withoutTrailers(data);
    if (end === 0) return relpReply(txnr, '200 OK');
    const isKept = sorter.message(data, 0, end, isCut ? 'too_long' : null);
    return relpReply(txnr, isKept ? '200 OK' : '500 this sender is not registered');
  }

  return {
    chunk: async (bytes) => {
      sorter.begin(bytes, peer, clock.now().getTime());
      const fault = parser.push(bytes);
      const answers = replies;
      replies = '';
      const isStored = await batcher.flush();
      if (!isStored) {
        socket.destroy(); // unanswered, so the client sends it again
        return;
      }
      if (fault !== null) counters.dropped.protocol += 1;
      if (answers !== '' && socket.writable) socket.write(answers, 'latin1');
      if (fault !== null || state.kind === 'closed') socket.end();
    },
    finish: async () => {
      const isStored = await batcher.flush();
      if (isStored && socket.writable) await sendLast(socket, relpServerClose);
    },
  };
}

const sendLast = (socket: Socket, text: string): Promise<void> =>
  new Promise((resolve) => socket.end(text, 'latin1', () => resolve()));

function withoutTrailers(data: Buffer): number {
  let end = data.length;
  while (end > 0 && (data[end - 1] === 0x0a || data[end - 1] === 0x0d || data[end - 1] === 0x00)) end -= 1;
  return end;
}
