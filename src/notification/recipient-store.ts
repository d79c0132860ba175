import { sql } from 'kysely';
import { z } from 'zod';
import type { CompanyId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { contactCategories, type ContactCategory } from './agreement.ts';
import { newRecipient, type Recipient } from './delivery.ts';
import type { NoticeId } from './notice-store.ts';
import { tables } from './notification-tables-store.ts';

const storedAcceptances = z.array(z.object({ attempt: z.int(), at: z.coerce.date() }));

/** A company's contacts for these categories, one an address, by address. */
export async function contactsFor(
  tx: Tx,
  companyId: CompanyId,
  required: readonly ContactCategory[],
): Promise<readonly Recipient[]> {
  const rows = await tables(tx)
    .selectFrom('contact')
    .select(['contact.name', 'contact.email', 'contact.categories'])
    .where('contact.company_id', '=', companyId)
    .where('contact.disabled', '=', false)
    .where(sql<boolean>`contact.categories && ${[...required]}::text[]`)
    .orderBy('contact.email')
    .orderBy('contact.id')
    .execute();
  const byEmail = new Map<string, Recipient>();
  for (const { name, email, categories } of rows) {
    const key = email.toLowerCase();
    const known = byEmail.get(key);
    const all = new Set([...(known?.categories ?? []), ...categories]);
    const contact = {
      email: known?.email ?? email,
      name: known?.name ?? name,
      categories: contactCategories.filter((category) => all.has(category)),
    };
    byEmail.set(key, newRecipient(contact, 1));
  }
  return [...byEmail.values()];
}

/** Whom else of a company one could ask: its enabled contacts, of whatever category, without these addresses. */
export async function otherContacts(
  tx: Tx,
  companyId: CompanyId,
  without: readonly string[],
): Promise<readonly Pick<Recipient, 'name' | 'email' | 'categories'>[]> {
  const all = await contactsFor(tx, companyId, contactCategories);
  const known = new Set(without.map((email) => email.toLowerCase()));
  return all
    .filter(({ email }) => !known.has(email.toLowerCase()))
    .map(({ name, email, categories }) => ({ name, email, categories }));
}

export async function readRecipients(tx: Tx, noticeId: NoticeId): Promise<readonly Recipient[]> {
  const rows = await tables(tx)
    .selectFrom('notice_recipient')
    .select([
      'notice_recipient.email',
      'notice_recipient.name',
      'notice_recipient.categories',
      'notice_recipient.status',
      'notice_recipient.accepted_at',
      'notice_recipient.acceptances',
      'notice_recipient.since_attempt',
      'notice_recipient.delivered_at',
      'notice_recipient.bounced_at',
      'notice_recipient.response',
    ])
    .where('notice_recipient.notice_id', '=', noticeId)
    .orderBy('notice_recipient.email')
    .execute();
  return rows.map(({ email, name, categories, status, response, ...row }) => ({
    ...{ email, name, categories, status, response },
    acceptedAt: row.accepted_at,
    acceptances: storedAcceptances.parse(row.acceptances),
    sinceAttempt: row.since_attempt,
    deliveredAt: row.delivered_at,
    bouncedAt: row.bounced_at,
  }));
}

/** Writes a notice's recipients; those that are no longer among them and never got it are dropped. */
export async function saveRecipients(
  tx: Tx,
  notice: { readonly id: NoticeId; readonly companyId: CompanyId },
  recipients: readonly Recipient[],
): Promise<void> {
  await tables(tx)
    .deleteFrom('notice_recipient')
    .where('notice_recipient.notice_id', '=', notice.id)
    .where('notice_recipient.company_id', '=', notice.companyId)
    .where('notice_recipient.accepted_at', 'is', null)
    .execute();
  if (recipients.length === 0) return;
  await tables(tx)
    .insertInto('notice_recipient')
    .values(
      recipients.map(({ email, name, categories, status, response, ...one }) => ({
        ...{ email, name, status, response },
        notice_id: notice.id,
        company_id: notice.companyId,
        categories: [...categories],
        accepted_at: one.acceptedAt,
        acceptances: JSON.stringify(one.acceptances),
        since_attempt: one.sinceAttempt,
        delivered_at: one.deliveredAt,
        bounced_at: one.bouncedAt,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['notice_id', 'email']).doUpdateSet((row) => ({
        name: row.ref('excluded.name'),
        categories: row.ref('excluded.categories'),
        status: row.ref('excluded.status'),
        accepted_at: row.ref('excluded.accepted_at'),
        acceptances: row.ref('excluded.acceptances'),
        since_attempt: row.ref('excluded.since_attempt'),
        delivered_at: row.ref('excluded.delivered_at'),
        bounced_at: row.ref('excluded.bounced_at'),
        response: row.ref('excluded.response'),
      })),
    )
    .execute();
}

/** One try to send a notice. */
export interface Attempt {
  readonly attempt: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly outcome: 'accepted' | 'unknown' | 'temp_failed' | 'failed' | 'interrupted' | null;
  readonly response: string | null;
}

/** Notes that an attempt starts; one that never ended is marked as interrupted. */
export async function beginAttempt(
  tx: Tx,
  notice: { readonly id: NoticeId; readonly companyId: CompanyId },
  attempt: number,
  at: Date,
): Promise<void> {
  await tables(tx)
    .updateTable('notice_attempt')
    .set({ outcome: 'interrupted', ended_at: at })
    .where('notice_attempt.notice_id', '=', notice.id)
    .where('notice_attempt.company_id', '=', notice.companyId)
    .where('notice_attempt.outcome', 'is', null)
    .execute();
  await tables(tx)
    .insertInto('notice_attempt')
    .values({ notice_id: notice.id, company_id: notice.companyId, attempt, started_at: at })
    .execute();
}

export async function endAttempt(
  tx: Tx,
  notice: { readonly id: NoticeId; readonly companyId: CompanyId },
  attempt: number,
  end: { readonly at: Date; readonly outcome: NonNullable<Attempt['outcome']>; readonly response: string },
): Promise<void> {
  await tables(tx)
    .updateTable('notice_attempt')
    .set({ outcome: end.outcome, ended_at: end.at, response: end.response })
    .where('notice_attempt.notice_id', '=', notice.id)
    .where('notice_attempt.company_id', '=', notice.companyId)
    .where('notice_attempt.attempt', '=', attempt)
    .execute();
}

export async function readAttempts(tx: Tx, noticeId: NoticeId): Promise<readonly Attempt[]> {
  const rows = await tables(tx)
    .selectFrom('notice_attempt')
    .select([
      'notice_attempt.attempt',
      'notice_attempt.started_at',
      'notice_attempt.ended_at',
      'notice_attempt.outcome',
      'notice_attempt.response',
    ])
    .where('notice_attempt.notice_id', '=', noticeId)
    .orderBy('notice_attempt.attempt')
    .execute();
  return rows.map(({ started_at: startedAt, ended_at: endedAt, ...rest }) => ({
    ...rest,
    startedAt,
    endedAt,
  }));
}
