import {
  findingStatuses,
  ruleOrigins,
  ruleStates,
  severities,
  suppressionKinds,
  type FindingStatus,
  type RuleOrigin,
  type RuleState,
  type Severity,
  type SuppressionKind,
} from '../api/types.ts';
import { coverageViews, type CoverageView } from '../features/attack/coverage-view.ts';
import { markNames, type RuleMark } from '../features/rules/rule-mark.ts';
import { readList, readOneOf, readText, readWords, type RawSearch } from '../lib/search-params.ts';
import { parseTimeRange } from '../lib/time-range.ts';

/** What the URL of each page holds. A reader drops whatever does not fit. */

export const incidentViews = ['open', 'closed', 'all'] as const;
export interface IncidentsSearch {
  readonly view?: (typeof incidentViews)[number] | undefined;
  readonly severity?: Severity[] | undefined;
  readonly companyId?: string | undefined;
  readonly q?: string | undefined;
}
export const readIncidentsSearch = (raw: RawSearch): IncidentsSearch => ({
  view: readOneOf(raw, 'view', incidentViews),
  severity: readList(raw, 'severity', severities),
  companyId: readText(raw, 'companyId'),
  q: readText(raw, 'q'),
});

export const incidentTabs = ['timeline', 'plan', 'notices', 'findings'] as const;
export interface IncidentSearch {
  readonly tab?: (typeof incidentTabs)[number] | undefined;
  readonly notice?: string | undefined;
}
export const readIncidentSearch = (raw: RawSearch): IncidentSearch => ({
  tab: readOneOf(raw, 'tab', incidentTabs),
  notice: readText(raw, 'notice'),
});

export const findingViews = [...findingStatuses, 'all'] as const;
export interface FindingsSearch {
  readonly status?: FindingStatus | 'all' | undefined;
  readonly severity?: Severity[] | undefined;
  readonly companyId?: string | undefined;
  readonly ruleId?: string | undefined;
  readonly q?: string | undefined;
  readonly selected?: string | undefined;
}
export const readFindingsSearch = (raw: RawSearch): FindingsSearch => ({
  status: readOneOf(raw, 'status', findingViews),
  severity: readList(raw, 'severity', severities),
  companyId: readText(raw, 'companyId'),
  ruleId: readText(raw, 'ruleId'),
  q: readText(raw, 'q'),
  selected: readText(raw, 'selected'),
});

export interface EventsSearch {
  readonly range?: string | undefined;
  readonly q?: string | undefined;
  readonly companyId?: string | undefined;
  readonly selected?: string | undefined;
  /** The rule that is explained on the selected event; `*` for the list of its rules. */
  readonly rule?: string | undefined;
  readonly field?: string | undefined;
  /** What the bars over time are made of. */
  readonly split?: (typeof eventSplits)[number] | undefined;
  /** The saved search that was opened. */
  readonly saved?: string | undefined;
}
export const eventSplits = ['severity', 'class'] as const;
export const readEventsSearch = (raw: RawSearch): EventsSearch => ({
  range: readRange(raw),
  q: readText(raw, 'q'),
  companyId: readText(raw, 'companyId'),
  selected: readText(raw, 'selected'),
  rule: readText(raw, 'rule'),
  field: readText(raw, 'field'),
  split: readOneOf(raw, 'split', eventSplits),
  saved: readText(raw, 'saved'),
});

export const outcomes = ['success', 'denied', 'failed'] as const;
export interface ActivitySearch {
  readonly range?: string | undefined;
  readonly principal?: string | undefined;
  readonly eventName?: string | undefined;
  readonly resource?: string | undefined;
  readonly outcome?: (typeof outcomes)[number] | undefined;
  /** Without it only changes are shown. */
  readonly reads?: 'shown' | undefined;
  readonly companyId?: string | undefined;
  readonly selected?: string | undefined;
}
export const readActivitySearch = (raw: RawSearch): ActivitySearch => ({
  range: readRange(raw),
  principal: readText(raw, 'principal'),
  eventName: readText(raw, 'eventName'),
  resource: readText(raw, 'resource'),
  outcome: readOneOf(raw, 'outcome', outcomes),
  reads: readOneOf(raw, 'reads', ['shown']),
  companyId: readText(raw, 'companyId'),
  selected: readText(raw, 'selected'),
});

export const companyTabs = ['overview', 'users', 'sources', 'contacts', 'agreements'] as const;
export interface CompanySearch {
  readonly tab?: (typeof companyTabs)[number] | undefined;
}
export const readCompanySearch = (raw: RawSearch): CompanySearch => ({
  tab: readOneOf(raw, 'tab', companyTabs),
});

export interface ListSearch {
  readonly q?: string | undefined;
}
export const readListSearch = (raw: RawSearch): ListSearch => ({ q: readText(raw, 'q') });

export const ruleSorts = ['cost', 'matches'] as const;
export type RuleSort = (typeof ruleSorts)[number];
export interface RulesSearch extends ListSearch {
  readonly state?: RuleState[] | undefined;
  readonly level?: Severity[] | undefined;
  readonly origin?: RuleOrigin[] | undefined;
  readonly mark?: RuleMark[] | undefined;
  /** Of MITRE ATT&CK, with the sub-techniques of a technique. */
  readonly technique?: string | undefined;
  readonly tactic?: string | undefined;
  /** By what the list is sorted, most first; absent: by title. */
  readonly sort?: RuleSort | undefined;
  readonly selected?: string | undefined;
}
export const readRulesSearch = (raw: RawSearch): RulesSearch => ({
  q: readText(raw, 'q'),
  state: readList(raw, 'state', ruleStates),
  level: readList(raw, 'level', severities),
  origin: readList(raw, 'origin', ruleOrigins),
  mark: readList(raw, 'mark', markNames),
  technique: readTechnique(raw),
  tactic: readText(raw, 'tactic'),
  sort: readOneOf(raw, 'sort', ruleSorts),
  selected: readText(raw, 'selected'),
});

function readTechnique(raw: RawSearch): string | undefined {
  const id = readText(raw, 'technique');
  return id !== undefined && /^[Tt]\d{4}(?:\.\d{3})?$/.test(id) ? id.toUpperCase() : undefined;
}

export interface AttackSearch {
  readonly product?: string[] | undefined;
  readonly fed?: 'true' | undefined;
  readonly view?: CoverageView | undefined;
}
export const readAttackSearch = (raw: RawSearch): AttackSearch => ({
  product: readWords(raw, 'product'),
  fed: readOneOf(raw, 'fed', ['true']),
  view: readOneOf(raw, 'view', coverageViews),
});

export interface NewRuleSearch {
  /** The event that the rule is made from, which of its fields it asks for, and which of its log sources it names. */
  readonly event?: string | undefined;
  readonly fields?: string[] | undefined;
  readonly source?: number | undefined;
}
export const readNewRuleSearch = (raw: RawSearch): NewRuleSearch => {
  const source = readText(raw, 'source');
  return {
    event: readText(raw, 'event'),
    fields: readWords(raw, 'fields'),
    source: source !== undefined && /^\d{1,3}$/.test(source) ? Number(source) : undefined,
  };
};

export const ruleTabs = ['rule', 'tests', 'try', 'versions'] as const;
export interface RuleSearch {
  readonly tab?: (typeof ruleTabs)[number] | undefined;
}
export const readRuleSearch = (raw: RawSearch): RuleSearch => ({ tab: readOneOf(raw, 'tab', ruleTabs) });

/** `current`: in force, or a filter that is switched off and can be switched on. `over`: expired or ended. */
export const suppressionViews = ['current', 'expiring', 'over', 'all'] as const;
export interface SuppressionsSearch {
  readonly view?: (typeof suppressionViews)[number] | undefined;
  readonly kind?: SuppressionKind[] | undefined;
  readonly companyId?: string | undefined;
  readonly ruleId?: string | undefined;
  readonly entityType?: string | undefined;
  readonly entity?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly q?: string | undefined;
}
export const readSuppressionsSearch = (raw: RawSearch): SuppressionsSearch => ({
  view: readOneOf(raw, 'view', suppressionViews),
  kind: readList(raw, 'kind', suppressionKinds),
  companyId: readText(raw, 'companyId'),
  ruleId: readText(raw, 'ruleId'),
  entityType: readText(raw, 'entityType'),
  entity: readText(raw, 'entity'),
  ownerId: readText(raw, 'ownerId'),
  q: readText(raw, 'q'),
});

export interface TokenSearch {
  readonly token?: string | undefined;
  readonly error?: string | undefined;
}
export const readTokenSearch = (raw: RawSearch): TokenSearch => ({
  token: readText(raw, 'token'),
  error: readText(raw, 'error'),
});

export interface SignInSearch {
  readonly redirect?: string | undefined;
  /** The code of what went wrong at an identity provider, and which one it was. */
  readonly problem?: string | undefined;
  readonly provider?: string | undefined;
}
/** Only a path of this site is followed after signing in. */
export const readSignInSearch = (raw: RawSearch): SignInSearch => {
  const redirect = readText(raw, 'redirect');
  const problem = readText(raw, 'problem');
  return {
    redirect: redirect !== undefined && /^\/(?![/\\])/.test(redirect) ? redirect : undefined,
    problem: problem !== undefined && /^[a-z_]{1,60}$/.test(problem) ? problem : undefined,
    provider: readText(raw, 'provider'),
  };
};

function readRange(raw: RawSearch): string | undefined {
  const text = readText(raw, 'range');
  return text !== undefined && parseTimeRange(text) ? text : undefined;
}
