import { parseCondition, type Selections } from './condition.ts';
import { maxFieldDots } from './field.ts';
import { testsOf, type Scalar } from './item.ts';
import { readModifiers } from './modifiers.ts';
import type { Placeholders } from './placeholder.ts';
import { quote, refuse, type DocumentPath } from './refusal.ts';
import type { TreeBuilder } from './tree-builder.ts';

/** Bounds on one document: tests in all its selections, and the length of a field's name. */
const maxTests = 50_000;
const maxFieldLength = 512;

type Values = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** What a detection is read with. */
interface Reading<Node> {
  readonly builder: TreeBuilder<Node>;
  readonly placeholders: Placeholders;
  /** Tests that the document may still have. */
  tests: number;
}

/**
 * Reads a `detection` (or the selections of a `filter`) into a tree: search identifiers as maps (AND), lists of maps
 * (OR) and keyword lists (Sigma 2.1, rules, detection). `skip` names keys that are not search identifiers.
 */
export function parseDetection<Node>(
  detection: Values,
  path: DocumentPath,
  builder: TreeBuilder<Node>,
  placeholders: Placeholders,
  skip: readonly string[] = [],
): Node {
  const reading: Reading<Node> = { builder, placeholders, tests: maxTests };
  const selections = new Map<string, Node>();
  for (const [name, value] of Object.entries(detection)) {
    if (name === 'condition' || skip.includes(name)) continue;
    selections.set(name, builder.selection(name, parseSelection(value, [...path, name], reading)));
  }
  if (selections.size === 0) refuse('detection_invalid', 'The detection defines no search identifier.', path);
  return parseConditions(detection['condition'], selections, [...path, 'condition'], builder);
}

/** A condition may be a list: each is a query of its own, joined by OR. */
function parseConditions<Node>(
  value: unknown,
  selections: Selections<Node>,
  path: DocumentPath,
  builder: TreeBuilder<Node>,
): Node {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (value === undefined || list.length === 0) {
    refuse('condition_missing', 'The detection has no condition.', path.slice(0, -1));
  }
  return builder.anyOf(
    list.map((text) => {
      if (typeof text !== 'string') refuse('condition_syntax', `${quote(text)} is no condition.`, path);
      return parseCondition(text, selections, path, builder);
    }),
  );
}

function parseSelection<Node>(value: unknown, path: DocumentPath, reading: Reading<Node>): Node {
  if (isMap(value)) return parseMap(value, path, reading);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) refuse('value_empty', 'The search identifier is empty.', path);
  return reading.builder.anyOf(
    list.map((entry, index) => {
      const at = Array.isArray(value) ? [...path, index] : path;
      if (isMap(entry)) return parseMap(entry, at, reading);
      if (isScalar(entry)) return parseItem('', entry, at, reading);
      return refuse('value_type', 'A search identifier holds maps or plain values, no lists in a list.', at);
    }),
  );
}

function parseMap<Node>(map: Values, path: DocumentPath, reading: Reading<Node>): Node {
  const entries = Object.entries(map);
  if (entries.length === 0) refuse('value_empty', 'The search identifier is an empty map.', path);
  return reading.builder.allOf(entries.map(([key, value]) => parseItem(key, value, [...path, key], reading)));
}

/** One `field|modifiers: values`; an empty field is a keyword search. */
function parseItem<Node>(key: string, value: unknown, path: DocumentPath, reading: Reading<Node>): Node {
  const [name = '', ...modifierNames] = key.split('|');
  const modifiers = readModifiers(modifierNames, path);
  const field = fieldName(name, path);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) refuse('value_empty', `${quote(key)} has no values.`, path);
  const asked = values.map((entry) => {
    if (!isScalar(entry))
      return refuse(
        'value_type',
        `${quote(key)} holds a value that is neither text, number, true, false nor null.`,
        path,
      );
    const tests = testsOf(entry, modifiers, field === null, reading.placeholders, path);
    reading.tests -= tests.length;
    if (reading.tests < 0) refuse('rule_too_large', `The rule has more than ${maxTests} tests.`, path);
    return { written: entry, tests };
  });
  return reading.builder.item({ key, field, all: modifiers.all, negated: modifiers.negated, values: asked });
}

/** Field names lose their spaces (Sigma 2.1, rules, field usage). */
function fieldName(name: string, path: DocumentPath): string | null {
  const field = name.replaceAll(' ', '');
  if (field.length > maxFieldLength)
    refuse('field_invalid', `A field's name is longer than ${maxFieldLength} characters.`, path);
  if (field.split('.').length - 1 > maxFieldDots) {
    refuse('field_invalid', `A field's name has more than ${maxFieldDots} dots.`, path);
  }
  return field === '' ? null : field;
}
