import { newId, type CompanyId } from '../kernel/index.ts';
import type { ReportAction } from '../platform/mail/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { NoticeId } from './notice-store.ts';
import { tables } from './notification-tables-store.ts';

/** A report with what only its readers need. */
export interface StoredReport extends DeliveryReport {
  /** Whom the report names. */
  readonly reportedAddress: string;
  readonly reportingMta: string | null;
}

export async function insertReports(
  tx: Tx,
  notice: { readonly id: NoticeId; readonly companyId: CompanyId },
  reports: readonly StoredReport[],
  readAt: Date,
): Promise<void> {
  if (reports.length === 0) return;
  await tables(tx)
    .insertInto('delivery_report')
    .values(
      reports.map((report) => ({
        id: newId(readAt),
        company_id: notice.companyId,
        notice_id: notice.id,
        attempt: report.attempt,
        email: report.email,
        reported_address: report.reportedAddress,
        action: report.action,
        status: report.status,
        diagnostic: report.diagnostic,
        reporting_mta: report.reportingMta,
        reported_at: report.reportedAt,
        read_at: readAt,
      })),
    )
    .execute();
}

const mostReports = 1_000;

/** The reports about a notice, oldest first. */
export async function readReports(tx: Tx, noticeId: NoticeId): Promise<readonly StoredReport[]> {
  const rows = await tables(tx)
    .selectFrom('delivery_report')
    .select([
      'delivery_report.attempt',
      'delivery_report.email',
      'delivery_report.reported_address',
      'delivery_report.action',
      'delivery_report.status',
      'delivery_report.diagnostic',
      'delivery_report.reporting_mta',
      'delivery_report.reported_at',
    ])
    .where('delivery_report.notice_id', '=', noticeId)
    .orderBy('delivery_report.reported_at')
    .orderBy('delivery_report.id')
    .limit(mostReports)
    .execute();
  return rows.map((row) => ({
    attempt: row.attempt,
    email: row.email,
    reportedAddress: row.reported_address,
    action: row.action as ReportAction,
    status: row.status,
    diagnostic: row.diagnostic,
    reportingMta: row.reporting_mta,
    reportedAt: row.reported_at,
  }));
}
