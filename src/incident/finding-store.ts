import { sql } from 'kysely';
import type { CompanyId, FindingId, IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { FindingOpened } from './incident-schema.ts';
import { tables } from './incident-tables-store.ts';

/** Makes work on one company, rule and entity wait for other such work until the transaction ends. */
export async function lockFold(tx: Tx, finding: FindingOpened): Promise<void> {
  const key = JSON.stringify([finding.companyId, finding.ruleId, finding.entity.type, finding.entity.value]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

export async function incidentOfFinding(tx: Tx, findingId: FindingId): Promise<IncidentId | null> {
  const row = await tables(tx)
    .selectFrom('incident_finding')
    .select('incident_finding.incident_id')
    .where('incident_finding.finding_id', '=', findingId)
    .executeTakeFirst();
  return (row?.incident_id ?? null) as IncidentId | null;
}

/** The running incident that already has a finding of the same company, rule and entity; the oldest one. */
export async function findFold(tx: Tx, finding: FindingOpened): Promise<IncidentId | null> {
  const row = await tables(tx)
    .selectFrom('incident_finding')
    .innerJoin('incident', 'incident.id', 'incident_finding.incident_id')
    .select('incident.id')
    .where('incident_finding.company_id', '=', finding.companyId)
    .where('incident_finding.rule_id', '=', finding.ruleId)
    .where('incident_finding.entity_type', '=', finding.entity.type)
    .where('incident_finding.entity_value', '=', finding.entity.value)
    .where('incident.ended_at', 'is', null)
    .orderBy('incident.opened_at')
    .orderBy('incident.id')
    .executeTakeFirst();
  return (row?.id ?? null) as IncidentId | null;
}

/** Links a finding; false when it already belongs to an incident. */
export async function insertFinding(
  tx: Tx,
  incidentId: IncidentId,
  finding: FindingOpened,
  at: Date,
): Promise<boolean> {
  const result = await tables(tx)
    .insertInto('incident_finding')
    .values({
      finding_id: finding.findingId,
      incident_id: incidentId,
      company_id: finding.companyId,
      rule_id: finding.ruleId,
      rule_title: finding.ruleTitle,
      entity_type: finding.entity.type,
      entity_value: finding.entity.value,
      title: finding.title,
      severity: finding.severity,
      first_match_at: finding.firstMatchAt,
      tags: finding.tags,
      playbook: finding.playbook,
      recommended_measures: finding.recommendedMeasures,
      attached_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** What other slices need of an incident's finding. */
export interface IncidentFinding {
  readonly findingId: FindingId;
  readonly companyId: CompanyId;
  readonly ruleId: string;
  readonly ruleTitle: string;
  readonly entity: { readonly type: string; readonly value: string };
  readonly title: string;
  readonly firstMatchAt: Date;
  readonly tags: readonly string[];
  readonly playbook: string | null;
  readonly recommendedMeasures: readonly string[];
}

/** An incident's findings in the order in which they were attached. */
export async function readFindings(tx: Tx, incidentId: IncidentId): Promise<readonly IncidentFinding[]> {
  const rows = await tables(tx)
    .selectFrom('incident_finding')
    .select([
      'incident_finding.finding_id',
      'incident_finding.company_id',
      'incident_finding.rule_id',
      'incident_finding.rule_title',
      'incident_finding.entity_type',
      'incident_finding.entity_value',
      'incident_finding.title',
      'incident_finding.first_match_at',
      'incident_finding.tags',
      'incident_finding.playbook',
      'incident_finding.recommended_measures',
    ])
    .where('incident_finding.incident_id', '=', incidentId)
    .orderBy('incident_finding.attached_at')
    .orderBy('incident_finding.finding_id')
    .execute();
  return rows.map((row) => ({
    findingId: row.finding_id as FindingId,
    companyId: row.company_id as CompanyId,
    ruleId: row.rule_id,
    ruleTitle: row.rule_title,
    entity: { type: row.entity_type, value: row.entity_value },
    title: row.title,
    firstMatchAt: row.first_match_at,
    tags: row.tags,
    playbook: row.playbook,
    recommendedMeasures: row.recommended_measures,
  }));
}
