import { internal, recordEntry } from '../incident/index.ts';
import { systemScope } from '../kernel/index.ts';
import { publishFact } from '../platform/outbox/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { lockNotice, saveNotice, type NoticeId } from './notice-store.ts';
import { bySystem, notificationFacts, type NotificationDeps } from './notification-deps.ts';
import { companyNameOf } from './obligation-service.ts';

/** Reminds those who may approve a notice that it waits for them, once each time it is handed in (NOT-27). */
export const remindOfApproval = (deps: NotificationDeps, id: NoticeId): Promise<void> =>
  inScope(deps.db, systemScope('approval-reminder'), async (tx) => {
    const now = deps.clock.now();
    const notice = await lockNotice(tx, id);
    const dueAt = notice?.approvalReminderAt ?? null;
    if (notice === null || dueAt === null || dueAt > now) return;
    const { incidentId, companyId, obligationId } = notice;
    await saveNotice(tx, { ...notice, approvalReminderAt: null }, notice.updatedAt);
    const payload = { obligationId, incidentId, companyId, noticeId: id };
    await publishFact(tx, deps.clock, { name: notificationFacts.approvalDue, companyId, payload });
    const company = await companyNameOf(tx, notice);
    const text = `The notice to ${company} is waiting for approval; those who may give it are reminded.`;
    await recordEntry(
      tx,
      deps.clock,
      internal(incidentId, bySystem, 'notice', text, { noticeId: id, companyId }),
    );
  });
