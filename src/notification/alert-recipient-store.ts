import type { UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { Language } from './agreement.ts';
import type { AlertRecipientStatus } from './alert.ts';
import type { AlertId } from './alert-store.ts';
import { tables } from './notification-tables-store.ts';

/** Somebody of the staff who is told, and what became of the mail. */
export interface AlertRecipient {
  readonly alertId: AlertId;
  readonly userId: UserId;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  /** The same on every attempt. */
  readonly messageId: string;
  readonly status: AlertRecipientStatus;
  readonly attempts: number;
  readonly nextActionAt: Date | null;
  readonly acceptedAt: Date | null;
  readonly response: string | null;
}

const selection = (tx: Tx) =>
  tables(tx)
    .selectFrom('alert_recipient')
    .select([
      'alert_recipient.alert_id',
      'alert_recipient.user_id',
      'alert_recipient.name',
      'alert_recipient.email',
      'alert_recipient.language',
      'alert_recipient.message_id',
      'alert_recipient.status',
      'alert_recipient.attempts',
      'alert_recipient.next_action_at',
      'alert_recipient.accepted_at',
      'alert_recipient.response',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof selection>['executeTakeFirstOrThrow']>>;

const toRecipient = (row: Row): AlertRecipient => ({
  alertId: row.alert_id as AlertId,
  userId: row.user_id as UserId,
  name: row.name,
  email: row.email,
  language: row.language,
  messageId: row.message_id,
  status: row.status,
  attempts: row.attempts,
  nextActionAt: row.next_action_at,
  acceptedAt: row.accepted_at,
  response: row.response,
});

const columnsOf = (recipient: AlertRecipient) => ({
  status: recipient.status,
  attempts: recipient.attempts,
  next_action_at: recipient.nextActionAt,
  accepted_at: recipient.acceptedAt,
  response: recipient.response,
});

export async function insertAlertRecipients(tx: Tx, recipients: readonly AlertRecipient[]): Promise<void> {
  if (recipients.length === 0) return;
  await tables(tx)
    .insertInto('alert_recipient')
    .values(
      recipients.map((recipient) => ({
        alert_id: recipient.alertId,
        user_id: recipient.userId,
        name: recipient.name,
        email: recipient.email,
        language: recipient.language,
        message_id: recipient.messageId,
        ...columnsOf(recipient),
      })),
    )
    .execute();
}

/** Reads one recipient of an alert and holds it until the transaction ends. */
export async function lockAlertRecipient(
  tx: Tx,
  alertId: AlertId,
  userId: UserId,
): Promise<AlertRecipient | null> {
  const row = await selection(tx)
    .where('alert_recipient.alert_id', '=', alertId)
    .where('alert_recipient.user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toRecipient(row);
}

export async function saveAlertRecipient(tx: Tx, recipient: AlertRecipient): Promise<void> {
  await tables(tx)
    .updateTable('alert_recipient')
    .set(columnsOf(recipient))
    .where('alert_recipient.alert_id', '=', recipient.alertId)
    .where('alert_recipient.user_id', '=', recipient.userId)
    .execute();
}

/** The recipients of alerts, by name. */
export async function readAlertRecipients(
  tx: Tx,
  alertIds: readonly AlertId[],
): Promise<readonly AlertRecipient[]> {
  if (alertIds.length === 0) return [];
  const rows = await selection(tx)
    .where('alert_recipient.alert_id', 'in', [...alertIds])
    .orderBy('alert_recipient.name')
    .orderBy('alert_recipient.user_id')
    .execute();
  return rows.map(toRecipient);
}

/** Mails to staff whose delivery should have been looked at. */
export async function overdueAlertMails(
  tx: Tx,
  now: Date,
  limit: number,
): Promise<readonly Pick<AlertRecipient, 'alertId' | 'userId'>[]> {
  const rows = await tables(tx)
    .selectFrom('alert_recipient')
    .select(['alert_recipient.alert_id', 'alert_recipient.user_id'])
    .where('alert_recipient.next_action_at', '<=', now)
    .orderBy('alert_recipient.next_action_at')
    .orderBy('alert_recipient.alert_id')
    .orderBy('alert_recipient.user_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ alertId: row.alert_id as AlertId, userId: row.user_id as UserId }));
}
