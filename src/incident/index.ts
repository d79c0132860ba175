import { systemActor, type Actor, type Route } from '../identity/index.ts';
import type { Clock, IncidentId, Result, Severity } from '../kernel/index.ts';
import type { Failure, ProblemTable } from '../platform/http/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import type { Subscription } from '../platform/outbox/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { attachFinding, openFromFinding, receiveFinding } from './finding-service.ts';
import type { FindingsPort, ObligationsPort } from './incident-ports.ts';
import type { FindingSettings } from '../detection/index.ts';
import { incidentRoutes } from './incident-routes.ts';
import { findingOpened, type FindingOpened } from './incident-schema.ts';
import { triageRoute } from './triage-routes.ts';

export { cancelReasons, incidentPhases, incidentStatuses, type IncidentStatus } from './incident.ts';
export type { AffectedCompany } from './affected-store.ts';
export type { IncidentFinding } from './finding-store.ts';
export type { FindingsPort, FindingSummary, ObligationsPort } from './incident-ports.ts';
export { erasedText } from './erasure.ts';
export { eraseFromIncidents, type ErasedIncidents, type ForgottenIncident } from './erasure-service.ts';
export { duplicatesOf } from './incident-store.ts';
export { countRunningBySeverity, countRunningOf } from './incident-list-store.ts';
export { incidentFactsOf, incidentNames, type IncidentFacts } from './incident-queries.ts';
export { internal, recordEntry, shown } from './incident-record-service.ts';
export { incidentFacts, incidentParams, type FindingOpened } from './incident-schema.ts';
export { decodeTimeCursor, encodeTimeCursor, pageOfRows, type TimePlace } from './time-cursor.ts';
export { timelineKinds, type NewTimelineEntry, type TimelineEntry, type TimelineKind } from './timeline.ts';
export { readTimeline } from './timeline-store.ts';

/** What this slice needs from outside. */
export interface IncidentDeps {
  readonly clock: Clock;
  readonly findings: FindingsPort;
  readonly obligations: ObligationsPort;
  /** A finding below `autoIncidentFrom` opens no incident by itself. */
  readonly settings: FindingSettings;
}

/** Incidents: what the composition root joins, and use cases for the slice that triages findings. */
export interface Incidents {
  readonly routes: readonly Route[];
  readonly problems: ProblemTable;
  readonly subscriptions: readonly Subscription[];
  readonly jobs: ReadonlyMap<string, JobHandler>;
  readonly crontab: readonly string[];
  /** Opens an incident for a finding that a person has judged; the one it already belongs to is returned. */
  openFromFinding(
    tx: Tx,
    actor: Actor,
    finding: FindingOpened,
    severity?: Severity,
  ): Promise<Result<IncidentId, Failure>>;
  /** Adds a finding to a running incident. Fails with `not_found`, `incident_ended` or `finding_taken`. */
  attachFinding(
    tx: Tx,
    actor: Actor,
    incidentId: IncidentId,
    finding: FindingOpened,
  ): Promise<Result<void, Failure>>;
}

export const incidentProblems = {
  transition_illegal: { status: 409, title: 'The incident cannot go to that status from where it is' },
  summary_missing: { status: 409, title: 'An incident is closed with a summary' },
  obligations_open: { status: 409, title: 'Notices are still owed' },
  cancel_reason_missing: { status: 400, title: 'A cancelled incident needs its reason' },
  incident_ended: { status: 409, title: 'The incident is closed or cancelled' },
  assignee_unknown: { status: 400, title: 'Only active staff of the provider can be assigned' },
  company_unknown: { status: 400, title: 'That is not a customer company, or not one of this incident' },
  finding_taken: { status: 409, title: 'The finding belongs to another incident' },
} as const satisfies ProblemTable;

/** Builds the slice. It acts on the fact `finding.opened` (see `FindingOpened`) and emits `incidentFacts`. */
export function createIncidents(deps: IncidentDeps): Incidents {
  const byDetection = systemActor('detection');
  return {
    routes: [...incidentRoutes(deps), triageRoute(deps)],
    problems: incidentProblems,
    subscriptions: [
      {
        subscriber: 'incident.finding',
        fact: 'finding.opened',
        handle: async (tx, fact) => {
          await receiveFinding(
            tx,
            deps,
            byDetection,
            findingOpened.parse(fact.payload),
            deps.settings.autoIncidentFrom,
          );
        },
      },
    ],
    jobs: new Map(),
    crontab: [],
    openFromFinding: (tx, actor, finding, severity) => openFromFinding(tx, deps, actor, finding, severity),
    attachFinding: (tx, actor, incidentId, finding) => attachFinding(tx, deps, actor, incidentId, finding),
  };
}
