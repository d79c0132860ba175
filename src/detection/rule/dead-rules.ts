import type { LogSource } from '../event-types.ts';
import type { SigmaCorrelation } from '../correlation/correlation.ts';
import { targetIndex } from '../correlation/references.ts';
import { isFed } from '../sigma/fed.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { SigmaRule } from '../sigma/rule.ts';

/** A log source that stored events have, and when the newest of them happened. */
export interface HeardSource {
  readonly source: LogSource;
  readonly lastAt: Date;
}

/** A rule in force that no event can have reached. */
export interface DeadRule {
  readonly rule: SigmaRule | SigmaCorrelation;
  /** When the newest event of its log sources happened; null: there is none in what was looked at. */
  readonly lastEventAt: Date | null;
}

/**
 * The rules that cannot have fired, because nothing of their log sources happened since a time; and the correlations of which
 * none of the rules could. Event ids and channels, which routes also ask for, are not looked at.
 */
export function deadRules(
  { correlations, rules }: Pick<RuleSet, 'rules' | 'correlations'>,
  heard: readonly HeardSource[],
  since: Date,
): readonly DeadRule[] {
  const lastAt = new Map(rules.map((rule) => [rule.id, lastOf(rule.logSource, heard)]));
  const targets = targetIndex(rules, correlations);
  const lastBelow = (correlation: SigmaCorrelation): Date | null =>
    newest(
      correlation.rules.flatMap((reference) => {
        const target = targets.get(reference);
        if (target === undefined) return [];
        return [target.kind === 'detection' ? (lastAt.get(target.id) ?? null) : lastBelow(target)];
      }),
    );
  const isDead = (at: Date | null): boolean => at === null || at < since;
  return [
    ...rules.map((rule): DeadRule => ({ rule, lastEventAt: lastAt.get(rule.id) ?? null })),
    ...correlations.map((rule): DeadRule => ({ rule, lastEventAt: lastBelow(rule) })),
  ].filter(({ lastEventAt }) => isDead(lastEventAt));
}

const lastOf = (logSource: LogSource, heard: readonly HeardSource[]): Date | null =>
  newest(heard.filter(({ source }) => isFed(logSource, [source])).map((each) => each.lastAt));

const newest = (times: readonly (Date | null)[]): Date | null =>
  times.reduce((last, at) => (last === null || (at !== null && at > last) ? at : last), null);
