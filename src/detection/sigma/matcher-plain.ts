import type { JsonObject } from '../event-types.ts';
import { createSlotTable } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { createEventView } from './event-view.ts';
import { compileExplanation, type MatchedField } from './explain.ts';
import type { FieldAliases } from './field.ts';
import type { Matcher } from './match.ts';
import { readingOf } from './reading.ts';
import { aliasesFor, sourcesOf, type EventSource } from './routing.ts';
import type { SigmaRule } from './rule.ts';

/**
 * Judges each event by walking every tree of the rules for its log sources: slow, and the yardstick of the indexed
 * matcher. It takes the log sources from the table for each event, and only remembers which rules they have.
 */
export function createPlainMatcher(rules: readonly SigmaRule[]): Matcher {
  const routed = new Map<string, readonly RoutedRule[]>();
  return (event) => {
    const sources = sourcesOf(event);
    const key = JSON.stringify(sources.map(({ logSource, aliases }) => [logSource, [...aliases]]));
    const own = routed.get(key) ?? route(rules, sources);
    routed.set(key, own);
    const reading = readingOf(event.record);
    return own.flatMap(({ rule, aliases }) =>
      evaluate(rule.tree, reading, aliases)
        ? [{ rule, fields: explain(rule, event.record, aliases), aliases }]
        : [],
    );
  };
}

interface RoutedRule {
  readonly rule: SigmaRule;
  readonly aliases: FieldAliases;
}

const route = (rules: readonly SigmaRule[], sources: readonly EventSource[]): readonly RoutedRule[] =>
  rules.flatMap((rule) => {
    const aliases = aliasesFor(rule.logSource, sources);
    return aliases === null ? [] : [{ rule, aliases }];
  });

/** Why a rule matches a record. The record must match. */
export function explain(rule: SigmaRule, record: JsonObject, aliases: FieldAliases): readonly MatchedField[] {
  const table = createSlotTable();
  const explanation = compileExplanation(rule.tree, table, aliases);
  const view = createEventView(table.slots());
  view.turnTo(record);
  return explanation(view);
}
