import type { AttackCoverage, AttackTechnique } from '../../api/types.ts';
import type { CoverageView } from './coverage-view.ts';

export interface MatrixCell {
  readonly technique: AttackTechnique;
  readonly subs: readonly AttackTechnique[];
}

/** A column of the matrix; `name` is null for what no tactic is known of. */
export interface MatrixColumn {
  readonly name: string | null;
  readonly title: string;
  readonly cells: readonly MatrixCell[];
  readonly covered: number;
  readonly total: number;
}

/** How much a cell is filled: by rules in force, or by none with others saved, or by nothing. */
export type Fill = 'gap' | 'idle' | 'few' | 'some' | 'many' | 'most';

const someFrom = 2;
const manyFrom = 5;
const mostFrom = 10;

export function fillOf({ disabled, drafts, inForce }: AttackTechnique['all']): Fill {
  if (inForce === 0) return drafts + disabled > 0 ? 'idle' : 'gap';
  if (inForce < someFrom) return 'few';
  if (inForce < manyFrom) return 'some';
  return inForce < mostFrom ? 'many' : 'most';
}

const isCovered = ({ all }: AttackTechnique): boolean => all.inForce > 0;

const isShown = (technique: AttackTechnique, view: CoverageView): boolean =>
  view === 'all' || isCovered(technique) === (view === 'covered');

/** The matrix: tactics as columns, techniques with their sub-techniques in each that they serve, best covered first, or, where gaps are looked for, last. */
export function columnsOf(
  { tactics, techniques }: AttackCoverage,
  view: CoverageView,
  noTactic: string,
): readonly MatrixColumn[] {
  const subs = new Map<string, AttackTechnique[]>();
  for (const each of techniques)
    if (each.parent !== null) subs.set(each.parent, [...(subs.get(each.parent) ?? []), each]);
  const tops = techniques.filter(({ parent }) => parent === null);
  const columns = [...tactics.map(({ name, title }) => ({ name, title })), { name: null, title: noTactic }];
  return columns
    .map(({ name, title }): MatrixColumn => {
      const own = tops.filter((each) =>
        name === null ? each.tactics.length === 0 : each.tactics.includes(name),
      );
      const cells = own
        .map((technique) => ({ technique, subs: shownSubs(subs.get(technique.id) ?? [], name, view) }))
        .filter(({ subs: below, technique }) => isShown(technique, view) || below.length > 0)
        .toSorted((a, b) => (b.technique.all.inForce - a.technique.all.inForce) * (view === 'gaps' ? -1 : 1));
      return { name, title, cells, covered: own.filter(isCovered).length, total: own.length };
    })
    .filter(({ name, total }) => name !== null || total > 0);
}

/** A sub-technique may serve fewer tactics than its technique. */
const shownSubs = (
  subs: readonly AttackTechnique[],
  tactic: string | null,
  view: CoverageView,
): readonly AttackTechnique[] =>
  subs.filter(
    (each) =>
      isShown(each, view) && (tactic === null || each.tactics.length === 0 || each.tactics.includes(tactic)),
  );

export interface CoverageSummary {
  readonly covered: number;
  readonly idle: number;
  readonly gaps: number;
}

/** Techniques, without their sub-techniques, by whether anything covers them. */
export function summaryOf({ techniques }: AttackCoverage): CoverageSummary {
  const tops = techniques.filter(({ parent }) => parent === null).map(({ all }) => fillOf(all));
  const idle = tops.filter((fill) => fill === 'idle').length;
  const gaps = tops.filter((fill) => fill === 'gap').length;
  return { covered: tops.length - idle - gaps, idle, gaps };
}
