import { useEffect, useId, useSyncExternalStore } from 'react';

/** Something that can be done on the page that is open; ⌘K offers it. */
export interface PageAction {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

const registered = new Map<string, readonly PageAction[]>();
let all: readonly PageAction[] = [];
const listeners = new Set<() => void>();

function change(key: string, actions: readonly PageAction[] | null): void {
  if (actions === null) registered.delete(key);
  else registered.set(key, actions);
  all = [...registered.values()].flat();
  for (const notify of listeners) notify();
}

/** Offers actions while the component that names them is shown. */
export function usePageActions(actions: readonly PageAction[]): void {
  const key = useId();
  useEffect(() => {
    change(key, actions);
  });
  useEffect(() => () => change(key, null), [key]);
}

/** What can be done on this page now. */
export const useActionsOfPage = (): readonly PageAction[] =>
  useSyncExternalStore(
    (notify) => {
      listeners.add(notify);
      return () => listeners.delete(notify);
    },
    () => all,
  );
