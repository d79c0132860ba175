import { hourMs } from '../../kernel/index.ts';
import type { DiskLevel } from '../../platform/disk/index.ts';
import { diskLevels } from '../../platform/disk/index.ts';

/** What staff has been told of a file system. */
export interface DiskMails {
  /** The level of the last mail. */
  readonly level: DiskLevel;
  readonly warnAt: Date | null;
  readonly stopAt: Date | null;
}

/** The same is not mailed again within this time, however often the level comes and goes. */
const mailPauseMs = hourMs;

/**
 * What has been told after a look at a file system of this level; the same object when there is nothing to tell. Getting
 * worse is told once, and again only after an hour; the end of it is told when its beginning was.
 */
export function mailsAfter(before: DiskMails, level: DiskLevel, now: Date): DiskMails {
  if (level === before.level) return before;
  const isWorse = diskLevels.indexOf(level) > diskLevels.indexOf(before.level);
  if (!isWorse) return { ...before, level };
  const last = level === 'stop' ? before.stopAt : before.warnAt;
  if (last !== null && now.getTime() - last.getTime() < mailPauseMs) return before;
  return level === 'stop' ? { ...before, level, stopAt: now } : { ...before, level, warnAt: now };
}

export interface DiskFacts {
  readonly level: DiskLevel;
  readonly before: DiskLevel;
  readonly node: string;
  readonly path: string;
  readonly freeBytes: number;
  readonly freePercent: number;
  readonly warnFreePercent: number;
  readonly stopFreePercent: number;
  /** When intake is slowed if the trend goes on. */
  readonly stopsAt: Date | null;
}

const gigabyte = 1e9;
const shownSize = (bytes: number): string => `${(bytes / gigabyte).toFixed(1)} GB`;
const shownPercent = (percent: number): string => `${percent.toFixed(1)} %`;
const shownDay = (at: Date): string => at.toISOString().slice(0, 10);

/** The mail to staff about a change of level. */
export const diskMail =
  (facts: DiskFacts) =>
  (language: 'en' | 'ru'): { readonly subject: string; readonly text: string } =>
    language === 'ru' ? russian(facts) : english(facts);

function english(facts: DiskFacts): { subject: string; text: string } {
  const place = `${facts.node}, ${facts.path}`;
  const room = `${shownSize(facts.freeBytes)} (${shownPercent(facts.freePercent)}) are free on the disk of ${place}.`;
  const trend =
    facts.stopsAt === null ? [] : [`If it goes on so, intake is slowed about ${shownDay(facts.stopsAt)}.`];
  const help =
    'Make room: shorten the retention of companies, raise the disk, or move what does not belong there. The guide "Running it for years" says what takes the room.';
  switch (facts.level) {
    case 'stop':
      return {
        subject: 'Tocsin: the disk is nearly full, intake is slowed',
        text: [
          room,
          `Under ${facts.stopFreePercent} % Tocsin takes no more events: senders over HTTP are told to come again, TCP and RELP senders wait, and datagrams that cannot be kept are counted. Nothing that was acknowledged is lost. It goes on by itself when there is room.`,
          help,
        ].join('\n\n'),
      };
    case 'warn':
      return {
        subject:
          facts.before === 'stop'
            ? 'Tocsin: intake goes on, but the disk has little room'
            : 'Tocsin: the disk has little room left',
        text: [
          room,
          [`Under ${facts.stopFreePercent} % intake slows its senders.`, ...trend].join(' '),
          help,
        ].join('\n\n'),
      };
    case 'ok':
      return { subject: 'Tocsin: the disk has enough room again', text: room };
  }
}

function russian(facts: DiskFacts): { subject: string; text: string } {
  const place = `${facts.node}, ${facts.path}`;
  const room = `На диске (${place}) свободно ${shownSize(facts.freeBytes)}, это ${shownPercent(facts.freePercent)}.`;
  const trend =
    facts.stopsAt === null ? [] : [`При таком росте приём замедлится примерно ${shownDay(facts.stopsAt)}.`];
  const help =
    'Освободите место: сократите срок хранения у компаний, увеличьте диск или уберите с него лишнее. Что занимает место, сказано в руководстве «Running it for years».';
  switch (facts.level) {
    case 'stop':
      return {
        subject: 'Tocsin: диск почти заполнен, приём замедлен',
        text: [
          room,
          `Когда свободно меньше ${facts.stopFreePercent} %, Tocsin не принимает новых событий: отправителям по HTTP отвечает «позже», отправители по TCP и RELP ждут, датаграммы, для которых нет места, считаются. Подтверждённое не теряется. Когда место появится, приём продолжится сам.`,
          help,
        ].join('\n\n'),
      };
    case 'warn':
      return {
        subject:
          facts.before === 'stop'
            ? 'Tocsin: приём продолжается, но места на диске мало'
            : 'Tocsin: на диске осталось мало места',
        text: [
          room,
          [`Когда свободно меньше ${facts.stopFreePercent} %, приём замедляется.`, ...trend].join(' '),
          help,
        ].join('\n\n'),
      };
    case 'ok':
      return { subject: 'Tocsin: на диске снова достаточно места', text: room };
  }
}
