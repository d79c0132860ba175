import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { makeStale } from '../api/refresh.ts';
import type { StreamChange } from '../api/types.ts';

/** Which queries a change makes stale. An obligation or a notice shows on its incident too. */
const staleByTopic: Readonly<Record<StreamChange['topic'], readonly string[]>> = {
  finding: ['finding', 'overview'],
  incident: ['incident', 'finding', 'overview', 'received-notice'],
  obligation: ['obligation', 'incident', 'overview'],
  notice: ['notice', 'incident', 'obligation', 'received-notice'],
  intake: ['intake', 'overview', 'source'],
  rule: ['rule'],
  suppression: ['suppression'],
};
const gatherMs = 250;
/** A stream that comes back within this is not worth a word. */
const patienceMs = 4_000;

/** One stream for the whole page; changes that come together refresh their queries once. False while it is away. */
export function useLiveUpdates(): boolean {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    const stale = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const flush = (): void => {
      timer = null;
      for (const key of stale) void makeStale(client, [key]);
      stale.clear();
    };
    const onChange = (event: MessageEvent<string>): void => {
      const topic = readTopic(event.data);
      if (!topic) return;
      for (const key of staleByTopic[topic]) stale.add(key);
      timer ??= setTimeout(flush, gatherMs);
    };
    const stream = new EventSource('/api/v1/stream');
    stream.addEventListener('change', onChange);
    // The stream has ended because who we are or what we may do has changed: ask, and sign in again if need be.
    const askWhoWeAre = (): void => void client.invalidateQueries({ queryKey: ['session'] });
    stream.addEventListener('access', askWhoWeAre);
    let lost = false;
    let away: ReturnType<typeof setTimeout> | null = null;
    stream.addEventListener('error', () => {
      lost = true;
      if (stream.readyState === EventSource.CLOSED) askWhoWeAre();
      away ??= setTimeout(() => setConnected(false), patienceMs);
    });
    // What happened while the stream was away was not told.
    stream.addEventListener('open', () => {
      if (away !== null) clearTimeout(away);
      away = null;
      setConnected(true);
      if (!lost) return;
      lost = false;
      for (const keys of Object.values(staleByTopic)) for (const key of keys) stale.add(key);
      timer ??= setTimeout(flush, gatherMs);
    });
    return () => {
      stream.close();
      if (timer !== null) clearTimeout(timer);
      if (away !== null) clearTimeout(away);
    };
  }, [client]);
  return connected;
}

function readTopic(data: string): StreamChange['topic'] | null {
  try {
    const change: unknown = JSON.parse(data);
    if (typeof change !== 'object' || change === null || !('topic' in change)) return null;
    const { topic } = change;
    return typeof topic === 'string' && topic in staleByTopic ? (topic as StreamChange['topic']) : null;
  } catch {
    return null;
  }
}
