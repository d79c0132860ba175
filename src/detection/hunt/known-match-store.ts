import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import type { EventRange } from '../../event/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import { matchKey, type KnownMatches, type MatchedEvent, type RuleHuntId } from './rule-hunt.ts';

const rowSchema = z.object({ company_id: z.string(), event_id: z.string(), hunt_id: z.string() });
const atOnce = 1_000;
const maxSeconds = 60;

/** Throws `ClickHouseError`. */
export async function knownMatches(
  client: ClickHouseClient,
  {
    events,
    huntId,
    range,
    ruleId,
  }: {
    readonly events: readonly MatchedEvent[];
    readonly huntId: RuleHuntId;
    readonly range: EventRange;
    readonly ruleId: string;
  },
): Promise<KnownMatches> {
  const known = new Set<string>();
  const stored = new Set<string>();
  for (let at = 0; at < events.length; at += atOnce) {
    const some = events.slice(at, at + atOnce);
    const rows = await readRows(client, {
      sql: `SELECT detection_match.company_id AS company_id, detection_match.event_id AS event_id,
          detection_match.hunt_id AS hunt_id
        FROM detection_match
        WHERE detection_match.company_id IN {companies:Array(UUID)} AND detection_match.rule_id = {rule:String}
          AND detection_match.event_time >= fromUnixTimestamp64Milli({range_from:Int64}, 'UTC')
          AND detection_match.event_time < fromUnixTimestamp64Milli({range_to:Int64}, 'UTC')
          AND detection_match.event_id IN {events:Array(UUID)}
        SETTINGS readonly = 1`,
      params: {
        companies: [...new Set(some.map(({ companyId }) => companyId))],
        events: some.map(({ eventId }) => eventId),
        rule: ruleId,
        range_from: range.from,
        range_to: range.to,
      },
      maxSeconds,
      parse: (row) => rowSchema.parse(row),
    });
    for (const row of rows) {
      const key = matchKey({ companyId: row.company_id, eventId: row.event_id });
      if (row.hunt_id === huntId) stored.add(key);
      else known.add(key);
    }
  }
  return { known, stored };
}
