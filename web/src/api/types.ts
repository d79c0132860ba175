import type { Body, Item, Reply } from './routes.ts';

/** Names for what the server's description (schema.ts) calls by its path; nothing here says what they hold. */

export type Session = Reply<'get', '/session'>;
export type User = Item<'/users'>;
export type Role = User['role'];
export type Permission = Session['permissions'][number];
export type Invitation = Item<'/users/invitations'>;
export type PublicInvitation = Reply<'get', '/invitations/{token}'>;
export type ApiToken = Item<'/tokens'>;

export type OfferedWays = Reply<'get', '/sign-in/ways'>;
export type OfferedProvider = OfferedWays['identityProviders'][number];
export type Passkey = Item<'/passkeys'>;
export type UserWays = Reply<'get', '/users/{id}/sign-in'>;
export type IdentityProvider = Item<'/identity-providers'>;

export type Company = Item<'/companies'>;
export type CompanyDetail = Reply<'get', '/companies/{id}'>;
export type OffBoarding = Reply<'get', '/companies/{id}/off-boarding'>;
export type OffBoardingStep = OffBoarding['steps'][number];
export type Contact = Item<'/companies/{id}/contacts'>;
export type ContactCategory = NonNullable<Body<'post', '/companies/{id}/contacts'>['categories']>[number];
export type Source = Item<'/sources'>;
/** A source as it is when it has just been made: nothing has come from it yet. */
export type NewSource = Reply<'post', '/sources'>['source'];

export type SecurityEvent = Item<'/events'>;
export type EventDetail = Reply<'get', '/events/{id}'>;
export type Histogram = Reply<'get', '/events/histogram'>;
export type QueryField = Item<'/events/query-fields'>;
export type FieldStatistics = Reply<'get', '/events/fields'>;
export type SavedSearch = Item<'/saved-searches'>;
export type IntakeStatus = Reply<'get', '/intake/status'>;
export type Reconciliation = Reply<'get', '/intake/reconciliation'>;
export type SourceBalance = Reconciliation['sources'][number];

export type Finding = Item<'/findings'>;
export type FindingDetail = Reply<'get', '/findings/{id}'>;
export type FindingStatus = Finding['status'];
export type Severity = Finding['severity'];
export type TriageDecision = Body<'post', '/findings/{id}/triage'>;
export type Rule = Item<'/rules'>;
export type DeadRule = Item<'/dead-rules'>;
export type RuleDetail = Reply<'get', '/rules/{id}'>;
export type Replay = Reply<'get', '/findings/{id}/replay'>;
export type Explanation = Reply<'post', '/events/{id}/explanation'>;
export type RulesOfEvent = Reply<'get', '/events/{id}/rules'>;
export type CheckedRule = Reply<'post', '/rules/check'>;
export type TriedRule = Reply<'post', '/rules/try'>;
export type RuleList = Reply<'get', '/rules'>;
export type AttackCoverage = Reply<'get', '/attack/coverage'>;
export type AttackTechnique = AttackCoverage['techniques'][number];
export type EventRuleFields = Reply<'get', '/events/{id}/rule-fields'>;
export type RuleState = Rule['state'];
export type RuleOrigin = Rule['origin'];
export type RefusedRule = RuleList['refused'][number];

export type Incident = Item<'/incidents'>;
export type IncidentDetail = Reply<'get', '/incidents/{id}'>;
export type IncidentStatus = Incident['status'];
export type AffectedCompany = Incident['companies'][number];
export type TimelineEntry = IncidentDetail['timeline'][number];
export type NewNote = Body<'post', '/incidents/{id}/timeline'>;
export type Plan = NonNullable<Reply<'get', '/incidents/{id}/plan'>['plan']>;
export type PlanStep = Plan['steps'][number];
export type StepStatus = PlanStep['status'];

export type Agreement = Item<'/agreements'>;
export type Clause = Agreement['clauses'][number];
export type NewClause = Body<'post', '/agreements'>['clauses'][number];
export type Language = Clause['language'];
export type Obligation = Item<'/obligations'>;
export type ObligationStatus = Obligation['status'];
export type Notice = Reply<'get', '/notices/{id}'>;
export type NoticeStatus = Notice['status'];
export type RecipientStatus = Notice['recipients'][number]['status'];
export type ReportAction = Notice['reports'][number]['action'];
export type Alert = Item<'/incidents/{id}/alerts'>;
export type AlertLevel = Alert['level'];
export type AlertPreference = Reply<'get', '/alert-preference'>;
export type AlertWish = AlertPreference[AlertLevel];
export type BounceHealth = Reply<'get', '/notice-settings/bounces'>;
export type NoticeSummary = Item<'/incidents/{id}/notices'>;
export type ProviderContact = Reply<'get', '/notice-settings/contact'>;
export type ReceivedNotice = Item<'/received-notices'>;
export type Tracking = Reply<'get', '/track/{token}'>;

export type Suppression = Item<'/suppressions'>;
export type SuppressionKind = Suppression['kind'];
export type SuppressionState = Suppression['state'];
export type SuppressionDetail = Reply<'get', '/suppressions/{id}'>;
export type SuppressedMatch = Item<'/suppressions/{id}/matches'>;
export type EventField = Item<'/events/{id}/filter-fields'>;
export type CheckedFilter = Reply<'post', '/suppressions/filters/check'>;

export type ActivityRecord = Item<'/activity'>;
export type BackupList = Reply<'get', '/backups'>;
export type Backup = BackupList['items'][number];
export type FileSystems = Reply<'get', '/file-systems'>;
export type FileSystem = FileSystems['items'][number];
export type CompanyStorage = Reply<'get', '/companies/{id}/storage'>;
export type RetentionPreview = NonNullable<CompanyStorage['preview']>;
export type QuotaAction = CompanyStorage['quota']['action'];
export type Overview = Reply<'get', '/overview'>;
export type UsedQuota = Overview['quotas'][number];
export type CountBySeverity = Overview['incidentsOpen']['bySeverity'];

/** A change as `/stream` tells it. */
export interface StreamChange {
  readonly topic: 'finding' | 'incident' | 'obligation' | 'notice' | 'intake' | 'rule' | 'suppression';
  readonly id: string;
  readonly companyId: string | null;
}
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A list of every member of a union, in an order of ours: does not compile when one is missing. */
const every =
  <U extends string>() =>
  <const L extends readonly U[]>(list: L & ([U] extends [L[number]] ? unknown : never)): L =>
    list;

export const severities = every<Severity>()(['informational', 'low', 'medium', 'high', 'critical']);
export const ruleStates = every<RuleState>()(['active', 'draft', 'disabled', 'quarantined']);
export const suppressionKinds = every<SuppressionKind>()(['entity', 'rule', 'filter']);
export const ruleOrigins = every<RuleOrigin>()(['shipped', 'overlay', 'local']);
export const findingStatuses = every<FindingStatus>()(['new', 'triaged', 'dismissed', 'closed']);
export const alertLevels = every<AlertLevel>()(['warning', 'escalation', 'breach']);
export const alertWishes = every<AlertWish>()(['all', 'own', 'none']);
export const quotaActions = every<QuotaAction>()(['warn', 'remove_oldest']);
export const contactCategories = every<ContactCategory>()(['security', 'legal', 'operations']);
export const customerRoles = ['owner', 'member', 'viewer'] as const satisfies readonly Role[];
export const providerRoles = every<Exclude<Role, (typeof customerRoles)[number]>>()([
  'admin',
  'analyst',
  'lead',
  'specialist',
  'vulnerability_manager',
  'auditor',
]);
