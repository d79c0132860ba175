import { stringify } from 'yaml';
import type { Json, JsonObject, LogSource, ParsedEvent } from '../event-types.ts';
import { preciseSources } from '../explanation/event-sources.ts';
import { createHunt } from '../hunt.ts';
import type { ParseEvent } from '../rule-test.ts';
import type { RulePart } from '../correlation/related.ts';
import { entityOf } from '../sigma/entity.ts';
import { findField, maxFieldDots } from '../sigma/field.ts';
import { sourcesOf } from '../sigma/routing.ts';
import { maxTestText } from './rule-text.ts';

/** Bounds on what is offered of one event. */
export const mostEventFields = 500;
const longestValue = 2_000;

/** A field of an event that a rule can ask for, with the one value that it has. */
export interface EventField {
  readonly name: string;
  readonly value: string | number | boolean;
}

/**
 * Fields with one value that a rule can ask for by name, in the order of the record. Left out: lists, empty and very long
 * values, and names that a rule would read as something else.
 */
export function fieldsOfEvent({ record }: ParsedEvent): readonly EventField[] {
  const found: EventField[] = [];
  collect(record, '', 0, (field) => {
    if (found.length < mostEventFields && findField(record, [field.name]) === field.value) found.push(field);
  });
  return found;
}

function collect(object: JsonObject, prefix: string, depth: number, add: (field: EventField) => void): void {
  for (const [key, value] of Object.entries(object)) {
    if (key === '' || key.includes('|') || /\s/.test(key)) continue;
    const name = prefix + key;
    if (isObject(value)) {
      if (depth < maxFieldDots) collect(value, `${name}.`, depth + 1, add);
    } else if (isOffered(value)) add({ name, value });
  }
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOffered = (value: Json): value is string | number | boolean =>
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && value !== '' && value.length <= longestValue);

/**
 * The log sources that a rule for this event can name, the usual one first: what is done (a category) before who wrote it (a
 * service). Empty: no rule is for such an event.
 */
export function logSourcesOfEvent(event: ParsedEvent): readonly LogSource[] {
  return preciseSources(sourcesOf(event))
    .filter(({ category, product, service }) => category !== null || product !== null || service !== null)
    .toSorted((a, b) => Number(b.category !== null) - Number(a.category !== null));
}

export interface RuleFromEvent {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  /** `2026-11-23` */
  readonly date: string;
  readonly logSource: LogSource;
  readonly fields: readonly EventField[];
}

/** A rule that asks for just these values. */
export function ruleTextOf({ author, date, fields, id, logSource, title }: RuleFromEvent): string {
  const selection = fields.map(({ name, value }): [string, EventField['value']] => [
    name,
    typeof value === 'string' ? escaped(value) : value,
  ]);
  return stringify(
    {
      title: title.slice(0, longestTitle),
      id,
      status: 'experimental',
      description: 'Made from an event; say here what it means.',
      author,
      date,
      logsource: logSourceMap(logSource),
      detection: { selection: Object.fromEntries(selection), condition: 'selection' },
      level: 'medium',
    },
    { lineWidth: 0 },
  );
}

const longestTitle = 120;

const logSourceMap = ({ category, product, service }: LogSource): Readonly<Record<string, string>> => ({
  ...(product === null ? {} : { product }),
  ...(category === null ? {} : { category }),
  ...(service === null ? {} : { service }),
});

/** Sigma 2.1, rules, escape character: a backslash is doubled only where it would escape what follows. */
const escaped = (value: string): string =>
  value.replace(/\\(?=[\\*?])/g, '\\\\').replace(/[*?]/g, (wildcard) => `\\${wildcard}`);

/**
 * Tests with the event as the positive case; null when its record cannot be written down as a test, or when a test of it finds
 * something else than this rule.
 */
export function testTextOf(rule: string, raw: string, part: RulePart, parseEvent: ParseEvent): string | null {
  for (const format of ['json', 'syslog'] as const) {
    const event = parseEvent({ format, raw });
    const match = event === null ? null : (matchOf(part, rule, event) ?? null);
    if (event === null || match === null) continue;
    const { type, value } = entityOf(match.rule, event, match.aliases);
    const hits = [{ rule, entity: `${type}:${value}` }];
    const text = stringify(
      { tests: [{ name: 'the event that the rule was made from', format, events: [raw], hits }] },
      { lineWidth: 0 },
    );
    return text.length > maxTestText ? null : text;
  }
  return null;
}

const matchOf = (part: RulePart, id: string, event: ParsedEvent) =>
  createHunt(part)
    .judge(event, 'event 0')
    .matches.find(({ rule }) => rule.id === id);
