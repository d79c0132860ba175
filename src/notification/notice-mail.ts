import type { AffectedCompany, IncidentFacts } from '../incident/index.ts';
import type { CompanyId, Severity } from '../kernel/index.ts';
import type { Clause, Language } from './agreement.ts';
import { dayText, timeText, words } from './notice-words.ts';
import type { DraftContext, MailContext, ProviderContact, Templates } from './templates.ts';

/** Colours that pass WCAG AA on white. */
const accents: Readonly<Record<Severity, string>> = {
  informational: '#374151',
  low: '#1d4ed8',
  medium: '#92400e',
  high: '#b91c1c',
  critical: '#991b1b',
};
const mostFindings = 5;
/** More than this nobody does under stress. */
const mostMeasures = 6;

/** The clause in words, as the agreement and the obligation show it. */
export const clauseText = (templates: Templates, clause: Clause): string =>
  templates.clause(clause.language, {
    hours: clause.durationHours,
    severity: words[clause.language].severity[clause.trigger.minSeverity],
    categories: clause.contactCategories
      .map((category) => words[clause.language].category[category] ?? category)
      .join(', '),
  });

/** A first text for a notice: what is known of the incident and of this company's part in it. */
export function draftOf(
  templates: Templates,
  language: Language,
  incident: IncidentFacts,
  company: AffectedCompany,
  planName: string | null,
): { readonly subject: string; readonly bodyText: string } {
  const context: DraftContext = {
    number: incident.number,
    company: company.name,
    // Titles come from rules, which are written in English.
    title: language === 'en' ? incident.title : (planName ?? incident.title),
    confirmed: company.state === 'confirmed',
    affectedAt: timeText(language, company.affectedAt),
    findings: incident.findings
      .filter(({ companyId }) => companyId === company.companyId)
      .slice(0, mostFindings)
      .map(({ title, entity, firstMatchAt }) => ({
        title,
        entity: entity.value,
        firstMatchAt: timeText(language, firstMatchAt),
      })),
  };
  return { subject: templates.subject(language, context), bodyText: templates.body(language, context) };
}

/**
 * What the customer is advised to do: the rules' own words first where they are in the notice's language (rules are
 * written in English), then the playbook's.
 */
export function measuresOf(
  language: Language,
  incident: IncidentFacts,
  companyId: CompanyId,
  fromPlaybook: readonly string[],
): readonly string[] {
  const fromRules = incident.findings
    .filter((finding) => finding.companyId === companyId)
    .flatMap(({ recommendedMeasures }) => recommendedMeasures);
  const all = language === 'en' ? [...fromRules, ...fromPlaybook] : fromPlaybook;
  const chosen = all.length === 0 ? fromRules : all;
  return [...new Set(chosen.map((text) => text.trim()))].filter((text) => text !== '').slice(0, mostMeasures);
}

/** What a mail is made of besides its text. */
export interface Letterhead {
  readonly language: Language;
  readonly number: string;
  readonly severity: Severity;
  readonly company: string;
  readonly provider: string;
  readonly agreement: string;
  readonly trackingUrl: string;
  readonly trackingExpiresAt: Date;
  readonly contact: ProviderContact;
}

/** The whole mail, as it is sent and as it is shown to those who approve it. */
export function mailOf(
  templates: Templates,
  head: Letterhead,
  notice: { readonly subject: string; readonly bodyText: string; readonly measures: readonly string[] },
): { readonly text: string; readonly html: string } {
  const context: MailContext = {
    number: head.number,
    company: head.company,
    provider: head.provider,
    agreement: head.agreement,
    severity: words[head.language].severity[head.severity],
    accent: accents[head.severity],
    subject: notice.subject,
    body: notice.bodyText,
    measures: notice.measures,
    trackingUrl: head.trackingUrl,
    trackingUntil: dayText(head.language, head.trackingExpiresAt),
    contact: head.contact,
  };
  return {
    text: templates.mailText(head.language, context),
    html: templates.mailHtml(head.language, context),
  };
}
