import { readFile } from 'node:fs/promises';
import {
  createInflightBudget,
  listenRelp,
  listenSyslogTcp,
  listenSyslogUdp,
  type Listener,
  type SyslogDeps,
  type UdpListener,
} from '../../event/index.ts';
import type { Config } from '../../platform/config/index.ts';

export interface OpenListener {
  readonly transport: 'udp' | 'tcp' | 'tls' | 'relp';
  readonly address: string;
  readonly port: number;
  readonly listener: Listener | UdpListener;
}

/** Bytes of all syslog connections together that may wait for the disk. */
const inflightBytes = 64 * 1024 * 1024;
const connectionBytes = 8 * 1024 * 1024;
const mostConnections = 4_000;

/** Opens the syslog listeners of the configuration; when one cannot open, the others are closed again. */
export async function openListeners(
  syslog: Config['syslog'],
  deps: Omit<SyslogDeps, 'budget'>,
): Promise<readonly OpenListener[]> {
  const shared = { ...deps, budget: createInflightBudget(inflightBytes) };
  const limits = { maxConnections: mostConnections, maxHeldBytes: connectionBytes };
  const open: OpenListener[] = [];
  const add = async (
    transport: OpenListener['transport'],
    endpoint: string | null,
    listen: (host: string, port: number) => Promise<Listener | UdpListener>,
  ): Promise<void> => {
    if (endpoint === null) return;
    const { host, port } = splitEndpoint(endpoint);
    const listener = await listen(host, port).catch((error: unknown) => {
      throw new Error(`syslog.${transport}: cannot listen on ${endpoint}: ${reasonOf(error)}`, {
        cause: error,
      });
    });
    open.push({ transport, address: host, port: listener.port, listener });
  };
  try {
    await add('udp', syslog.udp, (host, port) => listenSyslogUdp({ host, port }, shared));
    await add('tcp', syslog.tcp, (host, port) => listenSyslogTcp({ host, port, ...limits }, shared));
    await add('relp', syslog.relp, (host, port) => listenRelp({ host, port, ...limits }, shared));
    const tls = await tlsOf(syslog);
    if (tls !== null)
      await add('tls', syslog.tls, (host, port) => listenSyslogTcp({ host, port, tls, ...limits }, shared));
    return open;
  } catch (error) {
    await Promise.all(open.map(({ listener }) => listener.close()));
    throw error;
  }
}

async function tlsOf(syslog: Config['syslog']): Promise<{ cert: Buffer; key: Buffer; ca?: Buffer } | null> {
  const { tlsCertificate, tlsKey, tlsClientCa } = syslog;
  if (syslog.tls === null || tlsCertificate === null || tlsKey === null) return null;
  const ca = tlsClientCa === null ? {} : { ca: await readFile(tlsClientCa) };
  return { cert: await readFile(tlsCertificate), key: await readFile(tlsKey), ...ca };
}

/** Adds what the kernel has dropped before we read it to the counters, for those who look at them. */
export async function countKernelDrops(listeners: readonly OpenListener[]): Promise<void> {
  for (const { listener } of listeners) {
    if ('countKernelDrops' in listener) await listener.countKernelDrops();
  }
}

/** `host:port` or `[v6]:port`. */
export function splitEndpoint(endpoint: string): { host: string; port: number } {
  const colon = endpoint.lastIndexOf(':');
  return { host: endpoint.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(endpoint.slice(colon + 1)) };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
