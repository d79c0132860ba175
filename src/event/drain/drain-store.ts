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

/** How far a spool is drained, and the ends of the batches that have been begun. */
export interface DrainState {
  readonly committed: SpoolPosition;
  readonly plannedEnds: readonly SpoolPosition[];
}

const endsSchema = z.array(z.object({ segment: z.number().int(), offset: z.number().int() }));

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
    plannedEnds: endsSchema.parse(row.planned_ends),
  };
}

export async function saveDrain(tx: Tx, spoolId: string, state: DrainState, at: Date): Promise<void> {
  const values = {
    committed_segment: state.committed.segment,
    committed_offset: state.committed.offset,
    planned_ends: JSON.stringify(state.plannedEnds),
    updated_at: at,
  };
  await tx
    .$extendTables<DrainTables>()
    .insertInto('spool_drain')
    .values({ spool_id: spoolId, ...values })
    .onConflict((conflict) => conflict.column('spool_id').doUpdateSet(values))
    .execute();
}
