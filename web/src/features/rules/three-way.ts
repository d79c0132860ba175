import type { RuleDetail } from '../../api/types.ts';

/** Two of the three texts of an overlay whose shipped rule has changed. */
export interface Way {
  readonly name: 'upgrade' | 'own' | 'now';
  readonly before: { readonly label: string; readonly text: string };
  readonly after: { readonly label: string; readonly text: string };
}

interface Names {
  readonly base: string;
  readonly shipped: string;
  readonly own: string;
}

/** What the upgrade changed, what we changed, and where that leaves both; without a base only the last. */
export function waysOf({ newest, shipped }: RuleDetail, names: Names): readonly Way[] {
  if (newest === null || shipped === null) return [];
  const own = { label: names.own, text: newest.yaml };
  const now = { label: names.shipped, text: shipped.yaml };
  const last: Way = { name: 'now', before: own, after: now };
  if (newest.base === null) return [last];
  const base = { label: names.base, text: newest.base.yaml };
  return [{ name: 'upgrade', before: base, after: now }, { name: 'own', before: base, after: own }, last];
}
