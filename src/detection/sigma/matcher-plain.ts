import type { JsonObject } from '../event-types.ts';
import { createSlotTable } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { createEventView } from './event-view.ts';
import { compileExplanation, type MatchedField } from './explain.ts';
import type { FieldAliases } from './field.ts';
import type { Matcher } from './match.ts';
import { aliasesFor, sourcesOf } from './routing.ts';
import type { SigmaRule } from './rule.ts';

/** Judges each event by walking every rule's tree: slow, and the yardstick of the indexed matcher. */
export function createPlainMatcher(rules: readonly SigmaRule[]): Matcher {
  return (event) => {
    const sources = sourcesOf(event);
    return rules.flatMap((rule) => {
      const aliases = aliasesFor(rule.logSource, sources);
      if (aliases === null || !evaluate(rule.tree, event.record, aliases)) return [];
      return [{ rule, fields: explain(rule, event.record, aliases), aliases }];
    });
  };
}

/** Why a rule matches a record. The record must match. */
export function explain(rule: SigmaRule, record: JsonObject, aliases: FieldAliases): readonly MatchedField[] {
  const table = createSlotTable();
  const explanation = compileExplanation(rule.tree, table, aliases);
  const view = createEventView(table.slots());
  view.turnTo(record);
  return explanation(view);
}
