import type { WriteMail } from '../storage/storage-deps.ts';

/** A source as a mail names it. */
interface Named {
  readonly name: string;
  readonly companyName: string;
}

/** A mail lists so many sources. */
const mostListed = 50;

function lines<T extends Named>(
  sources: readonly T[],
  more: (count: number) => string,
  say: (each: T) => string,
): string {
  const listed = sources.slice(0, mostListed).map((each) => `- ${say(each)}`);
  const rest = sources.length - listed.length;
  return [...listed, ...(rest > 0 ? [more(rest)] : [])].join('\n');
}

const place = ({ companyName, name }: Named): string => `${companyName}: ${name}`;
const stamp = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** That sources have fallen silent for longer than their rhythm explains. */
export const silenceMail =
  (sources: readonly (Named & { readonly since: Date })[]): WriteMail =>
  (language) => {
    const isOne = sources.length === 1;
    const [first = { companyName: '', name: '' }] = sources;
    if (language === 'ru')
      return {
        subject: isOne
          ? `Tocsin: источник замолчал: ${place(first)}`
          : `Tocsin: замолчали источники: ${sources.length}`,
        text: [
          'От этих источников нет событий дольше, чем бывает по их обычному ритму:',
          lines(
            sources,
            (count) => `и ещё ${count}`,
            (each) => `${place(each)}, последняя запись ${stamp(each.since)}`,
          ),
          'Пока они молчат, правила по ним ничего не найдут. Проверьте отправителя, сеть и токен. Когда придут события, Tocsin напишет ещё раз.',
        ].join('\n\n'),
      };
    return {
      subject: isOne
        ? `Tocsin: a source has fallen silent: ${place(first)}`
        : `Tocsin: ${sources.length} sources have fallen silent`,
      text: [
        'Nothing has come from these for longer than their rhythm explains:',
        lines(
          sources,
          (count) => `and ${count} more`,
          (each) => `${place(each)}, last record ${stamp(each.since)}`,
        ),
        'While they are silent, rules find nothing in them. Look at the sender, the network and the token. You get another mail when they send again.',
      ].join('\n\n'),
    };
  };

/** That they send again. */
export const silenceEndMail =
  (sources: readonly Named[]): WriteMail =>
  (language) => {
    const isOne = sources.length === 1;
    const [first = { companyName: '', name: '' }] = sources;
    return language === 'ru'
      ? {
          subject: isOne
            ? `Tocsin: источник снова шлёт события: ${place(first)}`
            : `Tocsin: снова шлют события источники: ${sources.length}`,
          text: lines(sources, (count) => `и ещё ${count}`, place),
        }
      : {
          subject: isOne
            ? `Tocsin: a source sends again: ${place(first)}`
            : `Tocsin: ${sources.length} sources send again`,
          text: lines(sources, (count) => `and ${count} more`, place),
        };
  };
