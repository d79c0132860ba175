import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import { pause, systemTimers, type Timers } from '../supervise/index.ts';
import { readRows } from './query.ts';

/** A change of rows that are stored: what follows ALTER TABLE, `UPDATE … WHERE …` or `DELETE WHERE …`. */
export interface Mutation {
  readonly table: string;
  /** Values are bound as `{name:Type}`. */
  readonly command: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** ClickHouse could not carry out a mutation; it has been withdrawn. */
export class MutationError extends Error {
  override readonly name = 'MutationError';
  readonly code = 'mutation_failed';
  readonly retryable = true;
}

/** The caller stopped waiting. The mutation itself goes on. */
export class MutationAbandonedError extends Error {
  override readonly name = 'MutationAbandonedError';
  readonly code = 'mutation_abandoned';
  readonly retryable = true;
}

export interface MutationWait {
  /** Ends the waiting, not the mutation. */
  readonly signal?: AbortSignal | undefined;
  readonly timers?: Timers;
}

const firstPollMs = 50;
const longestPollMs = 2_000;
/** Looks at a mutation that reports a failure before it is withdrawn: some pass (memory, a full disk). */
const patience = 5;
const tablePattern = /^[a-z_]\w*$/i;

/**
 * Changes rows and resolves when every part of the table has them changed. A crash of anybody repeats nothing and loses
 * nothing: ClickHouse keeps mutations on its disk. Throws MutationError when it fails again and again.
 */
export async function mutate(
  client: ClickHouseClient,
  { table, command, params }: Mutation,
  wait: MutationWait = {},
): Promise<void> {
  if (!tablePattern.test(table)) throw new Error(`"${table}" is not a table name.`);
  await client.command({
    query: `ALTER TABLE ${table} ${command}`,
    query_params: { ...params },
    clickhouse_settings: { mutations_sync: '0' },
  });
  await mutationsDone(client, table, wait);
}

/** Resolves when no mutation of the table is under way. */
export async function mutationsDone(
  client: ClickHouseClient,
  table: string,
  { signal, timers = systemTimers }: MutationWait = {},
): Promise<void> {
  let failing = 0;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(longestPollMs, pollMs * 2)) {
    if (signal?.aborted === true) throw new MutationAbandonedError(`Nobody waits for ${table} any more.`);
    const [state] = await readRows(client, {
      sql: `SELECT count() AS running, anyIf(mutations.latest_fail_reason, mutations.latest_fail_reason <> '') AS reason
            FROM system.mutations AS mutations
            WHERE mutations.database = currentDatabase() AND mutations.table = {table:String} AND NOT mutations.is_done`,
      params: { table },
      parse: (row) => stateSchema.parse(row),
    });
    if (state === undefined || state.running === 0) return;
    failing = state.reason === '' ? 0 : failing + 1;
    if (failing >= patience) {
      await withdraw(client, table);
      throw new MutationError(`${table} could not be changed: ${state.reason.slice(0, longestReason)}`);
    }
    await pause(pollMs, timers, signal);
  }
}

const longestReason = 1_000;
const stateSchema = z.object({ running: z.number(), reason: z.string() });

async function withdraw(client: ClickHouseClient, table: string): Promise<void> {
  await client.command({
    query: `KILL MUTATION WHERE database = currentDatabase() AND table = {table:String}
              AND NOT is_done AND latest_fail_reason <> ''`,
    query_params: { table },
  });
}
