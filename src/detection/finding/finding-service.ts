import {
  compareSeverity,
  err,
  ok,
  type Clock,
  type CompanyId,
  type FindingId,
  type IncidentId,
  type Result,
  type Severity,
} from '../../kernel/index.ts';
import { announce } from '../../platform/live/index.ts';
import { publishFact } from '../../platform/outbox/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import {
  advance,
  findingLabel,
  type Finding,
  type FindingFailure,
  type FindingInput,
  type FindingRule,
  type FoundBy,
  type MatchGroup,
} from './finding.ts';
import { receiptOf } from '../receipt/receipt.ts';
import { keepReceipt } from '../receipt/receipt-store.ts';
import {
  addEvidence,
  findFinding,
  foldMatches,
  listFindings,
  saveState,
  type ListedFinding,
} from './finding-store.ts';

/** The fact that a finding was opened; what `incident` needs to judge it. */
export const findingOpened = 'finding.opened';

export interface FindingSettings {
  readonly engineVersion: string;
  /** See `pipelineHash`. */
  readonly pipelineHash: string;
  /** From this severity on, a finding becomes an incident by itself. */
  readonly autoIncidentFrom: Severity;
}

/** The findings that matches belong to now, and how many of them are new. */
export interface Recorded {
  readonly touched: readonly FindingId[];
  readonly opened: number;
}

/** Folds matches, those of a batch or those that a hunt has found, into findings and publishes a fact for each that is new. */
export async function recordMatches(
  tx: Tx,
  clock: Clock,
  settings: FindingSettings,
  groups: readonly MatchGroup[],
  foundBy: FoundBy = 'live',
): Promise<Recorded> {
  const touched: FindingId[] = [];
  let count = 0;
  for (const group of inLockOrder(groups)) {
    const { id, opened } = await foldMatches(tx, clock, group, settings.engineVersion, foundBy);
    if (opened) count += 1;
    if (group.evidence.length > 0) await keepEvidence(tx, clock, settings, group, id);
    if (opened) await publishOpened(tx, clock, settings, group, id);
    await announce(tx, { topic: 'finding', id, companyId: group.companyId });
    touched.push(id);
  }
  return { touched, opened: count };
}

async function keepEvidence(
  tx: Tx,
  clock: Clock,
  settings: FindingSettings,
  { companyId, evidence, rule }: MatchGroup,
  id: FindingId,
): Promise<void> {
  const receipt = receiptOf(settings.engineVersion, settings.pipelineHash, rule.documents);
  await keepReceipt(tx, { id, companyId }, receipt, rule.documents, clock.now());
  await addEvidence(tx, companyId, id, receipt.id, evidence);
}

/** Always the same order, so that two transactions never wait for each other in a circle. */
const inLockOrder = (groups: readonly MatchGroup[]): readonly MatchGroup[] =>
  groups.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));

const keyOf = (group: MatchGroup): string =>
  `${group.companyId} ${group.rule.id} ${group.entity.type} ${group.entity.value}`;
const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function publishOpened(
  tx: Tx,
  clock: Clock,
  settings: FindingSettings,
  group: MatchGroup,
  id: FindingId,
): Promise<void> {
  const { companyId, rule, entity, firstAt } = group;
  const payload = payloadOf(settings, { id, companyId, rule, entity, firstAt });
  await publishFact(tx, clock, { name: findingOpened, companyId, payload });
}

/** The payload of `finding.opened` for a finding that is stored: for a person's decision made later. */
export const findingOpenedPayload = (settings: FindingSettings, finding: Finding) =>
  payloadOf(settings, {
    id: finding.id,
    companyId: finding.companyId,
    rule: { id: finding.ruleId, severity: finding.severity, snapshot: finding.rule },
    entity: finding.entity,
    firstAt: finding.firstMatchAt,
  });

function payloadOf(
  settings: FindingSettings,
  finding: Pick<Finding, 'id' | 'companyId' | 'entity'> & {
    readonly rule: Pick<FindingRule, 'id' | 'severity' | 'snapshot'>;
    readonly firstAt: Date;
  },
) {
  const { rule } = finding;
  return {
    findingId: finding.id,
    companyId: finding.companyId,
    ruleId: rule.id,
    ruleTitle: rule.snapshot.title,
    severity: rule.severity,
    title: rule.snapshot.title,
    tags: rule.snapshot.tags,
    entity: finding.entity,
    firstMatchAt: finding.firstAt.toISOString(),
    autoIncident: compareSeverity(rule.severity, settings.autoIncidentFrom) >= 0,
    playbook: rule.snapshot.playbook,
    recommendedMeasures: rule.snapshot.recommendedMeasures,
  };
}

/** Moves a finding on; the caller has decided what follows from it. */
export async function changeFinding(
  tx: Tx,
  clock: Clock,
  id: FindingId,
  companyId: CompanyId | null,
  input: FindingInput,
): Promise<Result<Finding, FindingFailure>> {
  const finding = await findFinding(tx, id, companyId);
  if (finding === null) return err({ code: 'finding_not_found', message: 'There is no such finding.' });
  const moved = advance(finding.state, input);
  if (!moved.ok)
    return err({ ...moved.error, message: `${findingLabel(finding.number)}: ${moved.error.message}` });
  await saveState(tx, finding, moved.value, clock.now());
  await announce(tx, { topic: 'finding', id, companyId: finding.companyId });
  return ok({ ...finding, state: moved.value });
}

/** The findings of an incident, newest match first. */
export function findingsOfIncident(tx: Tx, incidentId: IncidentId): Promise<readonly ListedFinding[]> {
  const any = { companyId: null, status: [], severity: [], ruleId: null, number: null, text: null };
  return listFindings(tx, { ...any, incidentId }, mostFindingsOfIncident, null);
}

const mostFindingsOfIncident = 500;

/** Closes an incident's findings with it, so that new matches open a new one. */
export async function closeFindingsOf(tx: Tx, clock: Clock, incidentId: IncidentId): Promise<void> {
  for (const finding of await findingsOfIncident(tx, incidentId)) {
    await changeFinding(tx, clock, finding.id, finding.companyId, { kind: 'incident_closed' });
  }
}
