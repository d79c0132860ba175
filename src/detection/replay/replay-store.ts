import { sql } from 'kysely';
import { z } from 'zod';
import type { ClickHouseClient } from '@clickhouse/client';
import type { CompanyId, EventId, FindingId } from '../../kernel/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { CountedHit } from './replay.ts';

/** The newest hits of a correlation that went into a finding. */
export async function hitsOfFinding(
  tx: Tx,
  finding: { readonly id: FindingId; readonly companyId: CompanyId },
  limit: number,
): Promise<readonly CountedHit[]> {
  const { rows } = await sql<{ group_key: string; first_at: Date; last_at: Date }>`
    select correlation_hit.group_key, correlation_hit.first_at, correlation_hit.last_at
    from correlation_hit
    where correlation_hit.finding_id = ${finding.id} and correlation_hit.company_id = ${finding.companyId}
    order by correlation_hit.last_at desc, correlation_hit.id
    limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    group: row.group_key,
    from: row.first_at.getTime(),
    to: row.last_at.getTime(),
  }));
}

const memberSchema = z.object({ event_id: z.string() });

/** Ids of the events that fed some correlations within a span (Unix milliseconds, both ends included), at most `limit`. */
export async function memberEvents(
  client: ClickHouseClient,
  companyId: CompanyId,
  correlationIds: readonly string[],
  span: { readonly from: number; readonly to: number },
  limit: number,
): Promise<readonly EventId[]> {
  return readRows(client, {
    sql: `SELECT DISTINCT toString(correlation_member.event_id) AS event_id
          FROM correlation_member
          WHERE correlation_member.company_id = {company_id:UUID}
            AND correlation_member.correlation_id IN {correlation_ids:Array(String)}
            AND correlation_member.event_time >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
            AND correlation_member.event_time <= fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          ORDER BY event_id
          LIMIT {most:UInt32}`,
    params: {
      company_id: companyId,
      correlation_ids: [...correlationIds],
      from_ms: Math.floor(span.from),
      to_ms: Math.ceil(span.to),
      most: limit,
    },
    parse: (row) => memberSchema.parse(row).event_id as EventId,
  });
}
