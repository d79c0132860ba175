import { evaluate } from './evaluate.ts';
import { toMatch, type Matcher } from './match.ts';
import { aliasesFor, sourcesOf } from './routing.ts';
import type { SigmaRule } from './rule.ts';

/** Judges each event by walking every rule's tree: slow, and the yardstick of the indexed matcher. */
export function createPlainMatcher(rules: readonly SigmaRule[]): Matcher {
  return (event) => {
    const sources = sourcesOf(event);
    return rules.flatMap((rule) => {
      const aliases = aliasesFor(rule.logSource, sources);
      if (aliases === null || !evaluate(rule.tree, event.record, aliases)) return [];
      return [toMatch(rule, event.record, aliases)];
    });
  };
}
