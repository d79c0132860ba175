import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import type { IntakeCounters } from './counters.ts';
import type { InflightBudget } from './inflight-budget.ts';
import { plainAddress } from './network.ts';
import type { SyslogPeer } from './syslog-sorter.ts';

/** Certificate and key of a TLS listener (PEM). A client certificate is asked for and told by its fingerprint. */
export type ListenerTls = Pick<TlsOptions, 'cert' | 'key' | 'ca' | 'minVersion'>;

export interface StreamListenerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly tls?: ListenerTls;
  /** Most connections at once; more are turned away and counted. */
  readonly maxConnections: number;
  /** Most bytes that one connection may have under way before it is read no more. */
  readonly maxHeldBytes: number;
}

/** What a protocol does with one connection. */
export interface StreamProtocol {
  /** Takes bytes; resolves when nothing of them is held any more. */
  chunk(bytes: Buffer): Promise<unknown>;
  /** The peer has gone, or we close: stores what is left and resolves when that is done. */
  finish(): Promise<unknown>;
}

export interface Listener {
  /** The port that is listened on. */
  readonly port: number;
  /** Stops reading, stores what was read (for at most `graceMs`, default 5 s), ends the connections. */
  close(graceMs?: number): Promise<void>;
}

interface ListenerDeps {
  readonly budget: InflightBudget;
  readonly counters: IntakeCounters;
  readonly protocol: (socket: Socket, peer: SyslogPeer, port: number) => StreamProtocol;
  /** Called when the grace of closing has run out: what is not stored by now never will be. */
  readonly giveUp: () => void;
}

const handshakeTimeoutMs = 10_000;
const keepAliveMs = 60_000;
const defaultGraceMs = 5_000;

/** Listens on TCP or TLS and holds senders back while their bytes are not yet stored. */
export async function listenStream(options: StreamListenerOptions, deps: ListenerDeps): Promise<Listener> {
  const connections = new Set<Connection>();
  let port = options.port;
  const server = createStreamServer(options.tls, (socket) => {
    const peer = {
      peerAddress: plainAddress(socket.remoteAddress ?? ''),
      clientCertFingerprint: fingerprintOf(socket),
    };
    const connection = connect(socket, deps.protocol(socket, peer, port), options.maxHeldBytes, deps.budget);
    connections.add(connection);
    void connection.ended.then(() => connections.delete(connection));
  });
  server.maxConnections = options.maxConnections;
  server.on('drop', () => {
    deps.counters.dropped.connection_limit += 1;
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  port = portOf(server);
  server.on('error', () => {
    deps.counters.dropped.connection_limit += 1; // no descriptor was left to accept with
  });
  return {
    port,
    close: async (graceMs = defaultGraceMs) => {
      server.close();
      const timer = setTimeout(() => {
        deps.giveUp();
        for (const connection of connections) connection.destroy();
      }, graceMs);
      await Promise.all([...connections].map((connection) => connection.close()));
      clearTimeout(timer);
    },
  };
}

function createStreamServer(tls: ListenerTls | undefined, onSocket: (socket: Socket) => void): Server {
  const server =
    tls === undefined
      ? createServer(onSocket)
      : createTlsServer(
          { ...tls, requestCert: true, rejectUnauthorized: false, handshakeTimeout: handshakeTimeoutMs },
          onSocket,
        );
  server.on('connection', (socket: Socket) => {
    socket.setKeepAlive(true, keepAliveMs);
    socket.setNoDelay(true); // an answer that waits for more answers stalls a sender whose window is full
  });
  return server;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP listener has no port.');
  return address.port;
}

/** SHA-256 of the client's certificate as 64 lower-case digits. TLS has proved that the client has its key. */
function fingerprintOf(socket: Socket): string | null {
  if (!(socket instanceof TLSSocket)) return null;
  const certificate: { readonly fingerprint256?: string } = socket.getPeerCertificate();
  return certificate.fingerprint256?.replaceAll(':', '').toLowerCase() ?? null;
}

interface Connection {
  readonly ended: Promise<unknown>;
  close(): Promise<void>;
  destroy(): void;
}

function connect(
  socket: Socket,
  protocol: StreamProtocol,
  maxHeldBytes: number,
  budget: InflightBudget,
): Connection {
  let held = 0;
  let isClosing = false;
  const steer = (): void => {
    if (isClosing) return;
    if (held < maxHeldBytes && !budget.isOver()) {
      socket.resume();
      return;
    }
    socket.pause();
    if (budget.isOver()) budget.onRoom(steer);
  };
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined); // 'close' follows and tells all that matters
  socket.on('data', (chunk: Buffer) => {
    if (isClosing) return;
    held += chunk.length;
    budget.take(chunk.length);
    steer();
    void protocol.chunk(chunk).then(() => {
      held -= chunk.length;
      budget.give(chunk.length);
      steer();
    });
  });
  let finished: Promise<unknown> | null = null;
  const finish = (): Promise<unknown> => (finished ??= protocol.finish());
  return {
    ended: gone.then(finish),
    close: async () => {
      isClosing = true;
      socket.pause();
      await finish();
      socket.destroy();
    },
    destroy: () => socket.destroy(),
  };
}
