import type { ClickHouseClient } from '@clickhouse/client';
import type { FastifyInstance } from 'fastify';
import type { Route } from '../identity/index.ts';
import type { ProblemTable } from '../platform/http/index.ts';
import { eventProblems, eventRoutes } from './event-routes.ts';
import { intakeProblems, mountIntake, type IntakeHttpOptions } from './intake-http-routes.ts';
import { intakeStatusRoute, type IntakeView } from './intake-status-routes.ts';
import { sourceProblems } from './source/source.ts';
import { sourceRoutes } from './source/source-routes.ts';

export interface EventsDeps {
  /** For reads. */
  readonly clickhouse: () => ClickHouseClient;
  readonly intakeView: () => IntakeView;
}

/** The slice's HTTP side, ready to be mounted. */
export interface Events {
  readonly routes: readonly Route[];
  readonly problems: ProblemTable;
  /** Mounts `POST /api/intake/v1/events`; only in a process with the role `intake`. */
  mountIntake(app: FastifyInstance, options: IntakeHttpOptions): void;
}

export function createEvents(deps: EventsDeps): Events {
  return {
    routes: [...sourceRoutes, ...eventRoutes(deps.clickhouse), intakeStatusRoute(deps.intakeView)],
    problems: { ...sourceProblems, ...eventProblems, ...intakeProblems },
    mountIntake,
  };
}
