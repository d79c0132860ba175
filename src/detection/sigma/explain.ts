import { compileNode, compileTextTest, type Predicate, type SlotTable } from './compile.ts';
import type { EventView } from './event-view.ts';
import type { FieldAliases } from './field.ts';
import type { RuleNode, ValueTest } from './rule.ts';

/** A field that made a rule match; `field` is null for a keyword. `value` is cut to 1,024 characters. */
export interface MatchedField {
  readonly field: string | null;
  readonly value: string;
}

/** Bounds on an explanation. */
const maxFields = 32;
const maxValueLength = 1_024;

type Collect = (view: EventView, found: Map<string, MatchedField>) => void;

/**
 * Compiles what explains a match: the fields whose tests hold outside every `not`, with the text that made each hold
 * (empty for `null` and `exists`). To be asked only of events that the tree matches.
 */
export function compileExplanation(
  tree: RuleNode,
  table: SlotTable,
  aliases: FieldAliases,
): (view: EventView) => readonly MatchedField[] {
  const collect = compileCollect(tree, table, aliases);
  return (view) => {
    const found = new Map<string, MatchedField>();
    collect(view, found);
    return [...found.values()].slice(0, maxFields);
  };
}

function compileCollect(node: RuleNode, table: SlotTable, aliases: FieldAliases): Collect {
  switch (node.kind) {
    case 'not':
      return () => undefined;
    case 'test':
      return compileTestCollect(node.field, node.test, table, aliases);
    case 'and': {
      const children = node.nodes.map((child) => compileCollect(child, table, aliases));
      return (view, found) => {
        for (const collect of children) collect(view, found);
      };
    }
    case 'or': {
      const children = node.nodes.map((child): readonly [Predicate, Collect] => [
        compileNode(child, table, aliases),
        compileCollect(child, table, aliases),
      ]);
      return (view, found) => {
        for (const [holds, collect] of children)
          if (found.size < maxFields && holds(view)) collect(view, found);
      };
    }
  }
}

function compileTestCollect(
  field: string | null,
  test: ValueTest,
  table: SlotTable,
  aliases: FieldAliases,
): Collect {
  const slot = table.slotOf(field, aliases);
  const put = (found: Map<string, MatchedField>, text: string): void => {
    const value = text.slice(0, maxValueLength);
    found.set(`${field ?? ''}\0${value}`, { field, value });
  };
  if (test.kind === 'null' || test.kind === 'exists') return (_view, found) => put(found, '');
  if (test.kind === 'field-reference') {
    return (view, found) => {
      const [first] = listOf(view.texts(slot));
      if (first !== undefined) put(found, first);
    };
  }
  const { folded, holds } = compileTextTest(test);
  return (view, found) => {
    const asked = listOf(folded ? view.folded(slot) : view.texts(slot));
    const position = asked.findIndex(holds);
    const text = listOf(view.texts(slot))[position];
    if (text !== undefined) put(found, text);
  };
}

const listOf = (texts: string | readonly string[] | null): readonly string[] =>
  typeof texts === 'string' ? [texts] : (texts ?? []);
