import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';

/** Rows already in one of ClickHouse's formats. */
export interface InsertBlock {
  readonly table: string;
  /** Columns in the order of the rows' fields. */
  readonly columns: readonly [string, ...string[]];
  readonly format: 'TabSeparated' | 'JSONEachRow';
  readonly body: Uint8Array;
  /**
   * Names the block: a second insert with the same token changes nothing, also after a restart, while it is among the
   * table's last `non_replicated_deduplication_window` blocks. Null inserts always.
   */
  readonly token: string | null;
}

/** Stores a block; when it resolves, the rows survive a kill of any process. Give the handle's `inserts` client. */
export async function insertBlock(client: ClickHouseClient, block: InsertBlock): Promise<void> {
  await client.insert({
    table: block.table,
    columns: [...block.columns],
    format: block.format,
    values: Readable.from([block.body], { objectMode: false }),
    ...(block.token === null ? {} : { clickhouse_settings: { insert_deduplication_token: block.token } }),
  });
}
