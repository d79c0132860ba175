import type { JsonObject } from '../event-types.ts';
import { matchingText } from '../sigma/evaluate.ts';
import { findField, namesOf, textsOf, type FieldAliases } from '../sigma/field.ts';
import type { Scalar } from '../sigma/item.ts';
import { readingOf, type Reading } from '../sigma/reading.ts';
import type { DetectionItem } from '../sigma/tree-builder.ts';
import type { Outline } from './outline.ts';

/** Bounds on what is shown of one field: texts and values, and characters of each. */
const maxShown = 10;
const maxLength = 1_024;

/** Texts, the first of them shown. */
export interface ShownTexts {
  readonly count: number;
  readonly shown: readonly string[];
}

/** A field as an event has it. */
export interface ReadField {
  /** As the rule spells it. */
  readonly field: string;
  /** The name under which the event has it; null when it does not. */
  readonly foundAs: string | null;
  readonly texts: ShownTexts;
}

/** What one `field|modifiers: values` of a rule came to on an event. */
export interface ExplainedItem {
  readonly kind: 'item';
  readonly holds: boolean;
  /** As the rule spells it, modifiers included; empty for a keyword search. */
  readonly key: string;
  /** Null for a keyword search, which asks every text of the event. */
  readonly read: ReadField | null;
  /** The other fields that `fieldref` compares with. */
  readonly others: readonly ReadField[];
  /** All values must hold, not one of them; and whether the whole is turned round (`neq`). */
  readonly all: boolean;
  readonly negated: boolean;
  /** The rule's values that hold on this event, and those that do not, as the rule spells them. */
  readonly holding: ShownTexts;
  readonly failing: ShownTexts;
}

/** An outline with what each part of it came to on an event. */
export type ExplainedNode =
  | { readonly kind: 'and' | 'or'; readonly holds: boolean; readonly nodes: readonly ExplainedNode[] }
  | { readonly kind: 'not'; readonly holds: boolean; readonly node: ExplainedNode }
  | {
      readonly kind: 'selection';
      readonly holds: boolean;
      readonly name: string;
      readonly node: ExplainedNode;
    }
  | ExplainedItem;

/** Says of every part of a rule whether it holds on a record, and what it read. Nothing is left out for being decided. */
export const explain = (outline: Outline, record: JsonObject, aliases: FieldAliases): ExplainedNode =>
  explainPart(outline, { record, reading: readingOf(record), aliases });

interface Asked {
  readonly record: JsonObject;
  readonly reading: Reading;
  readonly aliases: FieldAliases;
}

function explainPart(outline: Outline, asked: Asked): ExplainedNode {
  switch (outline.kind) {
    case 'and':
    case 'or': {
      const nodes = outline.nodes.map((node) => explainPart(node, asked));
      const isHeld = (node: ExplainedNode): boolean => node.holds;
      const holds = outline.kind === 'and' ? nodes.every(isHeld) : nodes.some(isHeld);
      return { kind: outline.kind, holds, nodes };
    }
    case 'not': {
      const node = explainPart(outline.node, asked);
      return { kind: 'not', holds: !node.holds, node };
    }
    case 'selection': {
      const node = explainPart(outline.node, asked);
      return { kind: 'selection', holds: node.holds, name: outline.name, node };
    }
    case 'item':
      return explainItem(outline.item, asked);
  }
}

function explainItem(item: DetectionItem, { record, reading, aliases }: Asked): ExplainedItem {
  const { all, field, key, negated, values } = item;
  const held = values.map(({ tests }) =>
    tests.some((test) => matchingText(field, test, reading, aliases) !== null),
  );
  const joined = all ? held.every(Boolean) : held.some(Boolean);
  const written = (holding: boolean): ShownTexts =>
    shown(values.filter((_, index) => held[index] === holding).map((value) => spelled(value.written)));
  const referred = new Set(
    values.flatMap(({ tests }) =>
      tests.flatMap((test) => (test.kind === 'field-reference' ? [test.other] : [])),
    ),
  );
  return {
    kind: 'item',
    holds: negated ? !joined : joined,
    key,
    read: field === null ? null : readField(field, record, aliases),
    others: [...referred].slice(0, maxShown).map((other) => readField(other, record, aliases)),
    all,
    negated,
    holding: written(true),
    failing: written(false),
  };
}

function readField(field: string, record: JsonObject, aliases: FieldAliases): ReadField {
  const foundAs = namesOf(field, aliases).find((name) => findField(record, [name]) !== undefined) ?? null;
  const value = foundAs === null ? undefined : findField(record, [foundAs]);
  return { field, foundAs, texts: shown(textsOf(value)) };
}

const spelled = (value: Scalar): string => (value === null ? 'null' : String(value));

const shown = (texts: readonly string[]): ShownTexts => ({
  count: texts.length,
  shown: texts.slice(0, maxShown).map((text) => text.slice(0, maxLength)),
});
