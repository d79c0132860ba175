import type { JsonObject, LogSource, ParsedEvent } from '../event-types.ts';
import type { FieldAliases } from './field.ts';
import { routes } from './log-source-table.ts';
import type { Route } from './route.ts';
import { readNumber } from './time-part.ts';

/** A log source that an event counts as, with the other names that its fields have there. */
export interface EventSource {
  readonly logSource: LogSource;
  readonly aliases: FieldAliases;
}

/** Every log source that an event counts as: its own, and those that the table's routes give it. */
export const sourcesOf = (event: ParsedEvent, table: readonly Route[] = routes): readonly EventSource[] =>
  sourcesOfRecord(event.logSource, event.record, table);

/** The same for a record of a log source, of which only the members that routes ask for are looked at. */
export function sourcesOfRecord(
  logSource: LogSource,
  record: JsonObject,
  table: readonly Route[] = routes,
): readonly EventSource[] {
  const given = table
    .filter((route) => holds(route.when, logSource, record))
    .map((route) => ({
      logSource: {
        product: route.gives.product ?? null,
        category: route.gives.category ?? null,
        service: route.gives.service ?? null,
      },
      aliases: new Map(Object.entries(route.aliases ?? {})),
    }));
  return [{ logSource, aliases: new Map() }, ...given];
}

/** A way for an event to be one that a rule is for, with the other names that the rule's fields have then. */
export interface CoveringSource {
  readonly when: Route['when'];
  readonly aliases: FieldAliases;
}

/** Every way for an event to be one that a rule of this log source is for, its own log source first. */
export function coveringSources(
  rule: LogSource,
  table: readonly Route[] = routes,
): readonly CoveringSource[] {
  const own: Route['when'] = {
    ...(rule.product !== null && { product: rule.product }),
    ...(rule.category !== null && { category: rule.category }),
    ...(rule.service !== null && { service: rule.service }),
  };
  const given = table.filter(({ gives }) =>
    covers(rule, {
      product: gives.product ?? null,
      category: gives.category ?? null,
      service: gives.service ?? null,
    }),
  );
  return [
    { when: own, aliases: new Map() },
    ...given.map(({ when, aliases }) => ({ when, aliases: new Map(Object.entries(aliases ?? {})) })),
  ];
}

/**
 * The field aliases under which a rule of this log source reads the event, or null when the rule is not for it. What a
 * rule's log source leaves out, any event has.
 */
export function aliasesFor(rule: LogSource, sources: readonly EventSource[]): FieldAliases | null {
  const own = sources.filter(({ logSource }) => covers(rule, logSource));
  if (own.length === 0) return null;
  const merged = new Map<string, readonly string[]>();
  for (const { aliases } of own) {
    for (const [field, names] of aliases)
      merged.set(field, [...new Set([...(merged.get(field) ?? []), ...names])]);
  }
  return merged;
}

const covers = (rule: LogSource, source: LogSource): boolean =>
  (rule.product === null || rule.product === source.product) &&
  (rule.category === null || rule.category === source.category) &&
  (rule.service === null || rule.service === source.service);

const holds = (when: Route['when'], logSource: LogSource, record: JsonObject): boolean =>
  meetsLogSource(when, logSource) &&
  isOneOf(when.channel, record['Channel']) &&
  isEventId(when.eventId, record['EventID']) &&
  isOneOf(when.eventType, record['EventType']);

/** Whether a log source is one of a route, its channel, event id and event type aside. */
export const meetsLogSource = (when: Route['when'], { category, product, service }: LogSource): boolean =>
  (when.product === undefined || when.product === product) &&
  (when.category === undefined || when.category === category) &&
  (when.service === undefined || when.service === service);

/** Whether a record's `EventID` is one of a route's, which may ask for none. */
export const isEventId = (wanted: readonly number[] | undefined, value: unknown): boolean =>
  wanted === undefined || wanted.includes(numberOf(value));

const numberOf = (value: unknown): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'string'
      ? (readNumber(value) ?? Number.NaN)
      : Number.NaN;

/** The same for texts, without regard to case. */
export const isOneOf = (wanted: readonly string[] | undefined, value: unknown): boolean =>
  wanted === undefined ||
  (typeof value === 'string' && wanted.some((text) => text.toLowerCase() === value.toLowerCase()));

/**
 * Numbers events so that two with the same number count as the same log sources. What neither the table nor a rule
 * names is one number, so that senders cannot make ever new ones.
 */
export function createLaneNumbers(
  rules: readonly LogSource[],
  table: readonly Route[] = routes,
): (event: ParsedEvent) => number {
  const named = [...rules, ...table.map((route) => route.when)];
  const known = (pick: (source: Partial<LogSource>) => string | null | undefined): Numbering =>
    numbering(named.map(pick));
  const products = known((source) => source.product);
  const categories = known((source) => source.category);
  const services = known((source) => source.service);
  const channels = numbering(
    table.flatMap((route) => route.when.channel ?? []).map((text) => text.toLowerCase()),
  );
  const types = numbering(
    table.flatMap((route) => route.when.eventType ?? []).map((text) => text.toLowerCase()),
  );
  const ids = new Map(
    [...new Set(table.flatMap((route) => route.when.eventId ?? []))].map((id, index) => [id, index + 1]),
  );
  const text = (numbers: Numbering, value: unknown): number =>
    typeof value === 'string' ? numbers.of(value) : 0;
  return ({ logSource, record }) => {
    let lane = products.of(logSource.product ?? '');
    lane = lane * categories.size + categories.of(logSource.category ?? '');
    lane = lane * services.size + services.of(logSource.service ?? '');
    lane = lane * channels.size + text(channels, record['Channel']);
    lane = lane * types.size + text(types, record['EventType']);
    return lane * (ids.size + 1) + (ids.get(numberOf(record['EventID'])) ?? 0);
  };
}

interface Numbering {
  readonly size: number;
  /** 0 for a text that nobody names. Case is ignored. */
  readonly of: (text: string) => number;
}

function numbering(texts: readonly (string | null | undefined)[]): Numbering {
  const numbers = new Map<string, number>();
  for (const text of texts) if (text && !numbers.has(text)) numbers.set(text, numbers.size + 1);
  const size = numbers.size + 1;
  return { size, of: (text) => numbers.get(text) ?? numbers.get(text.toLowerCase()) ?? 0 };
}
