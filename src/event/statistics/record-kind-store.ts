import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import type { Scope } from '../../kernel/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import type { Json, LogSource } from '../event.ts';
import { read } from '../event-read-store.ts';
import { scopedIn, type EventRange, type Where } from '../event-sql.ts';
import { recordForms } from '../stored-record.ts';

/** Members that say what kind of record it is; rules of Windows go by them. */
const kindMembers = ['Channel', 'EventID', 'EventType'] as const;

/** Stored records of one log source, channel, event id and event type. */
export interface RecordKind {
  readonly source: LogSource;
  /** The record's own `Channel`, `EventID` and `EventType`, as far as it has them: the same in all records of the kind. */
  readonly members: Readonly<Record<string, Json>>;
  readonly events: number;
  /** Every name that a member has in one of the records at least, however deep. A few more, never fewer. */
  readonly names: ReadonlySet<string>;
}

/** The parsed events of a log source in a range. */
export interface KindCount {
  readonly source: LogSource;
  readonly events: number;
  /** Whether each of them is in one of the kinds. */
  readonly complete: boolean;
  /** Whether the log source was made of the channel and event id (`windowsLogSource`). */
  readonly isByChannel: boolean;
}

export interface RecordKinds {
  readonly kinds: readonly RecordKind[];
  /** Each log source of the range. */
  readonly sources: readonly KindCount[];
}

/**
 * Bounds. `events` that are taken apart, of the log sources with the fewest first; a log source with more is not looked into.
 * `seconds`: then what has been read counts. `groups`: kinds; `names` of one; `nameBytes`, `recordBytes`: longer ones are not
 * read; `valueBytes`: of a channel and the like.
 */
export const kindLimits = {
  events: 500_000,
  seconds: 6,
  groups: 2_000,
  names: 5_000,
  nameBytes: 200,
  recordBytes: 262_144,
  valueBytes: 200,
  sources: 10_000,
} as const;

/**
 * The kinds of records among the parsed events of a range. A log source is complete only when every one of its events has
 * been taken apart, so what no kind of it has, none of its events has.
 */
export async function recordKinds(
  client: ClickHouseClient,
  scope: Scope,
  range: EventRange,
  limits: { readonly events: number } = kindLimits,
): Promise<RecordKinds> {
  const condition = scopedIn(scope, range);
  const counts = await countSources(client, condition);
  const chosen = fewestFirst(counts, limits.events);
  const groups = chosen.length === 0 ? [] : await readKinds(client, condition, chosen);
  const read = new Map<string, number>();
  for (const { kind, isWhole } of groups) {
    const key = keyOf(kind.source);
    read.set(key, (read.get(key) ?? 0) + (isWhole ? kind.events : Number.NEGATIVE_INFINITY));
  }
  return {
    kinds: groups.map(({ kind }) => kind),
    // More may have come between the two questions.
    sources: counts.map((each) => ({
      ...each,
      complete: (read.get(keyOf(each.source)) ?? -1) >= each.events,
    })),
  };
}

type SourceCount = Omit<KindCount, 'complete'>;

const keyOf = ({ product, category, service }: LogSource): string =>
  [product, category, service].map((part) => part ?? '').join('\0');

function fewestFirst(counts: readonly SourceCount[], most: number): readonly LogSource[] {
  const chosen: LogSource[] = [];
  let events = 0;
  for (const each of counts.toSorted((a, b) => a.events - b.events)) {
    events += each.events;
    if (events > most) break;
    chosen.push(each.source);
  }
  return chosen;
}

const part = z.string().transform((value) => (value === '' ? null : value));
const sourceShape = { product: part, category: part, service: part };
const countRow = z
  .object({ ...sourceShape, events: z.number(), windows_events: z.number() })
  .transform(({ events, windows_events: ofWindows, ...source }) => ({
    ...{ source, events, isByChannel: events === ofWindows },
  }));

const isParsed = "security_event.unparsed_reason = ''";

function countSources(client: ClickHouseClient, condition: Where): Promise<readonly SourceCount[]> {
  return read(
    client,
    `SELECT security_event.product AS product, security_event.category AS category,
      security_event.service AS service, count() AS events,
      countIf(security_event.parser = 'windows') AS windows_events
    FROM security_event
    WHERE ${condition.sql} AND ${isParsed}
    GROUP BY product, category, service
    ORDER BY product, category, service
    LIMIT ${kindLimits.sources}`,
    condition.params,
    (row) => countRow.parse(row),
  );
}

/** A member's name as JSON writes it, with the colon behind it: a group would cost much. A text that looks so may be found, too. */
const memberNames = String.raw`"(?:[^"\\\\]|\\\\.)*"\\s*:`;

/** The names in a JSON text whose members are these pairs: of one object without others in it, or of all. */
const namesSql = (text: string, pairs: string): string =>
  `if(arrayExists(value -> startsWith(value, '{') OR startsWith(value, '['), ${pairs}.2),
    extractAll(${text}, '${memberNames}'), ${pairs}.1)`;

/** The record as its JSON text (`text`), with `added` put over its members; see stored-record.ts. */
const textSql = `if(length(raw) > ${kindLimits.recordBytes} OR length(record) > ${kindLimits.recordBytes}, '',
    if(record_form = ${recordForms.own}, record, raw)) AS text,
  if(record_form = ${recordForms.added} AND text != '', record, '{}') AS added,
  JSONExtractKeysAndValuesRaw(text) AS own_pairs, JSONExtractKeysAndValuesRaw(added) AS added_pairs,
  own_pairs.1 AS own_keys, added_pairs.1 AS added_keys,
  arrayConcat(${namesSql('text', 'own_pairs')}, ${namesSql('added', 'added_pairs')}) AS all_names,
  arrayFilter(name -> length(name) <= ${kindLimits.nameBytes}, all_names) AS own_names,
  ${kindMembers.map((name, index) => `${memberSql(name)} AS member_${index}`).join(',\n  ')},
  record_form = ${recordForms.unknown} OR empty(own_keys) OR arrayUniq(own_keys) != length(own_keys) AS is_unreadable`;

function memberSql(name: string): string {
  const valueIn = (of: string): string => `${of}_pairs.2[indexOf(${of}_keys, '${name}')]`;
  const own = `if(has(added_keys, '${name}'), ${valueIn('added')}, ${valueIn('own')})`;
  return `if(length(${own}) > ${kindLimits.valueBytes}, '!', ${own})`;
}

const kindRow = z
  .object({
    ...sourceShape,
    ...{ member_0: z.string(), member_1: z.string(), member_2: z.string() },
    ...{ events: z.number(), names: z.array(z.string()), is_whole: z.boolean() },
  })
  .transform(({ product, category, service, member_0, member_1, member_2, ...row }) => {
    const values = [member_0, member_1, member_2].map(readValue);
    const members = kindMembers.flatMap((name, index): [string, Json][] => {
      const value = values[index];
      return value === undefined || value === unreadable ? [] : [[name, value]];
    });
    const kind: RecordKind = {
      source: { product, category, service },
      members: Object.fromEntries(members),
      events: row.events,
      names: new Set(row.names.flatMap(spellings)),
    };
    const isWhole = row.is_whole && row.names.length < kindLimits.names && !values.includes(unreadable);
    return { kind, isWhole };
  });

const unreadable = Symbol('unreadable');

function readValue(text: string): Json | undefined | typeof unreadable {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return unreadable;
  }
}

/** A name as it was found, without what stands around it in the text, and as JSON means it. */
function spellings(name: string): readonly string[] {
  const [, written = name] = /^"(.*)"\s*:$/s.exec(name) ?? [];
  const value = written.includes('\\') ? readValue(`"${written}"`) : written;
  return [...new Set([name, written, ...(typeof value === 'string' ? [value] : [])])];
}

function readKinds(client: ClickHouseClient, condition: Where, sources: readonly LogSource[]) {
  const members = kindMembers.map((_, index) => `member_${index}`).join(', ');
  return readRows(client, {
    sql: `SELECT product, category, service, ${members}, count() AS events,
      groupUniqArrayArray(${kindLimits.names})(own_names) AS names, CAST(max(is_unreadable) = 0, 'Bool') AS is_whole
    FROM (
      SELECT product, category, service, ${textSql}
      FROM security_event
      WHERE ${condition.sql} AND ${isParsed}
        AND has({kind_sources:Array(String)}, concat(product, '\\0', category, '\\0', service))
    )
    GROUP BY product, category, service, ${members}
    SETTINGS readonly = 1, max_rows_to_group_by = ${kindLimits.groups}, group_by_overflow_mode = 'any',
      timeout_overflow_mode = 'break'`,
    params: { ...condition.params, kind_sources: sources.map(keyOf) },
    maxSeconds: kindLimits.seconds,
    parse: (row) => kindRow.parse(row),
  });
}
