import { newId, type CompanyId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { InboundVerdict } from './inbound.ts';
import type { NoticeId } from './notice-store.ts';
import { tables } from './notification-tables-store.ts';

/** A mail's place in a mailbox (RFC 3501, 2.3.1.1). */
export interface InboundPlace {
  readonly mailbox: string;
  readonly uidValidity: string;
  readonly uid: number;
}

/** What was made of the mail at this place; null when it has not been read. */
export async function verdictAt(tx: Tx, place: InboundPlace): Promise<InboundVerdict | null> {
  const row = await tables(tx)
    .selectFrom('inbound_mail')
    .select('inbound_mail.verdict')
    .where('inbound_mail.mailbox', '=', place.mailbox)
    .where('inbound_mail.uid_validity', '=', place.uidValidity)
    .where('inbound_mail.uid', '=', place.uid)
    .executeTakeFirst();
  return row?.verdict ?? null;
}

/** Whether a mail with this content was read before, at whatever place. */
export async function isKnownContent(tx: Tx, contentKey: string): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('inbound_mail')
    .select('inbound_mail.id')
    .where('inbound_mail.content_key', '=', contentKey)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Mails about a notice of which only people can tell what they are. */
export async function countUnclear(tx: Tx, noticeId: NoticeId): Promise<number> {
  const row = await tables(tx)
    .selectFrom('inbound_mail')
    .select((count) => count.fn.countAll<number>().as('count'))
    .where('inbound_mail.notice_id', '=', noticeId)
    .where('inbound_mail.verdict', '=', 'unclear')
    .executeTakeFirstOrThrow();
  return row.count;
}

export interface ReadMail {
  readonly contentKey: string;
  readonly verdict: InboundVerdict;
  readonly notice: { readonly id: NoticeId; readonly companyId: CompanyId } | null;
}

/** Notes that a mail was read, and how far the mailbox has been read by that. */
export async function noteRead(tx: Tx, place: InboundPlace, mail: ReadMail, at: Date): Promise<void> {
  await tables(tx)
    .insertInto('inbound_mail')
    .values({
      id: newId(at),
      mailbox: place.mailbox,
      uid_validity: place.uidValidity,
      uid: place.uid,
      content_key: mail.contentKey,
      verdict: mail.verdict,
      company_id: mail.notice?.companyId ?? null,
      notice_id: mail.notice?.id ?? null,
      read_at: at,
    })
    .execute();
  await savePlace(tx, place);
}

export async function savePlace(tx: Tx, { mailbox, uidValidity, uid }: InboundPlace): Promise<void> {
  const values = { uid_validity: uidValidity, last_uid: uid };
  await tables(tx)
    .insertInto('inbound_mailbox')
    .values({ name: mailbox, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute();
}

export async function readPlace(
  tx: Tx,
  mailbox: string,
): Promise<{ readonly uidValidity: string; readonly uid: number } | null> {
  const row = await tables(tx)
    .selectFrom('inbound_mailbox')
    .select(['inbound_mailbox.uid_validity', 'inbound_mailbox.last_uid'])
    .where('inbound_mailbox.name', '=', mailbox)
    .executeTakeFirst();
  if (row === undefined || row.uid_validity === null) return null;
  return { uidValidity: row.uid_validity, uid: row.last_uid };
}

/** How the reading of a mailbox goes. */
export interface InboundHealth {
  readonly mailbox: string;
  readonly readAt: Date | null;
  readonly failingSince: Date | null;
  readonly failure: string | null;
  readonly failureMessage: string | null;
}

export async function saveHealth(
  tx: Tx,
  mailbox: string,
  failure: { readonly reason: string; readonly message: string } | null,
  at: Date,
): Promise<void> {
  const known = await readHealth(tx, mailbox);
  const values =
    failure === null
      ? { read_at: at, failing_since: null, failure: null, failure_message: null }
      : {
          failing_since: known?.failingSince ?? at,
          failure: failure.reason,
          failure_message: failure.message,
        };
  await tables(tx)
    .insertInto('inbound_mailbox')
    .values({ name: mailbox, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute();
}

export async function readHealth(tx: Tx, mailbox: string): Promise<InboundHealth | null> {
  const row = await tables(tx)
    .selectFrom('inbound_mailbox')
    .select([
      'inbound_mailbox.name',
      'inbound_mailbox.read_at',
      'inbound_mailbox.failing_since',
      'inbound_mailbox.failure',
      'inbound_mailbox.failure_message',
    ])
    .where('inbound_mailbox.name', '=', mailbox)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    mailbox: row.name,
    readAt: row.read_at,
    failingSince: row.failing_since,
    failure: row.failure,
    failureMessage: row.failure_message,
  };
}

/** How many mails of each verdict were read since then. */
export async function countVerdicts(
  tx: Tx,
  mailbox: string,
  since: Date,
): Promise<Readonly<Record<string, number>>> {
  const rows = await tables(tx)
    .selectFrom('inbound_mail')
    .select(['inbound_mail.verdict', (count) => count.fn.countAll<number>().as('count')])
    .where('inbound_mail.mailbox', '=', mailbox)
    .where('inbound_mail.read_at', '>=', since)
    .groupBy('inbound_mail.verdict')
    .orderBy('inbound_mail.verdict')
    .execute();
  return Object.fromEntries(rows.map(({ verdict, count }) => [verdict, count]));
}

/** Forgets mails that were read long ago: their mailbox has been numbered anew or cleared since. */
export async function forgetReadBefore(tx: Tx, before: Date): Promise<void> {
  await tables(tx).deleteFrom('inbound_mail').where('inbound_mail.read_at', '<', before).execute();
}
