import { systemActor, type Route } from '../identity/index.ts';
import { incidentFacts } from '../incident/index.ts';
import type { Clock, IncidentId } from '../kernel/index.ts';
import type { ProblemTable } from '../platform/http/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import type { Subscription } from '../platform/outbox/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { attachFittingPlan, measuresFor, planNameFor } from './plan-service.ts';
import type { PlaybookLibrary } from './playbook-folder.ts';
import { playbookRoutes } from './playbook-routes.ts';
import type { Locale } from './playbook.ts';

export { forgetInPlans } from './erasure-service.ts';
export { loadPlaybooks, type PlaybookLibrary } from './playbook-folder.ts';
export type { PlaybookRefusal } from './playbook-schema.ts';
export type { Playbook, PlaybookStep } from './playbook.ts';

/** What this slice needs from outside. `library` comes from `loadPlaybooks`. */
export interface PlaybookDeps {
  readonly clock: Clock;
  readonly library: PlaybookLibrary;
}

/** Plans: what the composition root joins. */
export interface Playbooks {
  readonly routes: readonly Route[];
  readonly problems: ProblemTable;
  readonly subscriptions: readonly Subscription[];
  readonly jobs: ReadonlyMap<string, JobHandler>;
  readonly crontab: readonly string[];
  /** What the incident's plan advises customers to do, in one language; empty without a plan that says so. */
  customerMeasures(tx: Tx, incidentId: IncidentId, locale: Locale): Promise<readonly string[]>;
  /** What the incident's plan calls such incidents, in one language; null for the general plan or none. */
  planName(tx: Tx, incidentId: IncidentId, locale: Locale): Promise<string | null>;
}

export const playbookProblems = {
  playbook_unknown: { status: 400, title: 'There is no such playbook' },
  plan_attached: { status: 409, title: 'The incident follows that plan already' },
  step_note_missing: { status: 400, title: 'A step is left out with a reason' },
  step_unchanged: { status: 409, title: 'The step is as you want it already' },
} as const satisfies ProblemTable;

/** Builds the slice: it gives a new incident the plan that its findings call for. */
export function createPlaybooks({ clock, library }: PlaybookDeps): Playbooks {
  const { playbooks } = library;
  return {
    routes: playbookRoutes({ clock, library }),
    problems: playbookProblems,
    subscriptions: [
      {
        subscriber: 'playbook.incident',
        fact: incidentFacts.opened.name,
        handle: async (tx, fact) => {
          const { incidentId } = incidentFacts.opened.schema.parse(fact.payload);
          await attachFittingPlan(tx, { clock, playbooks }, systemActor('playbook'), incidentId);
        },
      },
    ],
    jobs: new Map(),
    crontab: [],
    customerMeasures: (tx, incidentId, locale) => measuresFor(tx, playbooks, incidentId, locale),
    planName: (tx, incidentId, locale) => planNameFor(tx, playbooks, incidentId, locale),
  };
}
