import type { ParsedEvent } from '../event-types.ts';
import type { MatchedField } from './explain.ts';
import type { FieldAliases } from './field.ts';
import type { SigmaRule } from './rule.ts';

/** A rule that holds for an event, with the fields that made it hold. */
export interface RuleMatch {
  readonly rule: SigmaRule;
  readonly fields: readonly MatchedField[];
  /** Other names that the rule's fields have in this event; for `entityOf` and `correlationRows`. */
  readonly aliases: FieldAliases;
}

/** Judges events; the matches come in the order of the rules. */
export type Matcher = (event: ParsedEvent) => readonly RuleMatch[];
