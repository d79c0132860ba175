import type { Named, Severity } from './common.ts';
import type { Finding } from './finding.ts';

export const incidentStatuses = [
  'new',
  'triaged',
  'investigating',
  'contained',
  'eradicated',
  'recovered',
  'closed',
  'cancelled',
] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];
export interface AffectedCompany extends Named {
  readonly state: 'suspected' | 'confirmed' | 'cleared';
}
export interface Incident {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly companies: readonly AffectedCompany[];
  readonly openedAt: string;
  readonly assignee: Named | null;
  readonly nextDueAt: string | null;
  readonly findingCount: number;
  readonly summary: string | null;
}
export interface TimelineEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly actor: { readonly id: string | null; readonly name: string } | null;
  readonly text: string;
  readonly visibility: 'internal' | 'customer';
}
export type StepStatus = 'open' | 'in_progress' | 'done' | 'skipped';
export interface PlanStep {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly status: StepStatus;
  readonly dueAt: string | null;
  readonly doneAt: string | null;
  readonly doneBy: { readonly id: string | null; readonly name: string } | null;
  readonly note: string | null;
}
export interface Plan {
  readonly id: string;
  readonly playbook: Named & { readonly version: string | number };
  readonly steps: readonly PlanStep[];
}
export interface Playbook extends Named {
  readonly version: string | number;
  readonly description?: string | null;
}
export interface IncidentDetail {
  readonly incident: Incident;
  readonly findings: readonly Finding[];
  readonly timeline: readonly TimelineEntry[];
}
export interface ProviderContact {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly hours: string | null;
}
export interface Tracking {
  readonly incidentNumber: string;
  readonly title: string;
  readonly companyName: string;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly language: string;
  readonly noticeAt: string | null;
  readonly updates: readonly { readonly at: string; readonly text: string }[];
  readonly recommendedMeasures: readonly {
    readonly id: string;
    readonly text: string;
    readonly done: boolean;
  }[];
  readonly contact: ProviderContact;
}
