export { discardBytes } from './bytes.ts';
export {
  dayMs,
  hourMs,
  manualClock,
  minuteMs,
  secondMs,
  systemClock,
  type Clock,
  type ManualClock,
} from './clock.ts';
export {
  formatUuid,
  newId,
  parseId,
  stamp,
  type CompanyId,
  type EventId,
  type FindingId,
  type Id,
  type IdError,
  type IncidentId,
  type ProjectId,
  type RandomBytes,
  type SourceId,
  type UserId,
} from './id.ts';
export { err, ok, unreachable, type Result } from './result.ts';
export { companyScope, providerScope, systemScope, type Scope } from './scope.ts';
export { compareSeverity, maxSeverity, ocsfSeverityId, severities, type Severity } from './severity.ts';
