import type { Refusal } from '../sigma/refusal.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import type { SigmaCorrelation } from './correlation.ts';

/** What a correlation may refer to, and a finding be made of. */
export type AnyRule = SigmaRule | SigmaCorrelation;

/** Finds rules and correlations by id or name; names lose against ids. */
export function targetIndex(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
): ReadonlyMap<string, AnyRule> {
  const all: readonly AnyRule[] = [...rules, ...correlations];
  const named = all.flatMap((target): [string, AnyRule][] =>
    target.name === null ? [] : [[target.name, target]],
  );
  return new Map([...named, ...all.map((target): [string, AnyRule] => [target.id, target])]);
}

/**
 * Drops the correlations that refer to something that is not loaded, or to themselves around a corner, and says so.
 * What refers to a dropped one is dropped too.
 */
export function resolveReferences(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
): { readonly correlations: readonly SigmaCorrelation[]; readonly refused: readonly Refusal[] } {
  const refused: Refusal[] = [];
  let kept = correlations;
  for (let before = -1; before !== kept.length;) {
    before = kept.length;
    const targets = targetIndex(rules, kept);
    kept = kept.filter((correlation) => {
      const missing = correlation.rules.find((reference) => !targets.has(reference));
      if (missing === undefined) return true;
      const { file, line } = correlation;
      const reason = `The correlation refers to "${missing}", which is not loaded.`;
      refused.push({ file, line, code: 'correlation_unknown_rule', reason });
      return false;
    });
  }
  const targets = targetIndex(rules, kept);
  const { sorted, cyclic } = innerFirst(kept, targets);
  for (const { file, line, title } of cyclic) {
    refused.push({
      file,
      line,
      code: 'correlation_cycle',
      reason: `The correlation "${title}" refers to itself, directly or through others.`,
    });
  }
  return { correlations: sorted, refused };
}

/** Orders correlations so that each comes after those that it refers to; what remains is on or behind a cycle. */
function innerFirst(
  correlations: readonly SigmaCorrelation[],
  targets: ReadonlyMap<string, AnyRule>,
): { readonly sorted: readonly SigmaCorrelation[]; readonly cyclic: readonly SigmaCorrelation[] } {
  const sorted: SigmaCorrelation[] = [];
  const done = new Set<string>();
  let waiting = correlations;
  for (let before = -1; before !== waiting.length;) {
    before = waiting.length;
    const ready = waiting.filter((correlation) =>
      correlation.rules.every((reference) => {
        const target = targets.get(reference);
        return target?.kind === 'detection' || (target !== undefined && done.has(target.id));
      }),
    );
    for (const correlation of ready) done.add(correlation.id);
    sorted.push(...ready);
    waiting = waiting.filter((correlation) => !done.has(correlation.id));
  }
  return { sorted, cyclic: waiting };
}
