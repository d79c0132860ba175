import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { startServer, tokenClient, type ApiClient } from '../src/app/demo/index.ts';

/** A fresh server on a data folder of its own, with one company and a source of each kind. */
export interface Target {
  readonly url: string;
  readonly api: ApiClient;
  readonly companyId: string;
  readonly httpToken: string;
  readonly syslogToken: string;
  readonly syslogPort: number;
  /** Events of the company that a search finds in the hours around now; `q` narrows it. */
  countQueryable(q?: string): Promise<number>;
  /** Waits until so many events are found, then returns. */
  waitForQueryable(count: number): Promise<void>;
}

const startLimitMs = 180_000;
const wholeLimitMs = 1_800_000;
/** After the last byte was sent. */
const queryableLimitMs = 120_000;
const pollMs = 20;
const hourMs = 3_600_000;

const idReply = z.object({ id: z.string() });
const sourceReply = z.object({ token: z.string() });
const histogramReply = z.object({ total: z.number() });
const statusReply = z.object({ listeners: z.array(z.object({ transport: z.string(), port: z.number() })) });

/** Starts the server with all content rules, `settings` in its environment, ports of its own choice and quiet logs; ends with `ends`. */
export async function startTarget(
  root: string,
  ends: AsyncDisposableStack,
  settings: Readonly<Record<string, string>>,
): Promise<Target> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'));
  ends.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const env = {
    ...settings,
    TOCSIN_HTTP_PORT: '0',
    TOCSIN_SYSLOG_UDP: '127.0.0.1:0',
    TOCSIN_SYSLOG_TCP: '127.0.0.1:0',
    TOCSIN_SYSLOG_RELP: '127.0.0.1:0',
    TOCSIN_LOG_LEVEL: 'warn',
    TOCSIN_LOG_FORMAT: 'json',
  };
  const server = await startServer({ root, dataFolder, env, signal: AbortSignal.timeout(startLimitMs) });
  ends.defer(() => server.process?.stop());
  const api = tokenClient(server.url, server.token, AbortSignal.timeout(wholeLimitMs));
  const { id: companyId } = await api.post(
    '/companies',
    { name: 'Bench', slug: 'bench', locale: 'en' },
    idReply,
  );
  const makeSource = async (kind: 'http' | 'syslog'): Promise<string> =>
    (await api.post('/sources', { companyId, name: kind, kind, addresses: [] }, sourceReply)).token;
  const [httpToken, syslogToken] = [await makeSource('http'), await makeSource('syslog')];
  const { listeners } = await api.get('/intake/status', statusReply);
  const syslogPort = listeners.find(({ transport }) => transport === 'tcp')?.port;
  if (syslogPort === undefined) throw new Error('The server has no TCP listener for syslog.');
  const countQueryable = async (q = ''): Promise<number> => {
    const from = new Date(Date.now() - hourMs).toISOString();
    const to = new Date(Date.now() + hourMs).toISOString();
    const query = new URLSearchParams({ companyId, from, to, buckets: '2', q });
    return (await api.get(`/events/histogram?${query.toString()}`, histogramReply)).total;
  };
  const waitForQueryable = async (count: number): Promise<void> => {
    const until = performance.now() + queryableLimitMs;
    for (let found = await countQueryable(); found < count; found = await countQueryable()) {
      if (performance.now() > until) throw new Error(`Only ${found} of ${count} events can be found.`);
      await delay(pollMs);
    }
  };
  return {
    url: server.url,
    api,
    companyId,
    httpToken,
    syslogToken,
    syslogPort,
    countQueryable,
    waitForQueryable,
  };
}
