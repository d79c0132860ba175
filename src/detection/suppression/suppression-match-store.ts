import type { ClickHouseClient } from '@clickhouse/client';
import { sql } from 'kysely';
import { z } from 'zod';
import { eventsByIds } from '../../event/index.ts';
import { companyScope, type EventId } from '../../kernel/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { Entity } from '../finding/finding.ts';
import type { Suppression } from './suppression.ts';

/** A match that a suppression took, or a hit of a correlation. */
export interface SuppressedMatch {
  /** The event's id, or the hit's. */
  readonly id: string;
  /** Unix milliseconds of the event; of a hit its last. */
  readonly at: number;
  readonly ruleId: string;
  readonly entity: Entity;
  /** Matches: one, or what was taken of a hit. */
  readonly count: number;
  /** Of a hit the first and last ones. */
  readonly eventIds: readonly EventId[];
  /** What the event says; null for a hit, and when the event's term is over. */
  readonly message: string | null;
}

/** A place in the list: newest first. */
export interface MatchPlace {
  readonly at: number;
  readonly id: string;
}

const matchRow = z.object({
  event_id: z.string(),
  at: z.coerce.number(),
  rule_id: z.string(),
  entity_type: z.string(),
  entity_value: z.string(),
});

const maxSeconds = 20;
type Place = Pick<Suppression, 'id' | 'companyId' | 'subject'>;

/** Matches of events that a suppression took, newest first. Throws `ClickHouseError`. */
export async function suppressedMatches(
  client: ClickHouseClient,
  { companyId, id, subject }: Place,
  limit: number,
  after: MatchPlace | null,
): Promise<readonly SuppressedMatch[]> {
  const ofRule = subject.kind === 'filter' ? '' : 'AND detection_match.rule_id = {rule:String}';
  const further =
    after === null
      ? ''
      : `AND (detection_match.event_time, detection_match.event_id)
          < (fromUnixTimestamp64Milli({at:Int64}, 'UTC'), {event:UUID})`;
  const rows = await readRows(client, {
    sql: `SELECT detection_match.event_id AS event_id, toUnixTimestamp64Milli(detection_match.event_time) AS at,
        detection_match.rule_id AS rule_id, detection_match.entity_type AS entity_type,
        detection_match.entity_value AS entity_value
      FROM detection_match
      WHERE detection_match.company_id = {company:UUID} AND detection_match.suppression_id = {suppression:UUID}
        ${ofRule} ${further}
      ORDER BY detection_match.event_time DESC, detection_match.event_id DESC
      LIMIT {most:UInt32}
      SETTINGS readonly = 1`,
    params: {
      ...{ company: companyId, suppression: id, most: limit },
      ...(subject.kind === 'filter' ? {} : { rule: subject.ruleId }),
      ...(after === null ? {} : { at: after.at, event: after.id }),
    },
    maxSeconds,
    parse: (row) => matchRow.parse(row),
  });
  const ids = [...new Set(rows.map((row) => row.event_id as EventId))];
  const times = rows.map(({ at }) => at);
  const range = { from: Math.min(...times), to: Math.max(...times) + 1 };
  const events = await eventsByIds(client, companyScope(companyId), ids, range);
  const messages = new Map(events.map(({ id: eventId, message }) => [eventId, message]));
  return rows.map((row) => ({
    ...{ id: row.event_id, at: row.at, ruleId: row.rule_id, count: 1 },
    entity: { type: row.entity_type, value: row.entity_value },
    eventIds: [row.event_id as EventId],
    message: messages.get(row.event_id as EventId) ?? null,
  }));
}

interface HitRow {
  readonly id: string;
  readonly correlation_id: string;
  readonly last_at: Date;
  readonly suppressed_count: number;
  readonly event_ids: readonly string[];
}

/** Hits of a correlation that a suppression took, newest first. */
export async function suppressedHits(
  tx: Tx,
  { companyId, id, subject }: Place,
  limit: number,
  after: MatchPlace | null,
): Promise<readonly SuppressedMatch[]> {
  const { rows } = await sql<HitRow>`
    select correlation_hit.id, correlation_hit.correlation_id, correlation_hit.last_at, correlation_hit.suppressed_count,
      correlation_hit.event_ids
    from correlation_hit
    where correlation_hit.company_id = ${companyId} and correlation_hit.suppression_id = ${id}
      and (${after?.id ?? null}::uuid is null or (correlation_hit.last_at, correlation_hit.id)
        < (${after === null ? null : new Date(after.at)}::timestamptz, ${after?.id ?? null}::uuid))
    order by correlation_hit.last_at desc, correlation_hit.id desc
    limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    ...{ id: row.id, at: row.last_at.getTime(), ruleId: row.correlation_id, count: row.suppressed_count },
    entity: subject.kind === 'entity' ? subject.entity : { type: '', value: '' },
    eventIds: row.event_ids as readonly EventId[],
    message: null,
  }));
}
