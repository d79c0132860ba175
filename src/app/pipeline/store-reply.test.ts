import type { ClickHouseClient } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { storeReply } from './store-reply.ts';

/** Records what is inserted; an insert of events is answered when the test says so. */
function heldClient(): { client: ClickHouseClient; begun: string[]; answerEvents: () => void } {
  const begun: string[] = [];
  let answerEvents = (): void => undefined;
  const client = {
    exec: ({ query }: { query: string }) => {
      begun.push(/INSERT INTO (\w+)/.exec(query)?.[1] ?? query);
      return new Promise((resolve) => {
        answerEvents = () => resolve({ stream: { resume: () => undefined } });
      });
    },
    insert: ({ table }: { table: string }) => {
      begun.push(table);
      return Promise.resolve();
    },
  } as unknown as ClickHouseClient;
  return { client, begun, answerEvents: () => answerEvents() };
}

const reply = { events: { rows: 1, body: new Uint8Array(8) }, matchRows: 'm\n', correlationRows: 'c\n' };

test('no match is there before the events that it may name', async () => {
  const { client, begun, answerEvents } = heldClient();
  const stored = storeReply(client, 'token', reply);
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(['security_event']);
  answerEvents();
  await stored;
  expect(begun).toEqual(['security_event', 'detection_match', 'correlation_member']);
});

test('a batch without matches inserts events only', async () => {
  const { client, begun, answerEvents } = heldClient();
  const stored = storeReply(client, 'token', { ...reply, matchRows: '', correlationRows: '' });
  answerEvents();
  await stored;
  expect(begun).toEqual(['security_event']);
});
