import { useCallback, useSyncExternalStore } from 'react';

/** A text kept in localStorage and shared by every part of the page that reads it. Null when nothing is kept. */
export function useStored(key: string): readonly [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(
    useCallback((notify) => subscribe(key, notify), [key]),
    () => localStorage.getItem(key),
  );
  const set = useCallback((next: string | null) => writeStored(key, next), [key]);
  return [value, set];
}

export function writeStored(key: string, value: string | null): void {
  if (value === null) localStorage.removeItem(key);
  else localStorage.setItem(key, value);
  for (const notify of listeners.get(key) ?? []) notify();
}

/** Reads kept JSON; anything unreadable counts as nothing kept. */
export const readStoredJson = (key: string): unknown => readJson(localStorage.getItem(key));

export function readJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const listeners = new Map<string, Set<() => void>>();

function subscribe(key: string, notify: () => void): () => void {
  const set = listeners.get(key) ?? new Set();
  set.add(notify);
  listeners.set(key, set);
  const onStorage = (event: StorageEvent): void => {
    if (event.key === key) notify();
  };
  window.addEventListener('storage', onStorage);
  return () => {
    set.delete(notify);
    window.removeEventListener('storage', onStorage);
  };
}
