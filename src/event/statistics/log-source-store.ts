import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import type { Scope } from '../../kernel/index.ts';
import type { LogSource } from '../event.ts';
import { read } from '../event-read-store.ts';
import { where, type EventRange } from '../event-sql.ts';

const text = z.string().transform((value) => (value === '' ? null : value));
const sourceRow = z
  .object({ product: text, category: text, service: text, last_ms: z.number() })
  .transform(({ last_ms, ...source }) => ({ source, lastAt: new Date(last_ms) }));

/** Bound on log sources: parsers make some hundred, but JSON may name its own. */
const mostSources = 10_000;

/** The log sources that stored events of a range have of their own, and when the newest of each happened. */
export function heardLogSources(
  client: ClickHouseClient,
  scope: Scope,
  range: EventRange,
): Promise<readonly { readonly source: LogSource; readonly lastAt: Date }[]> {
  const condition = where(scope, { kind: 'all' }, range);
  return read(
    client,
    `SELECT security_event.product AS product, security_event.category AS category, security_event.service AS service,
      toUnixTimestamp64Milli(max(security_event.time)) AS last_ms
    FROM security_event
    WHERE ${condition.sql}
    GROUP BY product, category, service
    ORDER BY product, category, service
    LIMIT ${mostSources}`,
    condition.params,
    (row) => sourceRow.parse(row),
  );
}

/** The same without the times. */
export async function storedLogSources(
  client: ClickHouseClient,
  scope: Scope,
  range: EventRange,
): Promise<readonly LogSource[]> {
  return (await heardLogSources(client, scope, range)).map(({ source }) => source);
}
