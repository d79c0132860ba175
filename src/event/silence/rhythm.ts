import { dayMs, hourMs } from '../../kernel/index.ts';

/** A rhythm is learned from so much time before the last record. */
export const learnedMs = 28 * dayMs;
/** With less nothing is said about a source: not so long ago its first record, not so many hours in which any came. */
const leastKnownMs = 7 * dayMs;
const leastHours = 10;
/** However regular a source is, an hour may always stay empty. */
const surestHour = 0.9;
/** An hour of the week is seen four times at most; the same hour of all days counts as so many sights more. */
const dayWeight = 2;
/** A silence is called one when chance would bring it once in a thousand times, and when it is more surprising by half than any before. */
const leastSurprise = Math.log(1_000);
const surpriseFactor = 1.5;

/**
 * Whether a source has been silent for longer than its rhythm explains. `hours`: the beginnings of the hours in which something came
 * from it, Unix milliseconds, ascending; the last is that of its last record. False for a source that is not known long enough.
 *
 * How likely each hour of the week is to bring something is learned; a stretch of empty hours is as surprising as all of them
 * together (the negative logarithm of their chance). Nights and weekends are no surprise where they were quiet before, and
 * whatever pause there was in the time that is learned from raises what is called a silence.
 */
export function isUnusuallySilent(hours: readonly number[], now: number): boolean {
  const last = hours.at(-1);
  if (last === undefined) return false;
  const known = hours.filter((hour) => hour > last - learnedMs);
  const [first = last] = known;
  if (last - first < leastKnownMs || known.length < leastHours) return false;
  const surprise = surpriseIn(new Set(known), first, last);
  let longest = 0;
  for (const [at, hour] of known.entries())
    longest = Math.max(longest, surprise(hour, known[at + 1] ?? hour));
  // The hour that runs may still bring something.
  const until = Math.min(now - (now % hourMs), last + learnedMs);
  return surprise(last, until) >= Math.max(leastSurprise, surpriseFactor * longest);
}

const hourOfWeek = (hour: number): number => (hour / hourMs) % 168;
const hourOfDay = (hour: number): number => (hour / hourMs) % 24;

/** How surprising it is that all hours between two are empty. */
function surpriseIn(active: ReadonlySet<number>, first: number, last: number) {
  const week = { seen: new Float64Array(168), active: new Float64Array(168) };
  const day = { seen: new Float64Array(24), active: new Float64Array(24) };
  for (let hour = first; hour <= last; hour += hourMs) {
    const isActive = active.has(hour) ? 1 : 0;
    add(week, hourOfWeek(hour), isActive);
    add(day, hourOfDay(hour), isActive);
  }
  const chance = (hour: number): number => {
    const [w, d] = [hourOfWeek(hour), hourOfDay(hour)];
    const daily = (day.active[d] ?? 0) / Math.max(1, day.seen[d] ?? 0);
    const both = ((week.active[w] ?? 0) + dayWeight * daily) / ((week.seen[w] ?? 0) + dayWeight);
    return Math.min(surestHour, both);
  };
  return (after: number, before: number): number => {
    let sum = 0;
    for (let hour = after + hourMs; hour < before; hour += hourMs) sum -= Math.log(1 - chance(hour));
    return sum;
  };
}

interface Sights {
  readonly seen: Float64Array;
  readonly active: Float64Array;
}

function add({ active, seen }: Sights, at: number, isActive: number): void {
  seen[at] = (seen[at] ?? 0) + 1;
  active[at] = (active[at] ?? 0) + isActive;
}
