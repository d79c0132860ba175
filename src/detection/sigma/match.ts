import type { JsonObject, ParsedEvent } from '../event-types.ts';
import { evaluate, matchingText } from './evaluate.ts';
import type { FieldAliases } from './field.ts';
import type { RuleNode, SigmaRule } from './rule.ts';

/** A field that made a rule match; `field` is null for a keyword. `value` is cut to `maxValueLength`. */
export interface MatchedField {
  readonly field: string | null;
  readonly value: string;
}

/** A rule that holds for an event. */
export interface RuleMatch {
  readonly rule: SigmaRule;
  readonly fields: readonly MatchedField[];
}

/** Judges events; the matches come in the order of the rules. */
export type Matcher = (event: ParsedEvent) => readonly RuleMatch[];

/** Bounds on an explanation. */
const maxFields = 32;
const maxValueLength = 1_024;

/** Explains a match: the fields whose tests hold outside every `not`. */
export function toMatch(rule: SigmaRule, record: JsonObject, aliases: FieldAliases): RuleMatch {
  const fields = new Map<string, MatchedField>();
  collect(rule.tree, record, aliases, fields);
  return { rule, fields: [...fields.values()] };
}

function collect(
  node: RuleNode,
  record: JsonObject,
  aliases: FieldAliases,
  fields: Map<string, MatchedField>,
): void {
  if (fields.size >= maxFields || node.kind === 'not') return;
  if (node.kind === 'test') {
    const value = matchingText(node.field, node.test, record, aliases)?.slice(0, maxValueLength);
    if (value !== undefined) fields.set(`${node.field ?? ''}\0${value}`, { field: node.field, value });
    return;
  }
  for (const child of node.nodes) {
    if (node.kind === 'and' || evaluate(child, record, aliases)) collect(child, record, aliases, fields);
  }
}
