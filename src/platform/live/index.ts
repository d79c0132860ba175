import { sql } from 'kysely';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ConnectionSettings, Tx } from '../postgres/index.ts';

const channel = 'tocsin_change';
const reconnectMs = 1_000;

const changeSchema = z.object({ topic: z.string(), id: z.string(), companyId: z.string().nullable() });

/** Says that something changed, so that open pages can ask again; carries no content. */
export type Change = z.infer<typeof changeSchema>;

/** Announces a change to every process; listeners hear it when the transaction commits. */
export async function announce(tx: Tx, change: Change): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(change)})`.execute(tx);
}

export interface LiveChanges {
  /** Returns the function that ends the subscription. */
  subscribe(listener: (change: Change) => void): () => void;
  stop(): Promise<void>;
}

/** Listens for changes of all processes; after a lost connection it listens again. */
export async function listenForChanges(settings: ConnectionSettings, log: Logger): Promise<LiveChanges> {
  const listeners = new Set<(change: Change) => void>();
  const stopping = new AbortController();
  let client: Client | null = null;
  let retry: NodeJS.Timeout | null = null;
  const reconnectLater = (): void => {
    if (stopping.signal.aborted || retry !== null) return;
    retry = setTimeout(() => {
      retry = null;
      connect().catch(reconnectLater);
    }, reconnectMs);
  };
  const connect = async (): Promise<void> => {
    const next = new Client(settings);
    next.on('error', (error) => {
      log.warn({ err: error }, 'lost the connection that listens for changes');
      reconnectLater();
    });
    next.on('notification', (message) => {
      const change = changeSchema.safeParse(JSON.parse(message.payload ?? 'null'));
      if (change.success) for (const listener of listeners) listener(change.data);
    });
    await next.connect();
    await next.query(`listen ${channel}`);
    client = next;
  };
  await connect();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      stopping.abort();
      if (retry !== null) clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}
