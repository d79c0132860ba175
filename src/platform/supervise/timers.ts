/** Timers as an argument: the real ones in the product, moved by hand in tests. */
export interface Timers {
  /** Milliseconds from an arbitrary start that never goes back. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds; the returned function cancels. */
  after(ms: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Waits `ms` milliseconds, or less when `signal` aborts. Never rejects. */
export async function pause(ms: number, timers: Timers, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const wake = (): void => resolve(undefined);
  const cancel = timers.after(ms, wake);
  signal?.addEventListener('abort', wake, { once: true });
  await promise;
  cancel();
  signal?.removeEventListener('abort', wake);
}

/** Repeats `probe` every `everyMs` until it resolves to true (a rejection counts as false) or `signal` aborts. */
export async function pollUntil(
  probe: () => Promise<boolean>,
  everyMs: number,
  signal: AbortSignal,
  timers: Timers = systemTimers,
): Promise<void> {
  while (!signal.aborted) {
    if (await probe().catch(() => false)) return;
    await pause(everyMs, timers, signal);
  }
}
