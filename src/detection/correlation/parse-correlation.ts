import { dayMs, hourMs, minuteMs, secondMs } from '../../kernel/index.ts';
import { isSigmaMap, parseHead, parseLevel, textsAt, type SigmaMap } from '../sigma/document.ts';
import { quote, refuse, type DocumentPath } from '../sigma/refusal.ts';
import { compareOperators, type CompareOperator } from '../sigma/rule.ts';
import {
  correlationTypes,
  type Bound,
  type CorrelationCondition,
  type CorrelationType,
  type SigmaCorrelation,
} from './correlation.ts';
import { parseExpression } from './expression.ts';

/** Bounds on one correlation. */
const maxRules = 64;
const maxGroupFields = 16;
const maxTimespanMs = 366 * dayMs;

/** Reads a correlation rule. Refuses by throwing `RefusedError`. */
export function parseCorrelation(map: SigmaMap, file: string, line: number): SigmaCorrelation {
  const head = parseHead(map, file, line);
  const body = map['correlation'];
  if (!isSigmaMap(body)) return refuse('correlation_invalid', 'The correlation is no map.', ['correlation']);
  const type = parseType(body['type']);
  const rules = parseRules(body);
  const groupBy = textsAt(body, 'group-by');
  if (groupBy.length > maxGroupFields) {
    refuse('correlation_invalid', `"group-by" lists more than ${maxGroupFields} fields.`, [
      'correlation',
      'group-by',
    ]);
  }
  return {
    kind: 'correlation',
    ...head,
    type,
    level: parseLevel(map),
    rules,
    groupBy,
    timespanMs: parseTimespan(body['timespan'], ['correlation', 'timespan']),
    latenessMs: parseLateness(head.custom['lateness']),
    aliases: parseAliases(body['aliases']),
    condition: parseCondition(type, body['condition'], rules),
    generate: map['generate'] === true || body['generate'] === true,
  };
}

function parseType(value: unknown): CorrelationType {
  const type = correlationTypes.find((known) => known === value);
  return (
    type ??
    refuse(
      'correlation_type',
      `${quote(value)} is no correlation type; Sigma has ${correlationTypes.join(', ')}.`,
      ['correlation', 'type'],
    )
  );
}

function parseRules(body: SigmaMap): readonly string[] {
  const rules = textsAt(body, 'rules');
  const path = ['correlation', 'rules'];
  if (rules.length === 0) refuse('correlation_rules', 'The correlation refers to no rules.', path);
  if (rules.length > maxRules)
    refuse('correlation_rules', `The correlation refers to more than ${maxRules} rules.`, path);
  if (new Set(rules).size !== rules.length)
    refuse('correlation_rules', 'The correlation refers to a rule twice.', path);
  return rules;
}

const units: ReadonlyMap<string, number> = new Map([
  ['s', secondMs],
  ['m', minuteMs],
  ['h', hourMs],
  ['d', dayMs],
]);

/** `tocsin: { lateness: 20m }`. */
const parseLateness = (value: unknown): number | null =>
  value === undefined || value === null ? null : parseTimespan(value, ['tocsin', 'lateness']);

function parseTimespan(value: unknown, path: DocumentPath): number {
  const found = typeof value === 'string' ? /^(\d{1,9})([smhd])$/.exec(value) : null;
  const length = Number(found?.[1] ?? 0) * (units.get(found?.[2] ?? '') ?? 0);
  if (length > 0 && length <= maxTimespanMs) return length;
  return refuse(
    'correlation_timespan',
    `${quote(value)} is no timespan: write a number and s, m, h or d, at most 366d.`,
    path,
  );
}

function parseAliases(value: unknown): SigmaCorrelation['aliases'] {
  if (value === undefined || value === null) return new Map();
  if (!isSigmaMap(value))
    return refuse('correlation_invalid', '"aliases" is no map.', ['correlation', 'aliases']);
  return new Map(
    Object.entries(value).map(([alias, fields]) => {
      if (!isSigmaMap(fields))
        return refuse('correlation_invalid', `The alias ${quote(alias)} is no map.`, [
          'correlation',
          'aliases',
          alias,
        ]);
      const entries = Object.entries(fields).map(([rule, field]): [string, string] => {
        if (typeof field === 'string') return [rule, field.replaceAll(' ', '')];
        return refuse('correlation_invalid', `The alias ${quote(alias)} names no field for ${quote(rule)}.`, [
          'correlation',
          'aliases',
          alias,
        ]);
      });
      return [alias, new Map(entries)];
    }),
  );
}

const conditionPath = ['correlation', 'condition'];
const isOperator = (key: string): key is CompareOperator => compareOperators.some((known) => known === key);

function parseCondition(
  type: CorrelationType,
  value: unknown,
  rules: readonly string[],
): CorrelationCondition {
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  if (value === undefined || value === null) {
    return temporal
      ? { kind: 'every-rule' }
      : refuse('correlation_condition', `"${type}" needs a condition.`, ['correlation']);
  }
  if (typeof value === 'string') {
    if (type === 'temporal')
      return { kind: 'expression', expression: parseExpression(value, rules, conditionPath) };
    return refuse(
      'correlation_condition',
      'Only "temporal" takes an expression over rules as its condition.',
      conditionPath,
    );
  }
  if (!isSigmaMap(value)) return refuse('correlation_condition', 'The condition is no map.', conditionPath);
  const bounds = parseBounds(value);
  const fields = textsAt(value, 'field').map((field) => field.replaceAll(' ', ''));
  checkFields(type, fields);
  return { kind: 'bounds', bounds, fields, percentile: parsePercentile(type, value) };
}

function parseBounds(map: SigmaMap): readonly Bound[] {
  const bounds: Bound[] = [];
  for (const [key, value] of Object.entries(map)) {
    if (key === 'field' || key === 'percentile') continue;
    if (!isOperator(key))
      return refuse(
        'correlation_condition',
        `${quote(key)} is no comparison: ${compareOperators.join(', ')}.`,
        conditionPath,
      );
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return refuse('correlation_condition', `"${key}" takes a number, not ${quote(value)}.`, [
        ...conditionPath,
        key,
      ]);
    }
    bounds.push({ operator: key, value });
  }
  return bounds.length > 0
    ? bounds
    : refuse('correlation_condition', 'The condition compares with nothing.', conditionPath);
}

function checkFields(type: CorrelationType, fields: readonly string[]): void {
  const takesField = type.startsWith('value_');
  if (takesField && fields.length === 0)
    refuse('correlation_condition', `"${type}" needs "field" in its condition.`, conditionPath);
  if (takesField && type !== 'value_count' && fields.length > 1) {
    refuse('correlation_condition', `"${type}" takes one field.`, conditionPath);
  }
  if (!takesField && fields.length > 0)
    refuse('correlation_condition', `"${type}" takes no field.`, conditionPath);
}

function parsePercentile(type: CorrelationType, map: SigmaMap): number | null {
  const value = map['percentile'];
  if (value === undefined || value === null) return null;
  if (type === 'value_percentile' && typeof value === 'number' && value >= 0 && value <= 100) return value;
  return refuse(
    'correlation_condition',
    '"percentile" is a number from 0 to 100 and belongs to value_percentile.',
    conditionPath,
  );
}
