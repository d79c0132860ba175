/** Response and request shapes of `/api/v1`. One place, so that types generated from openapi.json can take over. */

export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export const permissions = [
  'company:read',
  'company:write',
  'user:read',
  'user:write',
  'token:write',
  'source:read',
  'source:write',
  'event:read',
  'finding:read',
  'finding:triage',
  'rule:read',
  'incident:read',
  'incident:write',
  'plan:write',
  'agreement:read',
  'agreement:write',
  'obligation:read',
  'notice:read',
  'notice:write',
  'notice:approve',
  'activity:read',
  'setting:write',
  'metrics:read',
] as const;
export type Permission = (typeof permissions)[number];

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total?: number;
}
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Session {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly locale: string;
  };
  readonly kind: 'provider' | 'customer';
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly roles: readonly string[];
  readonly permissions: readonly Permission[];
  readonly provider: { readonly name: string };
  readonly mail: { readonly configured: boolean; readonly outboxPath: string | null };
  readonly version: string;
}

export const providerRoles = [
  'admin',
  'analyst',
  'lead',
  'specialist',
  'vulnerability_manager',
  'auditor',
] as const;
export const customerRoles = ['owner', 'member', 'viewer'] as const;
export type Role = (typeof providerRoles)[number] | (typeof customerRoles)[number];

export interface SetupState {
  readonly state: 'open' | 'done' | 'invalid';
  readonly providerName: string | null;
}
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly expiresAt: string;
}
export interface PublicInvitation {
  readonly email: string;
  readonly role: Role;
  readonly companyName: string | null;
  readonly expiresAt: string;
}
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly disabled: boolean;
  readonly lastSeenAt?: string | null;
}
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
}

export interface Company {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly retentionDays: number;
  readonly locale: string;
  readonly createdAt?: string;
}
export interface CompanyDetail extends Company {
  readonly counts: {
    readonly users: number;
    readonly sources: number;
    readonly openIncidents: number;
    readonly openFindings: number;
  };
}
export interface OffBoarding {
  readonly exportedAt: string | null;
  readonly erasedAt: string | null;
  readonly state: string;
}
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}
export const contactCategories = ['security', 'legal', 'operations'] as const;
export type ContactCategory = (typeof contactCategories)[number];
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly categories: readonly ContactCategory[];
  readonly locale: string;
}
export interface Source {
  readonly id: string;
  readonly name: string;
  readonly kind: 'http' | 'syslog';
  readonly companyId: string;
  readonly companyName?: string;
  readonly projectId?: string | null;
  readonly lastEventAt: string | null;
  readonly eventCount24h: number;
  readonly addresses: readonly string[];
  readonly disabled: boolean;
}

export interface SecurityEvent {
  readonly id: string;
  readonly time: string;
  readonly receivedAt: string;
  readonly companyId: string;
  readonly sourceId: string;
  readonly classUid: number;
  readonly className: string;
  readonly severity: Severity;
  readonly message: string;
  readonly host: string | null;
  readonly userName: string | null;
  readonly srcIp: string | null;
  readonly product: string | null;
  readonly service: string | null;
  readonly parser: string | null;
  readonly unparsedReason: string | null;
}
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export interface EventDetail extends SecurityEvent {
  readonly ocsf: { readonly [key: string]: Json } | null;
  readonly raw: string;
}
export interface EventPage extends Page<SecurityEvent> {
  readonly searched: { readonly rows: number; readonly ms: number };
}
export interface Histogram {
  readonly from: string;
  readonly to: string;
  readonly bucketMs: number;
  readonly buckets: readonly { readonly at: string; readonly count: number }[];
  readonly total: number;
}
export interface FieldValues {
  readonly field: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly distinct: number;
}
export interface QueryField {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}
export interface IntakeStatus {
  readonly received: number;
  readonly stored: number;
  readonly evaluated: number;
  readonly rejected: { readonly [reason: string]: number };
  readonly spool: { readonly bytes: number; readonly oldestAt: string | null; readonly quotaBytes: number };
  readonly listeners: readonly {
    readonly transport: string;
    readonly address: string;
    readonly port: number;
  }[];
}

export const findingStatuses = ['new', 'triaged', 'dismissed', 'closed'] as const;
export type FindingStatus = (typeof findingStatuses)[number];
export interface Finding {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly companyId: string;
  readonly companyName: string;
  readonly rule: { readonly id: string; readonly title: string; readonly author: string | null };
  readonly entity: { readonly type: string; readonly value: string };
  readonly matchCount: number;
  readonly firstMatchAt: string;
  readonly lastMatchAt: string;
  readonly incidentId: string | null;
}
export interface FindingDetail extends Finding {
  readonly description: string | null;
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly evidence: readonly { readonly eventId: string; readonly time: string; readonly message: string }[];
  readonly receipt: { readonly ruleHash: string; readonly engineVersion: string };
}
export type TriageDecision =
  | { readonly decision: 'incident'; readonly severity?: Severity }
  | { readonly decision: 'attach'; readonly incidentId: string }
  | { readonly decision: 'dismiss'; readonly reason: string };
export interface TriageResult {
  readonly finding: Finding;
  readonly incidentId: string | null;
}

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly level: Severity;
  readonly status: string;
  readonly author: string | null;
  readonly kind: 'rule' | 'correlation';
  readonly logSource: {
    readonly product?: string | null;
    readonly category?: string | null;
    readonly service?: string | null;
  } | null;
  readonly tags: readonly string[];
  readonly matches24h: number;
  readonly file: string;
}
export interface RuleDetail extends Rule {
  readonly yaml: string;
  readonly hash: string;
}
export interface RefusedRule {
  readonly file: string;
  readonly line: number | null;
  readonly code: string;
  readonly reason: string;
}
export interface RuleList {
  readonly items: readonly Rule[];
  readonly refused: readonly RefusedRule[];
}

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
export interface Incident {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly companies: readonly (Named & { readonly confirmed?: boolean })[];
  readonly openedAt: string;
  readonly assignee: Named | null;
  readonly nextDueAt: string | null;
  readonly findingCount: number;
  readonly summary?: string | null;
}
export interface TimelineEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly actor: Named | null;
  readonly text: string;
  readonly visibility: 'internal' | 'customer';
  readonly data: { readonly [key: string]: Json } | null;
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
  readonly doneBy: Named | string | null;
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
  readonly plan: Plan | null;
  readonly obligations: readonly Obligation[];
  readonly notices: readonly NoticeSummary[];
}

export interface Clause {
  readonly id?: string;
  readonly trigger: { readonly minSeverity: Severity };
  readonly startsAt: 'company_affected';
  readonly durationHours: number;
  readonly channel: 'email';
  readonly contactCategories: readonly ContactCategory[];
  readonly language: string;
}
export interface Agreement {
  readonly id: string;
  readonly companyId: string;
  readonly title: string;
  readonly number: string;
  readonly version?: number;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly clauses: readonly Clause[];
}
export type ObligationStatus = 'open' | 'warned' | 'fulfilled' | 'breached' | 'fulfilled_late' | 'waived';
export interface Obligation {
  readonly id: string;
  readonly incidentId: string;
  readonly incidentNumber: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly agreementTitle: string;
  readonly clauseText: string;
  readonly startedAt: string;
  readonly dueAt: string;
  readonly status: ObligationStatus;
  readonly share: number;
  readonly warnedPercent: readonly number[];
  readonly fulfilledAt: string | null;
  readonly noticeId: string | null;
}
export type NoticeStatus =
  'draft' | 'awaiting_approval' | 'approved' | 'sending' | 'accepted' | 'unknown' | 'failed' | 'rejected';
export interface NoticeSummary {
  readonly id: string;
  readonly companyId: string;
  readonly companyName?: string;
  readonly obligationId: string | null;
  readonly status: NoticeStatus;
  readonly subject: string;
}
export interface Notice extends NoticeSummary {
  readonly incidentId: string;
  readonly bodyText: string;
  readonly bodyHtml: string;
  readonly recommendedMeasures: readonly { readonly text: string }[];
  readonly recipients: readonly { readonly name: string; readonly email: string; readonly status: string }[];
  readonly author: Named | string | null;
  readonly approver: Named | string | null;
  readonly trackingUrl: string | null;
  readonly messageId: string | null;
  readonly attempts: readonly {
    readonly at: string;
    readonly outcome: string;
    readonly response: string | null;
  }[];
}

export interface Tracking {
  readonly incidentNumber: string;
  readonly title: string;
  readonly companyName: string;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly noticeAt: string | null;
  readonly updates: readonly { readonly at: string; readonly text: string }[];
  readonly recommendedMeasures: readonly {
    readonly id: string;
    readonly text: string;
    readonly done: boolean;
  }[];
  readonly contact:
    | { readonly name?: string | null; readonly email?: string | null; readonly phone?: string | null }
    | string
    | null;
}

export interface ActivityRecord {
  readonly id: string;
  readonly at: string;
  readonly principal: { readonly kind: string; readonly id: string; readonly name: string };
  readonly eventName: string;
  readonly eventSource: string;
  readonly readOnly: boolean;
  readonly outcome: 'success' | 'denied' | 'failed';
  readonly errorCode: string | null;
  readonly sourceIp: string | null;
  readonly userAgent: string | null;
  readonly resources: readonly { readonly type: string; readonly id: string }[];
  readonly companyId: string | null;
  readonly requestId: string | null;
  readonly detail: { readonly [key: string]: Json } | null;
}

export type CountBySeverity = { readonly [S in Severity]?: number };
export interface Overview {
  readonly obligationsDue: readonly Obligation[];
  readonly incidentsOpen: { readonly bySeverity: CountBySeverity };
  readonly findingsNew: { readonly bySeverity: CountBySeverity };
  readonly events: {
    readonly last24h: readonly { readonly at: string; readonly count: number }[];
    readonly total: number;
  };
  readonly sources: { readonly total: number; readonly silent: number };
  readonly intake: { readonly lagMs: number; readonly rejected: number };
}
export interface StreamChange {
  readonly topic: 'finding' | 'incident' | 'obligation' | 'notice' | 'intake';
  readonly id: string;
  readonly companyId: string | null;
}
