import { everySlot, type EventView, type Texts } from './event-view.ts';
import { refers } from './evaluate.ts';
import { isNull, namesOf, type FieldAliases } from './field.ts';
import { compilePattern, shapeOf } from './glob.ts';
import { inNetwork } from './network.ts';
import { foldPattern } from './pattern.ts';
import { compileRegex, type Regex } from './regex/index.ts';
import { compare, readNumber, timePart } from './time-part.ts';
import type { RuleNode, ValueTest } from './rule.ts';

/** A compiled tree: asks the event that the view is turned to. */
export type Predicate = (view: EventView) => boolean;

/** Gives every field that rules read its slot in the view. */
export interface SlotTable {
  readonly slotOf: (field: string | null, aliases: FieldAliases) => number;
  /** Names by slot, for `createEventView`. */
  readonly slots: () => readonly (readonly string[])[];
}

export function createSlotTable(): SlotTable {
  const slots: (readonly string[])[] = [[]];
  const numbers = new Map<string, number>();
  return {
    slotOf(field, aliases) {
      if (field === null) return everySlot;
      const names = namesOf(field, aliases);
      const key = names.join('\0');
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, slots.length);
      slots.push(names);
      return slots.length - 1;
    },
    slots: () => slots,
  };
}

/** Compiles a tree to a closure. */
export function compileNode(node: RuleNode, table: SlotTable, aliases: FieldAliases): Predicate {
  switch (node.kind) {
    case 'and':
      return every(node.nodes.map((child) => compileNode(child, table, aliases)));
    case 'or':
      return some(compileAlternatives(node.nodes, table, aliases));
    case 'not': {
      const inner = compileNode(node.node, table, aliases);
      return (view) => !inner(view);
    }
    case 'test':
      return compileTest(node.test, table.slotOf(node.field, aliases), table, aliases);
  }
}

function every(predicates: readonly Predicate[]): Predicate {
  return (view) => {
    for (const predicate of predicates) if (!predicate(view)) return false;
    return true;
  };
}

function some(predicates: readonly Predicate[]): Predicate {
  const [first] = predicates;
  if (predicates.length === 1 && first !== undefined) return first;
  return (view) => {
    for (const predicate of predicates) if (predicate(view)) return true;
    return false;
  };
}

/** Alternatives that compare one field with whole texts become one look-up. */
function compileAlternatives(
  nodes: readonly RuleNode[],
  table: SlotTable,
  aliases: FieldAliases,
): Predicate[] {
  const wholes = new Map<number, Set<string>>();
  const others: Predicate[] = [];
  for (const node of nodes) {
    const whole = wholeText(node);
    if (whole === null || node.kind !== 'test') {
      others.push(compileNode(node, table, aliases));
    } else {
      const slot = table.slotOf(node.field, aliases);
      const known = wholes.get(slot) ?? new Set();
      wholes.set(slot, known.add(whole));
    }
  }
  const lookups = [...wholes].map(
    ([slot, known]): Predicate =>
      (view) =>
        anyOf(view.folded(slot), (text) => known.has(text)),
  );
  return [...lookups, ...others];
}

function wholeText(node: RuleNode): string | null {
  if (node.kind !== 'test' || node.test.kind !== 'pattern' || node.test.cased) return null;
  const shape = shapeOf(foldPattern(node.test.pattern));
  return shape.kind === 'equals' ? shape.text : null;
}

function anyOf(texts: Texts, test: (text: string) => boolean): boolean {
  if (typeof texts === 'string') return test(texts);
  if (texts === null) return false;
  for (const text of texts) if (test(text)) return true;
  return false;
}

function compileTest(test: ValueTest, slot: number, table: SlotTable, aliases: FieldAliases): Predicate {
  switch (test.kind) {
    case 'pattern': {
      if (test.cased) return onTexts(slot, compilePattern(test.pattern));
      const matches = compilePattern(foldPattern(test.pattern));
      return (view) => anyOf(view.folded(slot), matches);
    }
    case 'regex':
      return compileRegexTest(test.regex, slot);
    case 'cidr':
      return onTexts(slot, (text) => inNetwork(test.network, text));
    case 'compare':
      return onTexts(slot, (text) => {
        const number = readNumber(text);
        return number !== null && compare(test.operator, number, test.value);
      });
    case 'time-part':
      return onTexts(slot, (text) => {
        const part = timePart(test.part, text);
        return part !== null && compare(test.operator, part, test.value);
      });
    case 'null':
      return (view) => isNull(view.value(slot));
    case 'exists':
      return (view) => (view.value(slot) !== undefined) === test.expected;
    case 'field-reference':
      return compileReference(test, slot, table.slotOf(test.other, aliases));
  }
}

const onTexts =
  (slot: number, test: (text: string) => boolean): Predicate =>
  (view) =>
    anyOf(view.texts(slot), test);

/** The literals that the pattern needs are looked for first, on the folded text that other rules use too. */
function compileRegexTest(regex: Regex, slot: number): Predicate {
  const compiled = compileRegex(regex);
  if (!compiled.ok) return () => false;
  const { required, test } = compiled.value;
  if (required === null) return onTexts(slot, test);
  const mayMatch = (text: string): boolean => required.some((literal) => text.includes(literal));
  return (view) => anyOf(view.folded(slot), mayMatch) && anyOf(view.texts(slot), test);
}

function compileReference(
  test: Extract<ValueTest, { kind: 'field-reference' }>,
  slot: number,
  other: number,
): Predicate {
  const read = (view: EventView, at: number): Texts => (test.cased ? view.texts(at) : view.folded(at));
  return (view) => {
    const others = read(view, other);
    return anyOf(read(view, slot), (text) => anyOf(others, (wanted) => refers(test.mode, text, wanted)));
  };
}
