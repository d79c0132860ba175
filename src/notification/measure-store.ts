import { newId, type CompanyId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { MeasureId, NoticeId } from './notice-store.ts';
import { tables } from './notification-tables-store.ts';

/** One thing that a customer is advised to do, and when the customer said that it is done. */
export interface Measure {
  readonly id: MeasureId;
  readonly text: string;
  readonly doneAt: Date | null;
}

export async function readMeasures(tx: Tx, noticeId: NoticeId): Promise<readonly Measure[]> {
  const rows = await tables(tx)
    .selectFrom('notice_measure')
    .select(['notice_measure.id', 'notice_measure.text', 'notice_measure.done_at'])
    .where('notice_measure.notice_id', '=', noticeId)
    .orderBy('notice_measure.position')
    .execute();
  return rows.map((row) => ({ id: row.id as MeasureId, text: row.text, doneAt: row.done_at }));
}

/** Gives a notice these measures in place of the ones it had. */
export async function replaceMeasures(
  tx: Tx,
  notice: { readonly id: NoticeId; readonly companyId: CompanyId },
  texts: readonly string[],
  at: Date,
): Promise<void> {
  await tables(tx)
    .deleteFrom('notice_measure')
    .where('notice_measure.notice_id', '=', notice.id)
    .where('notice_measure.company_id', '=', notice.companyId)
    .execute();
  if (texts.length === 0) return;
  await tables(tx)
    .insertInto('notice_measure')
    .values(
      texts.map((text, position) => ({
        id: newId(at),
        notice_id: notice.id,
        company_id: notice.companyId,
        position,
        text,
        done_at: null,
      })),
    )
    .execute();
}

/** Marks a measure; returns it when that changed something, null when there is none or it stood so already. */
export async function markMeasure(
  tx: Tx,
  noticeId: NoticeId,
  id: string,
  doneAt: Date | null,
): Promise<Measure | null> {
  const row = await tables(tx)
    .updateTable('notice_measure')
    .set({ done_at: doneAt })
    .where('notice_measure.notice_id', '=', noticeId)
    .where('notice_measure.id', '=', id)
    .where('notice_measure.done_at', doneAt === null ? 'is not' : 'is', null)
    .returning(['notice_measure.id', 'notice_measure.text', 'notice_measure.done_at'])
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id as MeasureId, text: row.text, doneAt: row.done_at };
}
