import type { RowCondition } from '../../event/index.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import { createDefinitions } from '../sql/definitions.ts';
import { ruleStatement } from '../sql/limits.ts';
import { neededTexts } from '../sql/needed-texts.ts';
import { ruleSource, ruleSql } from '../sql/rule-sql.ts';
import { sqlAnd, sqlOr } from '../sql/sql-text.ts';

/**
 * Most rules, expressions and characters that are asked in SQL at once: ClickHouse analyses a rule in some 20 ms, and
 * nothing ends an analysis. More is left to the matcher.
 */
const most = { rules: 25, expressions: 1_000, characters: 1_000_000 } as const;

/**
 * The stored events for which one of the rules may hold: all for which it does, and few others. Where texts can be asked that a
 * record must hold, that is all that is asked: reading what has them costs less than taking records apart in SQL (some 80 µs each).
 */
export function rowCondition(rules: readonly SigmaRule[]): RowCondition {
  if (rules.length > most.rules || neededTexts(rules) !== '1') return outerCondition(rules);
  const definitions = createDefinitions();
  const inner = sqlOr(
    rules.map((rule) => {
      const { condition, source, unreadable } = ruleSql(rule, definitions);
      return sqlAnd([source, sqlOr([unreadable, condition])]);
    }),
  );
  if (definitions.size() > most.expressions || inner.length > most.characters) return outerCondition(rules);
  return { ...outerCondition(rules), from: definitions.from, inner };
}

/** The stored events that could be for one of the rules by their log source and by the texts that they hold. */
export function outerCondition(rules: readonly SigmaRule[]): RowCondition {
  const definitions = createDefinitions();
  const sources = sqlOr(rules.map((rule) => ruleSource(rule.logSource)));
  const outer = sqlAnd([sources, neededTexts(rules)]);
  return { outer, from: definitions.from, inner: '1', settings: ruleStatement };
}
