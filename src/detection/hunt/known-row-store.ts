import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import type { EventRange } from '../../event/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import { storedRowKey, type MatchedEvent } from './rule-hunt.ts';

const rowSchema = z.object({
  company_id: z.string(),
  event_id: z.string(),
  rule_id: z.string(),
  correlation_id: z.string(),
  group_key: z.string(),
  value: z.string().nullable(),
  above: z.string(),
  origin: z.string(),
});
const atOnce = 1_000;
const maxSeconds = 60;

/**
 * The keys of what correlations have stored of events: of each event, rule and correlation the row that the newest rules have
 * made. Throws `ClickHouseError`.
 */
export async function knownRows(
  client: ClickHouseClient,
  {
    correlationIds,
    events,
    range,
  }: {
    readonly correlationIds: readonly string[];
    readonly events: readonly MatchedEvent[];
    readonly range: EventRange;
  },
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  if (correlationIds.length === 0) return known;
  for (let at = 0; at < events.length; at += atOnce) {
    const some = events.slice(at, at + atOnce);
    const rows = await readRows(client, {
      sql: `SELECT correlation_member.company_id AS company_id, correlation_member.event_id AS event_id,
          correlation_member.rule_id AS rule_id, correlation_member.correlation_id AS correlation_id,
          argMax((correlation_member.group_key, correlation_member.value, correlation_member.above,
            correlation_member.origin), correlation_member.rule_set) AS newest,
          newest.1 AS group_key, newest.2 AS value, newest.3 AS above, newest.4 AS origin
        FROM correlation_member
        WHERE correlation_member.company_id IN {companies:Array(UUID)}
          AND correlation_member.correlation_id IN {correlations:Array(String)}
          AND correlation_member.event_time >= fromUnixTimestamp64Milli({range_from:Int64}, 'UTC')
          AND correlation_member.event_time < fromUnixTimestamp64Milli({range_to:Int64}, 'UTC')
          AND correlation_member.event_id IN {events:Array(UUID)}
        GROUP BY company_id, event_id, rule_id, correlation_id
        SETTINGS readonly = 1`,
      params: {
        companies: [...new Set(some.map(({ companyId }) => companyId))],
        correlations: [...correlationIds],
        events: some.map(({ eventId }) => eventId),
        range_from: range.from,
        range_to: range.to,
      },
      maxSeconds,
      parse: (row) => rowSchema.parse(row),
    });
    for (const row of rows)
      known.add(
        storedRowKey([
          ...([row.company_id, row.event_id, row.rule_id, row.correlation_id, row.group_key] as const),
          ...([row.value, row.above, row.origin] as const),
        ]),
      );
  }
  return known;
}
