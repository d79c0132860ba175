import { sql } from 'kysely';
import type { Tx } from '../../platform/postgres/index.ts';

/** A node that has said nothing for so long does not live, and judges nothing. */
const silentMs = 150_000;

/** Says by which version of the set a node judges from now on. */
export async function saveJudge(tx: Tx, spoolId: string, setVersion: number, at: Date): Promise<void> {
  await sql`
    insert into rule_set_judge (spool_id, set_version, updated_at) values (${spoolId}, ${setVersion}, ${at})
    on conflict (spool_id) do update set set_version = excluded.set_version, updated_at = excluded.updated_at`.execute(
    tx,
  );
}

/** Is there a node that judges, or has yet to finish a batch, by an older version of the set? */
export async function isJudgedByOlder(tx: Tx, setVersion: number, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - silentMs);
  const { rows } = await sql<{ older: boolean }>`
    select exists (
      select 1 from rule_set_judge
      where rule_set_judge.set_version < ${setVersion} and rule_set_judge.updated_at > ${since}
    ) or exists (
      select 1 from spool_drain, jsonb_array_elements(spool_drain.planned_ends::jsonb) as planned
      where coalesce((planned ->> 'judgedBy')::bigint, 0) < ${setVersion}
    ) as older`.execute(tx);
  return rows[0]?.older ?? true;
}
