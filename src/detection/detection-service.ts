import type { ClickHouseClient } from '@clickhouse/client';
import type { Route } from '../identity/index.ts';
import type { ProblemTable } from '../platform/http/index.ts';
import { findingProblems } from './finding/finding.ts';
import { findingRoutes } from './finding/finding-routes.ts';
import { backTestProblems, backTestRoutes } from './history/back-test-routes.ts';
import { explanationProblems, explanationRoutes } from './explanation/explanation-routes.ts';
import type { RuleBook } from './rule/rule-book.ts';
import { ruleProblems, ruleRoutes } from './rule/rule-routes.ts';

export interface DetectionDeps {
  readonly rules: RuleBook;
  readonly clickhouse: () => ClickHouseClient;
}

/** The slice's HTTP side, ready to be mounted. */
export interface Detection {
  readonly routes: readonly Route[];
  readonly problems: ProblemTable;
}

export function createDetection({ clickhouse, rules }: DetectionDeps): Detection {
  return {
    routes: [
      ...findingRoutes,
      ...ruleRoutes(rules),
      ...backTestRoutes(clickhouse),
      ...explanationRoutes(rules, clickhouse),
    ],
    problems: { ...findingProblems, ...ruleProblems, ...backTestProblems, ...explanationProblems },
  };
}
