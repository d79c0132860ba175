import type { RowCondition } from '../../event/index.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import { createDefinitions } from '../sql/definitions.ts';
import { ruleStatement } from '../sql/limits.ts';
import { ruleSql } from '../sql/rule-sql.ts';
import { sqlAnd, sqlOr } from '../sql/sql-text.ts';

/** Most rules that are asked in SQL at once: ClickHouse analyses one in some 20 ms. More are left to the matcher. */
const mostRules = 25;

/** The stored events for which one of the rules may hold: all for which it does, and few others. */
export function rowCondition(rules: readonly SigmaRule[]): RowCondition {
  const definitions = createDefinitions();
  const compiled = rules.map((rule) => ruleSql(rule, definitions));
  const outer = sqlOr(compiled.map(({ source }) => source));
  if (rules.length > mostRules)
    return { outer, from: createDefinitions().from, inner: '1', settings: ruleStatement };
  const inner = sqlOr(
    compiled.map(({ condition, source, unreadable }) => sqlAnd([source, sqlOr([unreadable, condition])])),
  );
  return { outer, from: definitions.from, inner, settings: ruleStatement };
}
