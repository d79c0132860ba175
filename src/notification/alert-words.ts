import { hourMs, minuteMs, unreachable, type Severity } from '../kernel/index.ts';
import type { Language } from './agreement.ts';
import type { AlertLevel, AlertReason, Gap } from './alert.ts';
import { timeText, words } from './notice-words.ts';

const levelWords: Readonly<Record<Language, Readonly<Record<AlertLevel, string>>>> = {
  en: { warning: 'Warning', escalation: 'Escalation', breach: 'Breach' },
  ru: { warning: 'Предупреждение', escalation: 'Эскалация', breach: 'Нарушение срока' },
};

export const levelText = (language: Language, level: AlertLevel): string => levelWords[language][level];

/** Colours that pass WCAG AA on white. */
export const levelAccents: Readonly<Record<AlertLevel, string>> = {
  warning: '#92400e',
  escalation: '#b91c1c',
  breach: '#991b1b',
};

const reasonWords: Readonly<Record<Language, Readonly<Record<AlertReason, string>>>> = {
  en: {
    time_used: 'Half or more of the time is used.',
    approval_due: 'The notice has waited for approval for long.',
    time_is_short: 'At least 90 % of the time is used.',
    breached: 'The time has run out. The notice is still owed.',
    no_recipients: 'A required kind of contact is missing.',
    delivery_failed: 'No mail server has accepted the notice.',
    bounced: 'The notice came back: it is owed again.',
    no_approver: 'Nobody but those who wrote the notice may approve it.',
  },
  ru: {
    time_used: 'Истекла половина срока или больше.',
    approval_due: 'Уведомление давно ждёт утверждения.',
    time_is_short: 'Истекло не менее 90 % срока.',
    breached: 'Срок истёк. Уведомление по-прежнему необходимо отправить.',
    no_recipients: 'Нет контактного лица обязательной категории.',
    delivery_failed: 'Ни один почтовый сервер не принял уведомление.',
    bounced: 'Уведомление вернулось: обязательство снова открыто.',
    no_approver: 'Утвердить уведомление некому, кроме тех, кто его писал.',
  },
};

export const reasonText = (language: Language, reason: AlertReason): string => reasonWords[language][reason];

export const severityText = (language: Language, severity: Severity): string =>
  words[language].severity[severity];

/** A length of time to the minute: `2 h 24 min`. */
export function lengthText(language: Language, ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / minuteMs);
  const hours = Math.floor(minutes / (hourMs / minuteMs));
  const rest = minutes % 60;
  const [h, min] = language === 'en' ? ['h', 'min'] : ['ч', 'мин'];
  if (hours === 0) return `${rest} ${min}`;
  return rest === 0 ? `${hours} ${h}` : `${hours} ${h} ${rest} ${min}`;
}

/** How much time is left, or by how much it is over. */
export function remainingText(language: Language, dueAt: Date, now: Date): string {
  const left = dueAt.getTime() - now.getTime();
  const length = lengthText(language, left);
  if (language === 'en') return left > 0 ? `${length} left` : `overdue by ${length}`;
  return left > 0 ? `осталось ${length}` : `просрочено на ${length}`;
}

/** What is missing, as a sentence. */
export function gapText(language: Language, gap: Gap): string {
  return language === 'en' ? english(gap) : russian(gap);
}

const after = (text: string | null): string => (text === null ? '' : `: ${text}`);

function english(gap: Gap): string {
  const say = words.en.category;
  switch (gap.kind) {
    case 'draft':
      return 'The notice is a draft: nobody has handed it in.';
    case 'rejected':
      return `The notice was given back by ${gap.by}: ${gap.reason}`;
    case 'awaiting_approval':
      return `The notice has waited for approval by a second person since ${timeText('en', gap.since)}.`;
    case 'no_approver':
      return 'Nobody but those who wrote it may approve it.';
    case 'sending':
      return gap.attempts === 0
        ? 'The notice is approved and about to be sent.'
        : `The notice is being sent, attempt ${gap.attempts}${after(gap.response)}.`;
    case 'unknown':
      return `A mail server may have the notice; it is sent again at ${timeText('en', gap.nextAt)}.`;
    case 'failed':
      return `No mail server took the notice${after(gap.reason)}.`;
    case 'bounced':
      return `The notice came back from ${gap.email}${after(gap.reason)}.`;
    case 'unreached':
      return `Nobody has the notice for: ${gap.categories.map((one) => say[one] ?? one).join(', ')}.`;
    case 'no_contact':
      return `The company has no contact for: ${gap.categories.map((one) => say[one] ?? one).join(', ')}.`;
    case 'other_contacts':
      return `Other contacts of the company: ${gap.names.join(', ')}.`;
    case 'fulfilled':
      return `The company has been notified meanwhile, at ${timeText('en', gap.at)}.`;
    default:
      return unreachable(gap);
  }
}

function russian(gap: Gap): string {
  const say = words.ru.category;
  switch (gap.kind) {
    case 'draft':
      return 'Уведомление — черновик: его никто не передал на утверждение.';
    case 'rejected':
      return `Уведомление возвращено (${gap.by}): ${gap.reason}`;
    case 'awaiting_approval':
      return `Уведомление ждёт утверждения вторым сотрудником с ${timeText('ru', gap.since)}.`;
    case 'no_approver':
      return 'Утвердить его некому, кроме тех, кто его писал.';
    case 'sending':
      return gap.attempts === 0
        ? 'Уведомление утверждено и вот-вот будет отправлено.'
        : `Уведомление отправляется, попытка ${gap.attempts}${after(gap.response)}.`;
    case 'unknown':
      return `Возможно, почтовый сервер получил уведомление; повторная отправка: ${timeText('ru', gap.nextAt)}.`;
    case 'failed':
      return `Ни один почтовый сервер не принял уведомление${after(gap.reason)}.`;
    case 'bounced':
      return `Уведомление вернулось от ${gap.email}${after(gap.reason)}.`;
    case 'unreached':
      return `Уведомление никто не получил по категориям: ${gap.categories.map((one) => say[one] ?? one).join(', ')}.`;
    case 'no_contact':
      return `У компании нет контактного лица по категориям: ${gap.categories.map((one) => say[one] ?? one).join(', ')}.`;
    case 'other_contacts':
      return `Другие контактные лица компании: ${gap.names.join(', ')}.`;
    case 'fulfilled':
      return `Тем временем компания уведомлена: ${timeText('ru', gap.at)}.`;
    default:
      return unreachable(gap);
  }
}
