import { type TriedRule } from '../../api/types.ts';

const dayMs = 86_400_000;

/** How far back a rule may be tried, in days. */
export const tryDays = [1, 7, 30, 90] as const;

/** A bar for each UTC day that was looked through, also for those without a match. */
export function barsOf({
  days,
  from,
  to,
}: Pick<TriedRule, 'from' | 'to' | 'days'>): readonly { readonly at: string; readonly count: number }[] {
  const counts = new Map(days.map(({ day, matches }) => [day, matches]));
  const first = Math.floor(Date.parse(from) / dayMs);
  const last = Math.floor((Date.parse(to) - 1) / dayMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const at = new Date((first + index) * dayMs).toISOString().slice(0, 10);
    return { at, count: counts.get(at) ?? 0 };
  });
}
