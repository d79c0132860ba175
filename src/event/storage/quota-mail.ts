import type { WriteMail } from './storage-deps.ts';
import type { QuotaAction } from './quota.ts';

export interface QuotaFacts {
  readonly companyName: string;
  readonly bytes: number;
  readonly quotaBytes: number;
  readonly action: QuotaAction;
}

const gigabyte = 1e9;
const size = (bytes: number): string => `${(bytes / gigabyte).toFixed(bytes < 10 * gigabyte ? 2 : 0)} GB`;
const share = ({ bytes, quotaBytes }: QuotaFacts): string => `${Math.floor((bytes / quotaBytes) * 100)} %`;

/** The mail that a company's quota is nearly used up, or is. */
export const quotaMail =
  (facts: QuotaFacts): WriteMail =>
  (language) => {
    const { companyName, bytes, quotaBytes, action } = facts;
    const removes = action === 'remove_oldest';
    if (language === 'ru') {
      return {
        subject: `Tocsin: «${companyName}» заняла ${share(facts)} своей квоты`,
        text: [
          `События компании «${companyName}» занимают около ${size(bytes)} из ${size(quotaBytes)} квоты (${share(facts)}).`,
          removes
            ? 'Когда квота заполнена, самые старые события этой компании удаляются раньше срока: так выбрано в её настройках.'
            : 'Ничего не удаляется и не отклоняется: квота только предупреждает. Увеличьте её, сократите срок хранения или найдите источник, который шлёт больше обычного.',
        ].join('\n\n'),
      };
    }
    return {
      subject: `Tocsin: ${companyName} has used ${share(facts)} of its quota`,
      text: [
        `The events of ${companyName} take about ${size(bytes)} of its quota of ${size(quotaBytes)} (${share(facts)}).`,
        removes
          ? 'When the quota is full, the oldest events of this company are removed before their time: that is what was chosen for it.'
          : 'Nothing is removed or refused: the quota only warns. Raise it, shorten the retention, or look for a source that sends more than it used to.',
      ].join('\n\n'),
    };
  };

export interface RemovalFacts extends QuotaFacts {
  readonly events: number;
  readonly before: Date;
}

/** The mail that a company's oldest events were removed for its quota. */
export const removalMail =
  (facts: RemovalFacts): WriteMail =>
  (language) => {
    const { companyName, events, quotaBytes } = facts;
    const day = facts.before.toISOString().slice(0, 10);
    return language === 'ru'
      ? {
          subject: `Tocsin: удалены старые события «${companyName}», квота заполнена`,
          text: `Квота компании «${companyName}» (${size(quotaBytes)}) заполнена. Как выбрано в её настройках, удалено событий: ${events}, полученных до ${day}. Запись об этом есть в журнале действий. Об этом пишется не чаще раза в сутки.`,
        }
      : {
          subject: `Tocsin: old events of ${companyName} were removed, its quota is full`,
          text: `The quota of ${companyName} (${size(quotaBytes)}) is full. As was chosen for it, ${events} events that were received before ${day} have been removed. The Activity Log has the record of each removal; this mail comes at most once a day.`,
        };
  };
