import type { ClickHouseClient } from '@clickhouse/client';
import { correlationColumns, matchColumns } from '../../detection/index.ts';
import { insertEvents } from '../../event/index.ts';
import { discardBytes } from '../../kernel/index.ts';
import { insertBlock } from '../../platform/clickhouse/index.ts';
import type { BatchReply } from './pipeline-message.ts';

/**
 * Stores what a worker made of a batch; repeating it under the same token changes nothing. Events come first: whoever
 * sees a match can read the event that it names, though the batch has not committed yet.
 */
export async function storeReply(
  inserts: ClickHouseClient,
  token: string,
  reply: Pick<BatchReply, 'events' | 'matchRows' | 'correlationRows'>,
): Promise<void> {
  const { rows, body } = reply.events;
  await insertEvents(inserts, { format: 'RowBinary', rows, body }, token);
  discardBytes(body);
  await Promise.all([
    insertText(inserts, 'detection_match', matchColumns, reply.matchRows, token),
    insertText(inserts, 'correlation_member', correlationColumns, reply.correlationRows, token),
  ]);
}

async function insertText(
  inserts: ClickHouseClient,
  table: string,
  columns: readonly [string, ...string[]],
  text: string,
  token: string,
): Promise<void> {
  if (text === '') return;
  await insertBlock(inserts, { table, columns, format: 'TabSeparated', body: Buffer.from(text), token });
}
