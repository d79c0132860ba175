import type { TFunction } from 'i18next';
import { severities, type IncidentDetail, type IncidentStatus, type TimelineEntry } from '../../api/types.ts';
import { incidentStatuses } from './incident-status.ts';

/** What turns an entry's data into a sentence. */
export interface TimelineWords {
  readonly t: TFunction;
  readonly language: string;
  readonly dateTime: (iso: string) => string;
  readonly companies: IncidentDetail['incident']['companies'];
  /** A customer reads of its own company. */
  readonly own: boolean;
}

/**
 * An entry in the reader's language and zone, from its data. Text that people wrote stays as it is, and so does an entry
 * whose data says too little (older ones).
 */
export function timelineText(entry: TimelineEntry, words: TimelineWords): string {
  return sentence(entry, words) ?? entry.text;
}

function sentence(entry: TimelineEntry, words: TimelineWords): string | null {
  const { t } = words;
  const { data } = entry;
  switch (entry.kind) {
    case 'opened':
      return t('timeline.opened');
    case 'status': {
      const [from, to] = [statusOf(data.from), statusOf(data.to)];
      if (from === null || to === null) return null;
      return words.own
        ? t(`portal.status.${to}`)
        : `${t(`incidentStatus.${from}`)} → ${t(`incidentStatus.${to}`)}`;
    }
    case 'severity': {
      const from = severities.find((one) => one === data.from);
      const to = severities.find((one) => one === data.to);
      if (from === undefined || to === undefined) return null;
      return t('timeline.severity', { from: t(`severity.${from}`), to: t(`severity.${to}`) });
    }
    case 'title':
      return typeof data.to === 'string' ? t('timeline.title', { title: data.to }) : null;
    case 'assignee':
      if (data.to === null) return t('timeline.unassigned');
      return typeof data.name === 'string' ? t('timeline.assigned', { name: data.name }) : null;
    case 'finding':
      return t('timeline.finding', { title: entry.text });
    case 'company_affected':
    case 'company_confirmed':
    case 'company_cleared':
      return companySentence(entry, words);
    case 'plan':
    case 'step':
      return planSentence(entry, words);
    case 'obligation':
      return obligationSentence(entry, words);
    case 'notice':
      return noticeSentence(entry, words);
    case 'measure': {
      const { text, done } = data;
      if (typeof text !== 'string') return null;
      return done === true ? t('timeline.measureDone', { text }) : t('timeline.measureOpen', { text });
    }
    case 'company_erased':
      return t('timeline.companyErased');
    case 'note':
    case 'summary':
      return null;
  }
}

function companySentence({ kind, data }: TimelineEntry, words: TimelineWords): string | null {
  const { t, own } = words;
  const company = companyOf(data, words);
  if (kind === 'company_cleared') {
    if (own) return t('timeline.own.cleared');
    if (company === null) return null;
    const { reason } = data;
    return typeof reason === 'string'
      ? t('timeline.clearedBecause', { company, reason })
      : t('timeline.cleared', { company });
  }
  if (kind === 'company_confirmed')
    return own ? t('timeline.own.confirmed') : company && t('timeline.confirmed', { company });
  const certain = data.confirmed === true;
  if (own) return certain ? t('timeline.own.affected') : t('timeline.own.suspected');
  return company && (certain ? t('timeline.affected', { company }) : t('timeline.suspected', { company }));
}

function planSentence({ kind, data }: TimelineEntry, { t, language }: TimelineWords): string | null {
  const name = localized(data.name, language);
  if (name === null) return null;
  if (kind === 'plan')
    return typeof data.steps === 'number' ? t('timeline.plan', { name, count: data.steps }) : null;
  const note = typeof data.note === 'string' ? data.note : '';
  const to = (['open', 'in_progress', 'done', 'skipped'] as const).find((one) => one === data.to);
  return to === undefined ? null : `${t(`timeline.step.${to}`, { name })}${note === '' ? '' : ` ${note}`}`;
}

function obligationSentence({ data }: TimelineEntry, words: TimelineWords): string | null {
  const { t } = words;
  const company = companyOf(data, words);
  // An escalation explains itself in words that are not in its data.
  if (company === null || typeof data.escalated === 'string') return null;
  const late = data.late === true;
  const due = typeof data.dueAt === 'string' ? words.dateTime(data.dueAt) : null;
  if (due !== null) return t('timeline.obligation.started', { company, at: due });
  if (typeof data.fulfilledAt === 'string') {
    const at = words.dateTime(data.fulfilledAt);
    return late
      ? t('timeline.obligation.fulfilledLate', { company, at })
      : t('timeline.obligation.fulfilled', { company, at });
  }
  if (late) return null;
  if (typeof data.percent === 'number')
    return t('timeline.obligation.warned', { company, percent: data.percent });
  if (data.breached === true) return t('timeline.obligation.breached', { company });
  if (data.breached === false) return t('timeline.obligation.unbreached', { company });
  return data.waived === true ? t('timeline.obligation.waived', { company }) : null;
}

const noticeActs = ['edited', 'submitted', 'approved', 'rejected', 'resent', 'unfollowable'] as const;
const outcomes = ['accepted', 'unknown', 'temp_failed', 'failed'] as const;

function noticeSentence({ data, visibility }: TimelineEntry, words: TimelineWords): string | null {
  const { t } = words;
  if (words.own) return t('timeline.own.notified');
  const company = companyOf(data, words);
  if (company === null) return null;
  if (visibility === 'customer') return t('timeline.notice.told', { company });
  const act = noticeActs.find((one) => one === data.act);
  if (act !== undefined) {
    const reason = typeof data.reason === 'string' ? data.reason : '';
    return t(`timeline.notice.${act}`, { company, reason });
  }
  const outcome = outcomes.find((one) => one === data.outcome);
  if (outcome !== undefined && typeof data.attempt === 'number') {
    const response = typeof data.response === 'string' ? data.response : '';
    return t('timeline.notice.attempt', {
      company,
      attempt: data.attempt,
      outcome: t(`timeline.notice.outcome.${outcome}`),
      response,
    });
  }
  return data.state === undefined ? t('timeline.notice.drafted', { company }) : null;
}

function companyOf(data: TimelineEntry['data'], words: TimelineWords): string | null {
  if (typeof data.companyName === 'string') return data.companyName;
  return words.companies.find(({ id }) => id === data.companyId)?.name ?? null;
}

/** A text that a playbook gives in several languages. */
function localized(value: unknown, language: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const text = (value as Readonly<Record<string, unknown>>)[language];
  return typeof text === 'string' ? text : null;
}

const statusOf = (value: unknown): IncidentStatus | null =>
  incidentStatuses.find((status) => status === value) ?? null;
