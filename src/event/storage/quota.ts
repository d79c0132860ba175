import { dayMs, hourMs } from '../../kernel/index.ts';

/** What happens when a company's quota is full: staff is told, or the company's oldest events go before their time too. */
export const quotaActions = ['warn', 'remove_oldest'] as const;
export type QuotaAction = (typeof quotaActions)[number];

/** `warn` from 80 % on, `full` from 100 % on. */
export const quotaLevels = ['ok', 'warn', 'full'] as const;
export type QuotaLevel = (typeof quotaLevels)[number];

/** From this share of a quota on, staff is warned. */
export const warnShare = 0.8;
/** Removing goes down to this share of the quota, so that it does not begin again at once. */
const removeToShare = 0.95;
/** What was received in this time is never removed for a quota: work on it may not have begun. */
const keptForSureMs = 2 * dayMs;
/** The same level is mailed again only after this long. */
const mailPauseMs = 24 * hourMs;

export function quotaLevel(bytes: number, quotaBytes: number | null): QuotaLevel {
  if (quotaBytes === null || bytes < warnShare * quotaBytes) return 'ok';
  return bytes < quotaBytes ? 'warn' : 'full';
}

/** The last mail about a company's quota. */
export interface QuotaMail {
  readonly level: QuotaLevel;
  readonly at: Date | null;
}

/** Whether staff is mailed: when it gets worse, and of the same or a lesser level not again for a day. */
export function isQuotaMailDue(before: QuotaLevel, level: QuotaLevel, last: QuotaMail, now: Date): boolean {
  const isWorse = (one: QuotaLevel, other: QuotaLevel): boolean =>
    quotaLevels.indexOf(one) > quotaLevels.indexOf(other);
  if (!isWorse(level, before)) return false;
  return last.at === null || isWorse(level, last.level) || now.getTime() - last.at.getTime() >= mailPauseMs;
}

/** What a company received on one day (UTC, its start) and still has stored. */
export interface DayOfEvents {
  readonly day: Date;
  readonly bytes: number;
}

/**
 * The time before which a company's events have to go so that the rest fits its quota: whole days, the oldest first.
 * Null when nothing has to go, or nothing may. `days` in order.
 */
export function removalCutoff(days: readonly DayOfEvents[], quotaBytes: number, now: Date): Date | null {
  const total = days.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total < quotaBytes) return null;
  const latest = now.getTime() - keptForSureMs;
  let rest = total;
  let cutoff: Date | null = null;
  for (const { day, bytes } of days) {
    const next = day.getTime() + dayMs;
    if (rest <= removeToShare * quotaBytes || next > latest) break;
    rest -= bytes;
    cutoff = new Date(next);
  }
  return cutoff;
}
