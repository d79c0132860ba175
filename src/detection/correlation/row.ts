import type { JsonObject } from '../event-types.ts';
import { findField, namesOf, noAliases, textsOf, type FieldAliases } from '../sigma/field.ts';
import type { CorrelationPlan, Feed, KeyFields } from './plan.ts';

/** Group and value of a match for one correlation. */
export interface RowKey {
  /** JSON list of the group's field values, in the order of `group-by`. */
  readonly group: string;
  /** JSON list of the values of the condition's fields; null when the event lacks one, or none is asked. */
  readonly value: string | null;
}

/**
 * A match of a rule as a correlation counts it: one row for each correlation that names the rule. Rows are what is
 * stored; everything else is computed from them.
 */
export interface CorrelationRow extends RowKey {
  readonly correlationId: string;
  readonly ruleId: string;
  /** Unix milliseconds of the event. */
  readonly time: number;
  readonly eventId: string;
  /** Keys for the correlations above, by the path of their ids joined with `>`; absent where a group field is. */
  readonly above: Readonly<Record<string, RowKey>>;
  /** What made the row (`Feed.origin`): it counts only while that is in force. Left out or empty: made by an older release. */
  readonly origin?: string;
  /** Version of the rules that made the row; left out or 0: none is known. Of the rows of one match the newest counts. */
  readonly ruleSet?: number;
}

/** Names a group of a correlation among those of all correlations. */
export const placeOf = (correlationId: string, group: string): string => `${correlationId} ${group}`;

/** An event that a rule matched. */
export interface MatchedEvent {
  readonly ruleId: string;
  readonly eventId: string;
  /** Unix milliseconds of the event. */
  readonly time: number;
  readonly record: JsonObject;
  readonly aliases?: FieldAliases;
}

/**
 * The rows that a match brings. A match without one of a correlation's group fields takes no part in it (COR-4); a
 * rule that no correlation names brings none.
 */
export function correlationRows(plan: CorrelationPlan, match: MatchedEvent): readonly CorrelationRow[] {
  return (plan.feeds.get(match.ruleId) ?? []).flatMap((feed) => rowOf(feed, match) ?? []);
}

/** The row that a match brings to one correlation; null where it lacks a group field. */
export function rowOf(feed: Feed, match: MatchedEvent): CorrelationRow | null {
  const key = keyOf(feed.own, match);
  if (key === null) return null;
  const above = feed.above.flatMap((fields): [string, RowKey][] => {
    const outer = keyOf(fields, match);
    return outer === null ? [] : [[fields.path.slice(1).join('>'), outer]];
  });
  const { ruleId, time, eventId } = match;
  return {
    ...{ correlationId: feed.correlationId, ruleId, time, eventId, ...key },
    ...{ above: Object.fromEntries(above), origin: feed.origin },
  };
}

/** The first of the group fields that a match lacks; undefined for none. */
export const missingField = (fields: KeyFields, match: MatchedEvent): string | undefined =>
  fields.groupFields.find((field) => read(field, match) === null);

function keyOf(fields: KeyFields, match: MatchedEvent): RowKey | null {
  const group = fields.groupFields.map((field) => read(field, match));
  if (group.some((value) => value === null)) return null;
  const values = fields.valueFields.map((field) => read(field, match));
  const value = values.length === 0 || values.some((text) => text === null) ? null : JSON.stringify(values);
  return { group: JSON.stringify(group), value };
}

/** One value of the field as text; a list counts as its JSON. */
function read(field: string, match: MatchedEvent): string | null {
  const texts = textsOf(findField(match.record, namesOf(field, match.aliases ?? noAliases)));
  const [first] = texts;
  if (first === undefined) return null;
  return texts.length === 1 ? first : JSON.stringify(texts);
}
