import type { ClickHouseClient } from '@clickhouse/client';
import { sql } from 'kysely';
import { z } from 'zod';
import { parseId, type CompanyId, type Scope, type SourceId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { read } from '../event-read-store.ts';
import { scoped } from '../event-sql.ts';
import type { SourceCounts, SourceRows } from './reconciliation.ts';

type CountRow = {
  company_id: string;
  company_name: string;
  source_id: string;
  source_name: string;
  received: number;
  stored: number;
  evaluated: number;
  unparsed: Record<string, number> | null;
};

/** The counters of every source that sent something in the hours from `since` on; of one company, or of all in scope. */
export async function sourceCounts(
  tx: Tx,
  companyId: CompanyId | null,
  since: Date,
): Promise<readonly SourceCounts[]> {
  const { rows } = await sql<CountRow>`
    select source.company_id, company.name as company_name, source.id as source_id, source.name as source_name,
           sum(intake_count.received)::bigint as received,
           sum(intake_count.stored)::bigint as stored,
           sum(intake_count.evaluated)::bigint as evaluated,
           (select jsonb_object_agg(summed.reason, summed.count)
            from (
              select each.key as reason, sum(each.value::bigint)::bigint as count
              from intake_count as of_source, jsonb_each_text(of_source.unparsed) as each
              where of_source.company_id = source.company_id and of_source.source_id = source.id
                and of_source.hour >= ${since}
              group by each.key
            ) as summed) as unparsed
    from intake_count
    join source on source.id = intake_count.source_id and source.company_id = intake_count.company_id
    join company on company.id = source.company_id
    where intake_count.hour >= ${since} and (${companyId}::uuid is null or source.company_id = ${companyId}::uuid)
    group by source.id, company.name
    order by company.name, source.name`.execute(tx);
  return rows.map((row) => ({
    companyId: row.company_id as CompanyId,
    companyName: row.company_name,
    sourceId: row.source_id as SourceId,
    sourceName: row.source_name,
    received: row.received,
    stored: row.stored,
    evaluated: row.evaluated,
    unparsed: row.unparsed ?? {},
  }));
}

const rowSchema = z.object({ source_id: z.string(), events: z.number(), unparsed: z.number() });

/** What the event table holds of what was received from `since` on, by source. Throws as every read of it. */
export async function sourceRows(
  client: ClickHouseClient,
  scope: Scope,
  since: Date,
): Promise<readonly SourceRows[]> {
  const who = scoped(scope);
  return read(
    client,
    `SELECT security_event.source_id AS source_id, count() AS events,
            countIf(security_event.unparsed_reason != '') AS unparsed
     FROM security_event
     WHERE ${who.sql} AND security_event.received_at >= fromUnixTimestamp64Milli({received_from:Int64}, 'UTC')
     GROUP BY source_id`,
    { ...who.params, received_from: since.getTime() },
    (row) => {
      const { source_id, events, unparsed } = rowSchema.parse(row);
      const id = parseId<'source'>(source_id);
      if (!id.ok) throw new Error(`The event table holds a broken id: ${id.error.message}`);
      return { sourceId: id.value, rows: events, unparsedRows: unparsed };
    },
  );
}
