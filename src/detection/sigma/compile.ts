import { everySlot, type EventView, type Texts } from './event-view.ts';
import { refers } from './evaluate.ts';
import { isNull, namesOf, type FieldAliases } from './field.ts';
import { compilePattern, shapeOf } from './glob.ts';
import { inNetwork } from './network.ts';
import { foldPattern } from './pattern.ts';
import { compileRegex, type Regex } from './regex/index.ts';
import { compare, readNumber, timePart } from './time-part.ts';
import type { CompareOperator, RuleNode, ValueTest } from './rule.ts';

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
    case 'null':
      return (view) => isNull(view.value(slot));
    case 'exists':
      return (view) => (view.value(slot) !== undefined) === test.expected;
    case 'field-reference':
      return compileReference(test, slot, table.slotOf(test.other, aliases));
    case 'regex':
      return compileRegexTest(test.regex, slot);
    default: {
      const { folded, holds } = compileTextTest(test);
      return folded ? (view) => anyOf(view.folded(slot), holds) : (view) => anyOf(view.texts(slot), holds);
    }
  }
}

/** A test of one text, and whether it wants the text folded. */
export interface TextTest {
  readonly folded: boolean;
  readonly holds: (text: string) => boolean;
}

/** Tests that ask one text at a time, without the rest of the event. */
export type TextValueTest = Exclude<ValueTest, { readonly kind: 'null' | 'exists' | 'field-reference' }>;

export function compileTextTest(test: TextValueTest): TextTest {
  switch (test.kind) {
    case 'pattern': {
      const folded = !test.cased;
      return { folded, holds: compilePattern(folded ? foldPattern(test.pattern) : test.pattern) };
    }
    case 'regex': {
      const compiled = compileRegex(test.regex);
      return { folded: false, holds: (text) => compiled.ok && compiled.value.test(text) };
    }
    case 'cidr':
      return { folded: false, holds: (text) => inNetwork(test.network, text) };
    case 'compare':
      return { folded: false, holds: numeric(readNumber, test.operator, test.value) };
    case 'time-part':
      return {
        folded: false,
        holds: numeric((text) => timePart(test.part, text), test.operator, test.value),
      };
  }
}

function numeric(
  read: (text: string) => number | null,
  operator: CompareOperator,
  value: number,
): (text: string) => boolean {
  return (text) => {
    const number = read(text);
    return number !== null && compare(operator, number, value);
  };
}

/** The literals that the pattern needs are looked for first, on the folded text that other rules use too. */
function compileRegexTest(regex: Regex, slot: number): Predicate {
  const compiled = compileRegex(regex);
  if (!compiled.ok) return () => false;
  const { required, test } = compiled.value;
  if (required === null) return (view) => anyOf(view.texts(slot), test);
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
