import { hourMs, minuteMs, dayMs } from '../kernel/index.ts';

/** Failures in a row that an account may have before it is locked for a time. */
export const failuresBeforeLock = 5;
/** The longest lock. It grows by doubling, from a minute, with each further failure. */
export const longestLockMs = hourMs;
/** After this long without a failure, counting starts anew. */
export const forgetFailuresMs = dayMs;

export interface SignInAttempts {
  /** Attempts in a row that have not succeeded. */
  readonly failures: number;
  readonly lastAt: Date;
  readonly lockedUntil: Date | null;
}

export type AttemptDecision =
  | { readonly kind: 'locked'; readonly retryAfterMs: number }
  | { readonly kind: 'allowed'; readonly next: SignInAttempts };

/**
 * May this account be tried now? An allowed attempt is charged as a failure before the password is even looked at,
 * so that attempts made at the same moment count too; a success clears the charge. An attempt on a locked account is
 * not charged, so nobody can keep an account locked for ever.
 */
export function chargeAttempt(before: SignInAttempts | null, now: Date): AttemptDecision {
  if (before?.lockedUntil && before.lockedUntil > now) {
    return { kind: 'locked', retryAfterMs: before.lockedUntil.getTime() - now.getTime() };
  }
  const forgotten = before === null || now.getTime() - before.lastAt.getTime() > forgetFailuresMs;
  const failures = (forgotten ? 0 : before.failures) + 1;
  const lockMs = lockAfter(failures);
  const lockedUntil = lockMs === 0 ? null : new Date(now.getTime() + lockMs);
  return { kind: 'allowed', next: { failures, lastAt: now, lockedUntil } };
}

/** Milliseconds that an account is locked after so many failures in a row; 0: not at all. */
export function lockAfter(failures: number): number {
  if (failures < failuresBeforeLock) return 0;
  return Math.min(minuteMs * 2 ** Math.min(failures - failuresBeforeLock, 10), longestLockMs);
}
