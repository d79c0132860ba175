import type { Actor } from '../identity/index.ts';
import type { ColumnType, Generated } from 'kysely';
import type { Severity } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { IncidentStatus } from './incident.ts';
import type { TimelineKind, Visibility } from './timeline.ts';

export type IncidentTables = {
  incident_number: { year: number; last: number };
  incident: {
    id: string;
    year: number;
    sequence: number;
    title: string;
    severity: Severity;
    status: IncidentStatus;
    cancel_reason: 'false_positive' | 'duplicate' | null;
    duplicate_of: string | null;
    summary: string | null;
    assignee_id: string | null;
    opened_at: Date;
    updated_at: Date;
    ended_at: Date | null;
  };
  incident_company: {
    incident_id: string;
    company_id: string;
    state: 'suspected' | 'confirmed' | 'cleared';
    affected_at: Date;
  };
  incident_finding: {
    finding_id: string;
    incident_id: string;
    company_id: string;
    rule_id: string;
    rule_title: string;
    entity_type: string;
    entity_value: string;
    title: string;
    severity: Severity;
    first_match_at: Date;
    tags: string[];
    playbook: string | null;
    recommended_measures: string[];
    attached_at: Date;
  };
  incident_timeline: {
    id: string;
    position: Generated<number>;
    incident_id: string;
    company_id: string | null;
    at: Date;
    kind: TimelineKind;
    actor_kind: Actor['kind'];
    actor_id: string | null;
    actor_name: string;
    text: string;
    visibility: Visibility;
    data: ColumnType<Readonly<Record<string, unknown>>, string, never>;
  };
  /** Identity's; read for names only. */
  company: { id: string; kind: string; name: string; locale: string; status: string };
  app_user: { id: string; company_id: string; name: string; disabled_at: Date | null };
};

export const tables = (tx: Tx) => tx.$extendTables<IncidentTables>();
