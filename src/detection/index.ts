/**
 * The slice of detection: Sigma rules and correlations over events, and the findings that their matches fold into.
 */
export { openAttack } from './attack/attack-file-service.ts';
export { correlateDue, type CorrelatorDeps } from './correlation/correlation-service.ts';
export { queueDue } from './correlation/correlation-store.ts';
export { createDueFilter } from './correlation/due-filter.ts';
export type { DueBatch } from './correlation/due.ts';
export { evaluateCorrelation } from './correlation/evaluate-correlation.ts';
export { planCorrelations, type CorrelationPlan } from './correlation/plan.ts';
export { correlationRows } from './correlation/row.ts';
export { startCostReport, type CostReport } from './cost/cost-report-service.ts';
export { createRuleMeter, threadClocks, type JudgingCost } from './cost/rule-meter.ts';
export { createDetection, type Detection, type DetectionDeps } from './detection-service.ts';
export {
  findingLabel,
  findingProblems,
  findingStatuses,
  type Entity,
  type Finding,
  type FindingFailure,
  type FindingInput,
  type MatchGroup,
} from './finding/finding.ts';
export {
  changeFinding,
  closeFindingsOf,
  findingOpened,
  findingOpenedPayload,
  findingsOfIncident,
  recordMatches,
  type FindingSettings,
} from './finding/finding-service.ts';
export { countNewBySeverity, countOpenFindings } from './finding/finding-count-store.ts';
export { findFinding, type ListedFinding } from './finding/finding-store.ts';
export {
  createHuntedRows,
  createHuntJudge,
  type HuntedCorrelation,
  type HuntJudge,
  type HuntRules,
} from './hunt.ts';
export type { CorrelationRow } from './correlation/row.ts';
export { saveJudge } from './hunt/rule-set-judge-store.ts';
export { replayNotes } from './replay/replay.ts';
export { documentsIn, type DocumentsOf } from './receipt/receipt.ts';
export { pipelineHash } from './receipt/pipeline-hash.ts';
export { createJudge, type Judge, type Verdict } from './pipeline/judge.ts';
export { correlationColumns, matchColumns, matchTables } from './pipeline/match-rows.ts';
export type { RuleBook } from './rule/rule-book.ts';
export { openRuleBook } from './rule/rule-book-service.ts';
export { mostImportBytes, mostImportFiles } from './rule/rule-import.ts';
export { loadRuleTexts, type RuleTexts } from './rule/rule-texts.ts';
export { runRuleTest, ruleTestFiles, RuleTestError, type ParseEvent, type TestOutcome } from './rule-test.ts';
export { openSuppressionBook, type SuppressionBook } from './suppression/suppression-book-service.ts';
export type { SuppressionSet, TakenGroup } from './suppression/suppression-set.ts';
export { plannedVersion as plannedSuppressions } from './suppression/suppression-set-store.ts';
export { countTaken } from './suppression/taken-store.ts';
export { engineVersion } from './sigma/hash.ts';
export { loadRules, readRuleFiles, type LoadOptions, type RuleSet } from './sigma/load.ts';
export type { RuleMatch } from './sigma/match.ts';
export { createMatcher } from './sigma/matcher.ts';
export { createPlainMatcher } from './sigma/matcher-plain.ts';
export { readPlaceholders, type Placeholders } from './sigma/placeholder.ts';
export type { Refusal, RuleWarning } from './sigma/refusal.ts';
