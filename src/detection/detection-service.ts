import type { ClickHouseClient } from '@clickhouse/client';
import type { ActionRecorder, Route } from '../identity/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import type { ProblemTable } from '../platform/http/index.ts';
import { tacticsOnly, type AttackCatalogue } from './attack/attack-catalogue.ts';
import { attackRoutes } from './attack/attack-routes.ts';
import { findingProblems } from './finding/finding.ts';
import { findingRoutes } from './finding/finding-routes.ts';
import { replayRoutes } from './replay/replay-routes.ts';
import { backTestProblems, backTestRoutes } from './history/back-test-routes.ts';
import { explanationProblems, explanationRoutes } from './explanation/explanation-routes.ts';
import type { HuntDeps } from './hunt/stretch-service.ts';
import { huntJobs } from './hunt/rule-hunt-service.ts';
import type { ParseEvent } from './rule-test.ts';
import { deadRuleRoutes } from './rule/dead-rule-routes.ts';
import { filterExpiryCrontab, filterExpiryJobs } from './rule/filter-expiry-service.ts';
import { localRuleRoutes } from './rule/local-rule-routes.ts';
import { localRuleProblems, type LocalRuleDeps } from './rule/local-rule-service.ts';
import type { RuleBook } from './rule/rule-book.ts';
import { ruleFromEventProblems, ruleFromEventRoutes } from './rule/rule-from-event-routes.ts';
import { ruleImportRoutes } from './rule/rule-import-routes.ts';
import { ruleProblems, ruleRoutes } from './rule/rule-routes.ts';
import { suppressionChangeRoutes } from './suppression/suppression-change-routes.ts';
import { suppressionRoutes } from './suppression/suppression-routes.ts';
import { suppressionProblems } from './suppression/suppression.ts';

export interface DetectionDeps {
  readonly clock: Clock;
  readonly rules: RuleBook;
  /** What is known of ATT&CK; without it the tactics alone. */
  readonly attack?: AttackCatalogue;
  /** Intake's parser, for the events of rule tests. */
  readonly parseEvent: ParseEvent;
  readonly clickhouse: () => ClickHouseClient;
  readonly recorder: ActionRecorder;
  /** How late events may come, unless a correlation says otherwise, in milliseconds (COR-13). */
  readonly latenessMs: number;
  readonly hunts: Omit<HuntDeps, 'clock' | 'book' | 'clickhouse'> & Pick<LocalRuleDeps, 'huntDays'>;
}

/** The slice's HTTP side, ready to be mounted. */
export interface Detection {
  readonly routes: readonly Route[];
  readonly problems: ProblemTable;
  readonly jobs: ReadonlyMap<string, JobHandler>;
  readonly crontab: readonly string[];
}

export function createDetection({
  attack = tacticsOnly,
  clickhouse,
  clock,
  hunts,
  latenessMs,
  parseEvent,
  recorder,
  rules,
}: DetectionDeps): Detection {
  const localRules = { clock, book: rules, parseEvent, huntDays: hunts.huntDays };
  return {
    routes: [
      ...findingRoutes,
      ...ruleRoutes(rules, attack, clickhouse),
      ...deadRuleRoutes(rules, clickhouse),
      ...attackRoutes({ book: rules, attack, clickhouse }),
      ...localRuleRoutes(localRules),
      ...ruleImportRoutes(localRules),
      ...ruleFromEventRoutes({ ...localRules, clickhouse }),
      ...backTestRoutes(rules, clickhouse),
      ...explanationRoutes({ book: rules, client: clickhouse, clock, latenessMs }),
      ...replayRoutes(rules, clickhouse),
      ...suppressionRoutes({ clock, book: rules, clickhouse }),
      ...suppressionChangeRoutes({ clock, book: rules, clickhouse }),
    ],
    jobs: new Map([
      ...huntJobs({ ...hunts, clock, clickhouse, book: rules }),
      ...filterExpiryJobs({ db: hunts.db, clock, book: rules, recorder }),
    ]),
    crontab: [filterExpiryCrontab],
    problems: {
      ...findingProblems,
      ...ruleProblems,
      ...localRuleProblems,
      ...ruleFromEventProblems,
      ...backTestProblems,
      ...explanationProblems,
      ...suppressionProblems,
    },
  };
}
