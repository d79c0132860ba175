import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { createDurableAppend } from './durable-append.ts';
import { createFrameBatcher } from './frame-batcher.ts';
import { plainAddress } from './network.ts';
import type { Listener } from './stream-listener.ts';
import { defaultMaxMessageBytes, retryMs, type SyslogDeps } from './syslog-deps.ts';
import { createSyslogSorter } from './syslog-sorter.ts';
import { readKernelDrops } from './udp-drops.ts';

export interface SyslogUdpOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Longest message kept whole, in bytes; default 64 KiB. */
  readonly maxMessageBytes?: number;
  /** Most bytes that may wait for the disk; datagrams beyond are dropped and counted. Default 32 MiB. */
  readonly maxHeldBytes?: number;
  /** Receive buffer asked of the kernel, in bytes; it gives at most net.core.rmem_max. Default 16 MiB. */
  readonly receiveBufferBytes?: number;
}

export interface UdpListener extends Listener {
  /** Receive buffer that the kernel gave, in bytes. */
  readonly receiveBufferBytes: number;
  /** Adds the kernel's drops since the last call to the counters (Linux); call it before reading them. */
  countKernelDrops(): Promise<void>;
}

const defaultHeldBytes = 32 * 1024 * 1024;
const defaultReceiveBytes = 16 * 1024 * 1024;
const firstBytes = 4 * 1024;
const defaultGraceMs = 5_000;
const trailers: readonly unknown[] = [0x0a, 0x0d, 0x00];

/** Receives syslog over UDP (RFC 5426): one message a datagram. Datagrams that cannot be kept are counted. */
export async function listenSyslogUdp(options: SyslogUdpOptions, deps: SyslogDeps): Promise<UdpListener> {
  const { counters } = deps;
  const closing = new AbortController();
  const append = createDurableAppend({ ...deps, retryMs, signal: closing.signal });
  const batcher = createFrameBatcher({ append, transport: 'udp', counters, firstBytes });
  const socket = createSocket({
    type: isIPv6(options.host) ? 'udp6' : 'udp4',
    recvBufferSize: options.receiveBufferBytes ?? defaultReceiveBytes,
  });
  socket.bind(options.port, options.host);
  await once(socket, 'listening');
  const { address, port } = socket.address();
  socket.on('error', () => undefined); // a failed read of one datagram; the socket goes on
  socket.on('message', createReceiver(options, { ...deps, batcher, port }));
  let kernelDrops = 0;
  async function countKernelDrops(): Promise<void> {
    const drops = (await readKernelDrops({ address, port })) ?? kernelDrops;
    counters.dropped.kernel += drops - kernelDrops;
    kernelDrops = drops;
  }
  return {
    port,
    receiveBufferBytes: socket.getRecvBufferSize(),
    countKernelDrops,
    close: async (graceMs = defaultGraceMs) => {
      await countKernelDrops();
      const gone = once(socket, 'close');
      socket.close();
      await gone;
      const timer = setTimeout(() => closing.abort(), graceMs);
      await batcher.flush();
      clearTimeout(timer);
    },
  };
}

interface ReceiverDeps extends SyslogDeps {
  readonly batcher: ReturnType<typeof createFrameBatcher>;
  readonly port: number;
}

function createReceiver(
  options: SyslogUdpOptions,
  deps: ReceiverDeps,
): (datagram: Buffer, from: RemoteInfo) => void {
  const { batcher, budget, clock, counters } = deps;
  const { maxMessageBytes = defaultMaxMessageBytes, maxHeldBytes = defaultHeldBytes } = options;
  const sorter = createSyslogSorter({ ...deps, transport: 'udp' });
  let isFlushDue = false;
  let waiting = 0;

  function flushSoon(): void {
    if (isFlushDue) return;
    isFlushDue = true;
    setImmediate(() => {
      isFlushDue = false;
      const bytes = waiting;
      waiting = 0;
      void batcher.flush().then(() => budget.give(bytes));
    });
  }

  return (datagram, from) => {
    let end = Math.min(datagram.length, maxMessageBytes);
    while (end > 0 && trailers.includes(datagram[end - 1])) end -= 1;
    if (end === 0) return;
    if (batcher.pendingBytes() + end > maxHeldBytes || budget.isOver()) {
      counters.received.udp += 1;
      counters.dropped.buffer_full += 1;
      return;
    }
    sorter.begin(
      datagram,
      { peerAddress: plainAddress(from.address), clientCertFingerprint: null },
      clock.now().getTime(),
    );
    sorter.message(datagram, 0, end, datagram.length > maxMessageBytes ? 'too_long' : null);
    waiting += end;
    budget.take(end);
    flushSoon();
  };
}
