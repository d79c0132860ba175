import { sql } from 'kysely';
import type { CompanyId, IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { Language } from './agreement.ts';
import type { Measure } from './measure-store.ts';
import type { MeasureId, NoticeId } from './notice-store.ts';
import { tables } from './notification-tables-store.ts';

/** A notice as the company that was sent it knows it. */
export interface ReceivedNotice {
  readonly id: NoticeId;
  readonly incidentId: IncidentId;
  readonly language: Language;
  readonly subject: string;
  readonly bodyText: string;
  /** When a mail server first took it for one of the company's contacts. */
  readonly sentAt: Date;
}

/** Notices that a company was sent, newest first. */
export async function receivedNotices(
  tx: Tx,
  companyId: CompanyId,
  filter: { readonly incidentId: IncidentId | null; readonly limit: number },
): Promise<readonly ReceivedNotice[]> {
  let query = tables(tx)
    .selectFrom('notice')
    .innerJoin('notice_recipient', 'notice_recipient.notice_id', 'notice.id')
    .select([
      'notice.id',
      'notice.incident_id',
      'notice.language',
      'notice.subject',
      'notice.body_text',
      sql<Date>`min(notice_recipient.accepted_at)`.as('sent_at'),
    ])
    .where('notice.company_id', '=', companyId)
    .where('notice_recipient.company_id', '=', companyId)
    .where('notice_recipient.accepted_at', 'is not', null);
  if (filter.incidentId !== null) query = query.where('notice.incident_id', '=', filter.incidentId);
  const rows = await query
    .groupBy('notice.id')
    .orderBy('sent_at', 'desc')
    .orderBy('notice.id', 'desc')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id as NoticeId,
    incidentId: row.incident_id as IncidentId,
    language: row.language,
    subject: row.subject,
    bodyText: row.body_text,
    sentAt: row.sent_at,
  }));
}

/** Measures of several notices of a company, in their order. */
export async function measuresOfNotices(
  tx: Tx,
  companyId: CompanyId,
  noticeIds: readonly NoticeId[],
): Promise<ReadonlyMap<NoticeId, readonly Measure[]>> {
  if (noticeIds.length === 0) return new Map();
  const rows = await tables(tx)
    .selectFrom('notice_measure')
    .select([
      'notice_measure.notice_id',
      'notice_measure.id',
      'notice_measure.text',
      'notice_measure.done_at',
    ])
    .where('notice_measure.company_id', '=', companyId)
    .where('notice_measure.notice_id', 'in', [...noticeIds])
    .orderBy('notice_measure.position')
    .execute();
  const byNotice = new Map<NoticeId, Measure[]>();
  for (const row of rows) {
    const id = row.notice_id as NoticeId;
    const measure = { id: row.id as MeasureId, text: row.text, doneAt: row.done_at };
    byNotice.set(id, [...(byNotice.get(id) ?? []), measure]);
  }
  return byNotice;
}

/** The notice that a measure of a company stands in; null when there is none. */
export async function noticeOfMeasure(tx: Tx, companyId: CompanyId, id: string): Promise<NoticeId | null> {
  const row = await tables(tx)
    .selectFrom('notice_measure')
    .select('notice_measure.notice_id')
    .where('notice_measure.company_id', '=', companyId)
    .where('notice_measure.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : (row.notice_id as NoticeId);
}
