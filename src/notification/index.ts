import type { Route } from '../identity/index.ts';
import type { ObligationsPort } from '../incident/index.ts';
import type { ProblemTable } from '../platform/http/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import type { Subscription } from '../platform/outbox/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { agreementRoutes } from './agreement-routes.ts';
import { alertRoutes } from './alert-routes.ts';
import { inboundOf, type Inbound } from './bounce-service.ts';
import { noticeRoutes } from './notice-routes.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { showObligations, type ObligationView } from './notification-queries.ts';
import { obligationRoutes } from './obligation-routes.ts';
import { countOpenObligations, nextDueTimes } from './obligation-store.ts';
import { cleanUpLine, sweepLine } from './sweep-service.ts';
import { receivedNoticeRoutes } from './received-notice-routes.ts';
import { trackingRoutes } from './tracking-routes.ts';
import { jobsOf, subscriptionsOf } from './work-service.ts';

export { alertLevels, type AlertLevel } from './alert.ts';
export { inboundVerdicts, type InboundVerdict } from './inbound.ts';
export type { ArrivedMail, Inbound, InboundResult } from './bounce-service.ts';
export { forgetInNotices } from './erasure-service.ts';
export { contactCategories, languages, type Agreement, type Clause, type Language } from './agreement.ts';
export { escalationReasons, notificationFacts, type NotificationDeps } from './notification-deps.ts';
export { obligationReply } from './notice-schema.ts';
export type { ObligationView } from './notification-queries.ts';
export { loadTemplates, TemplateError, type Templates } from './templates.ts';

/** What incidents ask of this slice; needs nothing but the transaction, so it can be joined before the slice is built. */
export const obligationsPort: ObligationsPort = {
  openCount: countOpenObligations,
  nextDueAt: nextDueTimes,
};

/** Agreements, obligations, notices and tracking: what the composition root joins. */
export interface Notifications {
  readonly routes: readonly Route[];
  readonly problems: ProblemTable;
  readonly subscriptions: readonly Subscription[];
  readonly jobs: ReadonlyMap<string, JobHandler>;
  readonly crontab: readonly string[];
  /** What the reader of the bounce mailbox calls. */
  readonly inbound: Inbound;
  /** Obligations that are still owed, the next due first. */
  dueSoon(tx: Tx, limit: number): Promise<readonly ObligationView[]>;
}

export const notificationProblems = {
  agreement_company: { status: 400, title: 'Agreements are with customer companies' },
  agreement_dates: { status: 400, title: 'The agreement ends before it starts' },
  notice_not_editable: { status: 409, title: 'The notice cannot be edited now' },
  notice_not_ready: { status: 409, title: 'The notice is not at the stage for this' },
  second_person_required: { status: 409, title: 'Somebody else has to approve this notice' },
  no_recipients: { status: 409, title: 'The company has no contact who could get the notice' },
} as const satisfies ProblemTable;

/** Builds the slice. It acts on facts of incidents and emits `notificationFacts`. */
export function createNotifications(deps: NotificationDeps): Notifications {
  return {
    routes: [
      ...agreementRoutes(deps),
      ...obligationRoutes(deps),
      ...noticeRoutes(deps),
      ...receivedNoticeRoutes(deps),
      ...trackingRoutes(deps),
      ...alertRoutes(deps),
    ],
    problems: notificationProblems,
    subscriptions: subscriptionsOf(deps),
    jobs: jobsOf(deps),
    crontab: [sweepLine, cleanUpLine],
    inbound: inboundOf(deps),
    dueSoon: (tx, limit) => showObligations(tx, deps.clock.now(), { statuses: ['active'], limit }),
  };
}
