import { z } from 'zod';
import type { SpoolPosition } from '../../platform/spool/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';

type DrainTables = {
  spool_drain: {
    spool_id: string;
    committed_segment: number;
    committed_offset: number;
    planned_ends: string;
    updated_at: Date;
  };
};

/** What is fixed of a batch before it is used: where it ends, and which version of the judge it belongs to. */
export interface PlannedBatch {
  readonly end: SpoolPosition;
  /** Null for a batch that was planned before versions were written down. */
  readonly judgedBy: number | null;
  /** Version of the suppressions that it is judged by; null as above. */
  readonly suppressions: number | null;
}

/** How far a spool is drained, and the batches that have been begun. */
export interface DrainState {
  readonly committed: SpoolPosition;
  readonly planned: readonly PlannedBatch[];
}

const endsSchema = z.array(
  z.object({
    segment: z.number().int(),
    offset: z.number().int(),
    judgedBy: z.number().int().nullable().default(null),
    suppressions: z.number().int().nullable().default(null),
  }),
);

/** Waits for a transaction that is changing it, also for one whose client has lost the connection. */
export async function loadDrain(tx: Tx, spoolId: string): Promise<DrainState | null> {
  const row = await tx
    .$extendTables<DrainTables>()
    .selectFrom('spool_drain')
    .select(['spool_drain.committed_segment', 'spool_drain.committed_offset', 'spool_drain.planned_ends'])
    .where('spool_drain.spool_id', '=', spoolId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    committed: { segment: row.committed_segment, offset: row.committed_offset },
    planned: endsSchema
      .parse(row.planned_ends)
      .map(({ judgedBy, suppressions, ...end }): PlannedBatch => ({ end, judgedBy, suppressions })),
  };
}

export async function saveDrain(tx: Tx, spoolId: string, state: DrainState, at: Date): Promise<void> {
  const values = {
    committed_segment: state.committed.segment,
    committed_offset: state.committed.offset,
    planned_ends: JSON.stringify(
      state.planned.map(({ end, judgedBy, suppressions }) => ({ ...end, judgedBy, suppressions })),
    ),
    updated_at: at,
  };
  await tx
    .$extendTables<DrainTables>()
    .insertInto('spool_drain')
    .values({ spool_id: spoolId, ...values })
    .onConflict((conflict) => conflict.column('spool_id').doUpdateSet(values))
    .execute();
}
