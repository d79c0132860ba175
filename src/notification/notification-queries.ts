import type { z } from 'zod';
import { incidentNames } from '../incident/index.ts';
import type { Principal } from '../identity/index.ts';
import type { IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { unreached } from './delivery.ts';
import { renderNotice, trackingUrlOf } from './letterhead-service.ts';
import { readMeasures } from './measure-store.ts';
import { advanceNotice, nextActionAt, noticeStatus } from './notice.ts';
import type { noticeReply, obligationReply, noticeItems } from './notice-schema.ts';
import { noticesOf, type Notice } from './notice-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { obligationStatus, shareAt } from './obligation.ts';
import {
  listObligations,
  readObligation,
  type ObligationFilter,
  type ObligationRow,
} from './obligation-store.ts';
import { contactsFor, readAttempts, readRecipients } from './recipient-store.ts';
import { companyNames } from './setting-store.ts';

/** An obligation as the API shows it. */
export type ObligationView = z.input<typeof obligationReply>;

/** Obligations by due time, with names. */
export async function showObligations(
  tx: Tx,
  now: Date,
  filter: ObligationFilter,
): Promise<readonly ObligationView[]> {
  const rows = await listObligations(tx, filter);
  const names = await incidentNames(
    tx,
    rows.map(({ obligation }) => obligation.incidentId),
  );
  return rows.map((row) => viewOf(row, names.get(row.obligation.incidentId)?.number ?? '', now));
}

function viewOf(
  { obligation, companyName, noticeId }: ObligationRow,
  incidentNumber: string,
  now: Date,
): ObligationView {
  const { clock, state } = obligation;
  return {
    id: obligation.id,
    incidentId: obligation.incidentId,
    incidentNumber,
    companyId: obligation.companyId,
    companyName,
    agreementTitle: obligation.agreement.title,
    clauseText: obligation.clauseText,
    startedAt: clock.startedAt,
    dueAt: clock.dueAt,
    status: obligationStatus(state),
    share: shareAt(clock, state.kind === 'active' ? now : state.at),
    warnedPercent: [...state.warned],
    fulfilledAt: state.kind === 'fulfilled' ? state.at : null,
    breachedAt: state.breachedAt,
    noticeId,
  };
}

/** A notice with everything that its page shows. */
export async function showNotice(
  tx: Tx,
  deps: NotificationDeps,
  principal: Principal,
  notice: Notice,
): Promise<z.input<typeof noticeReply>> {
  const obligation = await readObligation(tx, notice.obligationId);
  const required = obligation?.clause.contactCategories ?? [];
  const fixed = await readRecipients(tx, notice.id);
  const recipients = fixed.length > 0 ? fixed : await contactsFor(tx, notice.companyId, required);
  const names = await companyNames(tx, [notice.companyId]);
  const { text: mailText, html: bodyHtml } = await renderNotice(tx, deps, notice);
  const would = recipients.map((one) =>
    one.status === 'refused' ? one : { ...one, acceptedAt: notice.createdAt },
  );
  return {
    ...summaryOf(notice, names.get(notice.companyId) ?? ''),
    incidentId: notice.incidentId,
    bodyText: notice.bodyText,
    mailText,
    bodyHtml,
    recommendedMeasures: [...(await readMeasures(tx, notice.id))],
    recipients: recipients.map((one) => ({ ...one, categories: [...one.categories] })),
    missingCategories: [...unreached(required, would)],
    ...peopleOf(notice, principal),
    trackingUrl: trackingUrlOf(deps, notice),
    trackingExpiresAt: notice.tracking.expiresAt,
    trackingRevokedAt: notice.tracking.revokedAt,
    messageId: notice.messageId,
    nextAttemptAt: notice.state.kind === 'retrying' ? nextActionAt(notice.state, notice.updatedAt) : null,
    attempts: (await readAttempts(tx, notice.id)).map(
      ({ attempt, startedAt, endedAt, outcome, response }) => ({
        attempt,
        at: endedAt ?? startedAt,
        outcome: outcome ?? 'running',
        response,
      }),
    ),
    createdAt: notice.createdAt,
  };
}

function peopleOf(notice: Notice, principal: Principal) {
  const { state, hands, authorName } = notice;
  const approval = advanceNotice(state, { kind: 'approve', by: principal.userId, hands });
  return {
    author: hands.authorId === null ? null : { id: hands.authorId, name: authorName ?? '' },
    approver: notice.approver,
    approvedAt: notice.approvedAt,
    mayApprove: approval.ok && principal.permissions.has('notice:approve'),
    rejectedReason: state.kind === 'rejected' ? state.reason : null,
  };
}

const summaryOf = (notice: Notice, companyName: string): z.input<typeof noticeItems>['items'][number] => ({
  id: notice.id,
  companyId: notice.companyId,
  companyName,
  obligationId: notice.obligationId,
  language: notice.language,
  status: noticeStatus(notice.state),
  subject: notice.subject,
  updatedAt: notice.updatedAt,
});

/** An incident's notices in short. */
export async function showNoticesOf(tx: Tx, incidentId: IncidentId): Promise<z.input<typeof noticeItems>> {
  const notices = await noticesOf(tx, incidentId);
  const names = await companyNames(
    tx,
    notices.map(({ companyId }) => companyId),
  );
  return { items: notices.map((notice) => summaryOf(notice, names.get(notice.companyId) ?? '')) };
}
