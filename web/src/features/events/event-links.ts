import { absoluteRange } from '../../lib/time-range.ts';

const aroundMs = 15 * 60_000;

/** A range wide enough to show what happened before and after an event. */
export function rangeAround(iso: string): string {
  const at = new Date(iso).getTime();
  return absoluteRange(new Date(at - aroundMs), new Date(at + aroundMs));
}
