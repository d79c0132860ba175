/** How long to wait between restarts: doubling from `initialMs` to `maxMs`, half of it random. */
export interface Backoff {
  /** Wait before the first restart, in milliseconds. */
  readonly initialMs: number;
  /** Longest wait, in milliseconds. */
  readonly maxMs: number;
  /** A child that was ready for this long (milliseconds) counts as healthy: its next wait is `initialMs` again. */
  readonly healthyAfterMs: number;
}

export const defaultBackoff: Backoff = { initialMs: 100, maxMs: 15_000, healthyAfterMs: 60_000 };

/** Wait in milliseconds before restart number `failures` (from 1); `random` gives numbers in [0, 1). */
export function backoffDelayMs(backoff: Backoff, failures: number, random: () => number): number {
  const doublings = Math.min(Math.max(failures - 1, 0), 30);
  const full = Math.min(backoff.initialMs * 2 ** doublings, backoff.maxMs);
  return Math.round(full / 2 + (random() * full) / 2);
}
