import type { RuleDetail } from '../../api/types.ts';

export type Hunt = RuleDetail['hunts'][number];

/** How much of the time that a hunt goes over is done, in full percent. */
export function shareOf({ doneFrom, from, to }: Pick<Hunt, 'doneFrom' | 'from' | 'to'>): number {
  const [begin, done, end] = [from, doneFrom, to].map((iso) => Date.parse(iso));
  if (begin === undefined || done === undefined || end === undefined || end <= begin) return 100;
  return Math.floor(((end - done) / (end - begin)) * 100);
}
