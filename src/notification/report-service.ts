import { internal, recordEntry } from '../incident/index.ts';
import { unreachable } from '../kernel/index.ts';
import type { DeliveryStatus } from '../platform/mail/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { Recipient } from './delivery.ts';
import { bounceReason, recipientMeant, reportText, standing, withReports } from './delivery-report.ts';
import { announceNotice } from './draft-service.ts';
import { advanceNotice } from './notice.ts';
import { saveNotice, type Notice } from './notice-store.ts';
import { bySystem, type NotificationDeps } from './notification-deps.ts';
import { tellLost } from './lost-service.ts';
import { companyNameOf } from './obligation-service.ts';
import { reassess } from './reach-service.ts';
import { readRecipients, saveRecipients } from './recipient-store.ts';
import { insertReports, readReports, type StoredReport } from './report-store.ts';

/**
 * Applies a delivery report to a notice: recipients, notice and obligation become what all reports together say
 * (NOT-19, NOT-20). False when the report is about none of its recipients.
 */
export async function applyReports(
  tx: Tx,
  deps: NotificationDeps,
  about: { readonly notice: Notice; readonly attempt: number; readonly proven: boolean },
  status: DeliveryStatus,
  at: Date,
): Promise<boolean> {
  const { notice } = about;
  const before = await readRecipients(tx, notice.id);
  const all = reportsOf(about, status, before, at);
  if (all.length === 0) return false;
  // What is said twice says nothing new, and whoever says it a thousand times fills nobody's page.
  const reports = onlyNew(all, await readReports(tx, notice.id));
  if (reports.length === 0) return true;
  await insertReports(tx, notice, reports, deps.clock.now());
  const recipients = withReports(before, await readReports(tx, notice.id));
  await saveRecipients(tx, notice, recipients);
  await tellReports(tx, deps, notice, reports);
  await settleReported(tx, deps, notice, before, recipients);
  return true;
}

function reportsOf(
  { attempt, proven }: { readonly attempt: number; readonly proven: boolean },
  status: DeliveryStatus,
  recipients: readonly Recipient[],
  reportedAt: Date,
): readonly StoredReport[] {
  return status.recipients.flatMap((reported) => {
    const meant = recipientMeant(recipients, reported, proven);
    if (meant === null && !proven) return [];
    return {
      attempt,
      email: meant?.email ?? null,
      reportedAddress: (reported.addresses[0] ?? '').toWellFormed(),
      action: reported.action,
      status: reported.status,
      diagnostic: reported.diagnostic?.toWellFormed() ?? null,
      reportingMta: status.reportingMta?.toWellFormed() ?? null,
      reportedAt,
    };
  });
}

const onlyNew = (
  reports: readonly StoredReport[],
  known: readonly StoredReport[],
): readonly StoredReport[] => {
  const keyOf = ({ attempt, email, action }: StoredReport): string => `${attempt} ${action} ${email ?? ''}`;
  const seen = new Set(known.map(keyOf));
  return reports.filter((report) => {
    const isNew = !seen.has(keyOf(report));
    seen.add(keyOf(report));
    return isNew;
  });
};

/** One line of the timeline for each recipient, in plain words. */
async function tellReports(
  tx: Tx,
  deps: NotificationDeps,
  { id: noticeId, incidentId, companyId }: Notice,
  reports: readonly StoredReport[],
): Promise<void> {
  const company = await companyNameOf(tx, { companyId });
  for (const report of reports) {
    const { action, email, attempt } = report;
    const text = sentence(company, report);
    const data = { noticeId, companyId, attempt, email, report: action, status: report.status };
    await recordEntry(tx, deps.clock, internal(incidentId, bySystem, 'notice', text, data));
  }
}

function sentence(company: string, report: StoredReport): string {
  const whom = report.email ?? (report.reportedAddress === '' ? 'somebody' : report.reportedAddress);
  const words = reportText(report);
  const why = words === null ? '.' : `: ${words}.`;
  switch (report.action) {
    case 'failed':
      return `The notice to ${company} came back from ${whom}${why}`;
    case 'delayed':
      return `The notice to ${company} has not reached ${whom} yet and is still being tried${why}`;
    case 'delivered':
      return `The notice to ${company} was delivered to ${whom}${why}`;
    case 'relayed':
      return `The notice to ${company} for ${whom} was passed on to a system that sends no reports${why}`;
    case 'expanded':
      return `The notice to ${company} for ${whom} was passed on to several addresses${why}`;
    default:
      return unreachable(report.action);
  }
}

/** Moves the notice and its obligation to what the recipients now are, and calls people in when it does not suffice. */
async function settleReported(
  tx: Tx,
  deps: NotificationDeps,
  notice: Notice,
  before: readonly Recipient[],
  recipients: readonly Recipient[],
): Promise<void> {
  const at = deps.clock.now();
  const reason = bounceReason(recipients);
  const next = advanceNotice(notice.state, { kind: 'reported', at, reason, ...standing(recipients) });
  if (!next.ok) throw new Error(next.error.message);
  const after = { ...notice, state: next.value };
  await saveNotice(tx, after, at);
  await reassess(tx, deps, notice.obligationId);
  await announceNotice(tx, notice);
  await tellLost(tx, deps, { notice, recipients: before }, { notice: after, recipients });
}
