import type { IncidentStatus, TimelineEntry } from '../incident/index.ts';
import type { Severity } from '../kernel/index.ts';
import type { Language } from './agreement.ts';

type Words = {
  readonly severity: Readonly<Record<Severity, string>>;
  readonly status: Readonly<Record<IncidentStatus, string>>;
  readonly category: Readonly<Record<string, string>>;
  readonly opened: string;
  readonly affected: (confirmed: boolean) => string;
  readonly confirmed: string;
  readonly cleared: string;
  readonly statusNow: (status: string) => string;
  readonly severityNow: (severity: string) => string;
  readonly noticeSent: string;
  readonly measureDone: (text: string, done: boolean) => string;
};

/** The words of notices and of the tracking page. */
export const words: Readonly<Record<Language, Words>> = {
  en: {
    severity: {
      informational: 'informational',
      low: 'low',
      medium: 'medium',
      high: 'high',
      critical: 'critical',
    },
    status: {
      new: 'new',
      triaged: 'assessed',
      investigating: 'under investigation',
      contained: 'contained',
      eradicated: 'cause removed',
      recovered: 'systems restored',
      closed: 'closed',
      cancelled: 'cancelled',
    },
    category: { security: 'security', legal: 'legal', operations: 'operations' },
    opened: 'The incident was opened.',
    affected: (confirmed) => (confirmed ? 'Your company is affected.' : 'Your company may be affected.'),
    confirmed: 'It is confirmed that your company is affected.',
    cleared: 'It turned out that your company is not affected.',
    statusNow: (status) => `The incident is now: ${status}.`,
    severityNow: (severity) => `The severity is now: ${severity}.`,
    noticeSent: 'This notice was sent to your contacts.',
    measureDone: (text, done) => (done ? `You marked as done: ${text}` : `You marked as not done: ${text}`),
  },
  ru: {
    severity: {
      informational: 'информационная',
      low: 'низкая',
      medium: 'средняя',
      high: 'высокая',
      critical: 'критическая',
    },
    status: {
      new: 'новый',
      triaged: 'оценён',
      investigating: 'расследуется',
      contained: 'локализован',
      eradicated: 'причина устранена',
      recovered: 'системы восстановлены',
      closed: 'закрыт',
      cancelled: 'отменён',
    },
    category: { security: 'безопасность', legal: 'юридические вопросы', operations: 'эксплуатация' },
    opened: 'Инцидент открыт.',
    affected: (confirmed) => (confirmed ? 'Ваша компания затронута.' : 'Ваша компания может быть затронута.'),
    confirmed: 'Подтверждено, что ваша компания затронута.',
    cleared: 'Выяснилось, что ваша компания не затронута.',
    statusNow: (status) => `Состояние инцидента: ${status}.`,
    severityNow: (severity) => `Серьёзность: ${severity}.`,
    noticeSent: 'Это уведомление отправлено вашим контактным лицам.',
    measureDone: (text, done) =>
      done ? `Вы отметили выполненным: ${text}` : `Вы отметили невыполненным: ${text}`,
  },
};

/** A timeline entry in the customer's words. What a person wrote stays as it is. */
export function updateText(language: Language, entry: TimelineEntry): string {
  const say = words[language];
  const to = entry.data['to'];
  switch (entry.kind) {
    case 'opened':
      return say.opened;
    case 'company_affected':
      return say.affected(entry.data['confirmed'] === true);
    case 'company_confirmed':
      return say.confirmed;
    case 'company_cleared':
      return say.cleared;
    case 'status':
      return say.statusNow(isKey(say.status, to) ? say.status[to] : String(to));
    case 'severity':
      return say.severityNow(isKey(say.severity, to) ? say.severity[to] : String(to));
    case 'notice':
      return say.noticeSent;
    case 'measure':
      return say.measureDone(String(entry.data['text']), entry.data['done'] === true);
    default:
      return entry.text;
  }
}

const isKey = <K extends string>(record: Readonly<Record<K, string>>, key: unknown): key is K =>
  typeof key === 'string' && Object.hasOwn(record, key);

/** Day before month in both. */
const tags: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru' };

/** A time as mail says it: long, in UTC, so that nobody has to guess the zone. */
export const timeText = (language: Language, at: Date): string =>
  `${new Intl.DateTimeFormat(tags[language], { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC', hourCycle: 'h23' }).format(at)} UTC`;

export const dayText = (language: Language, at: Date): string =>
  new Intl.DateTimeFormat(tags[language], { dateStyle: 'long', timeZone: 'UTC' }).format(at);
