import type { ForgottenIncident } from '../incident/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { noticesOf, saveNotice, type Notice } from './notice-store.ts';

/** What an erasure did to notices to other companies in an incident. */
export interface ForgottenNotices {
  /** Unsent ones whose text had the incident's title, which named the company. */
  readonly notices: number;
  /** Those that still name it: what was told to others is not taken back. */
  readonly noticesNaming: number;
}

/** Takes the title that named a company which leaves out of notices to others that nobody has handed in yet (KEEP-9). */
export async function forgetInNotices(
  tx: Tx,
  clock: Clock,
  { id, companyId, isNamed, title }: ForgottenIncident,
): Promise<ForgottenNotices> {
  const done = { notices: 0, noticesNaming: 0 };
  for (const notice of await noticesOf(tx, id)) {
    if (notice.companyId === companyId || !isNamed(textOf(notice))) continue;
    const isOpen = notice.state.kind === 'draft' || notice.state.kind === 'rejected';
    const forgotten = isOpen && title.before !== title.after ? withTitle(notice, title) : notice;
    if (textOf(forgotten) !== textOf(notice)) {
      await saveNotice(tx, forgotten, clock.now());
      done.notices += 1;
    }
    if (isNamed(textOf(forgotten))) done.noticesNaming += 1;
  }
  return done;
}

const textOf = ({ subject, bodyText }: Notice): string => `${subject}\n${bodyText}`;

const withTitle = (notice: Notice, { before, after }: ForgottenIncident['title']): Notice => ({
  ...notice,
  subject: notice.subject.replaceAll(before, () => after),
  bodyText: notice.bodyText.replaceAll(before, () => after),
});
