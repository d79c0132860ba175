import { z } from 'zod';
import { severities, type CompanyId, type Id, type IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { languages, type Language } from './agreement.ts';
import { nextActionAt, type NoticeHands, type NoticeState } from './notice.ts';
import type { Letterhead } from './notice-mail.ts';
import { tables } from './notification-tables-store.ts';
import type { ObligationId } from './obligation-store.ts';

export type NoticeId = Id<'notice'>;
export type MeasureId = Id<'measure'>;

/** What the frame of a mail says, without the link, which is stored sealed. */
export type StoredLetterhead = Omit<Letterhead, 'trackingUrl'>;

/** One notice to one company: its text, where it stands, and how it is followed. */
export interface Notice {
  readonly id: NoticeId;
  readonly incidentId: IncidentId;
  readonly companyId: CompanyId;
  readonly obligationId: ObligationId;
  readonly language: Language;
  readonly subject: string;
  readonly bodyText: string;
  /** The same on every attempt. */
  readonly messageId: string;
  readonly state: NoticeState;
  readonly hands: NoticeHands;
  /** Null: the system drafted it and nobody has edited it. */
  readonly authorName: string | null;
  readonly approver: { readonly id: string; readonly name: string } | null;
  readonly approvedAt: Date | null;
  /** When those who may approve it are reminded; null when it does not wait for them, or they have been. */
  readonly approvalReminderAt: Date | null;
  /** Null until it is approved. */
  readonly letterhead: StoredLetterhead | null;
  readonly tracking: {
    readonly hash: string;
    readonly sealed: string;
    readonly expiresAt: Date;
    readonly revokedAt: Date | null;
  };
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const attempts = z.int().min(0);
const stateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('draft') }),
  z.object({ kind: z.literal('awaiting_approval') }),
  z.object({ kind: z.literal('rejected'), reason: z.string(), by: z.string() }),
  z.object({ kind: z.literal('approved'), attempts }),
  z.object({ kind: z.literal('sending'), attempts, leaseUntil: z.coerce.date() }),
  z.object({
    kind: z.literal('retrying'),
    attempts,
    after: z.enum(['temp_failed', 'unknown']),
    nextAt: z.coerce.date(),
  }),
  z.object({ kind: z.literal('accepted'), attempts, at: z.coerce.date() }),
  z.object({ kind: z.literal('bounced'), attempts, at: z.coerce.date(), reason: z.string() }),
  z.object({ kind: z.literal('failed'), attempts, reason: z.string() }),
]);

const optionalText = z.string().nullable();
const letterheadSchema = z
  .object({
    language: z.enum(languages),
    number: z.string(),
    severity: z.enum(severities),
    company: z.string(),
    provider: z.string(),
    agreement: z.string(),
    trackingExpiresAt: z.coerce.date(),
    contact: z.object({ name: z.string(), email: optionalText, phone: optionalText, hours: optionalText }),
  })
  .nullable();

const selection = (tx: Tx) =>
  tables(tx)
    .selectFrom('notice')
    .select([
      'notice.id',
      'notice.incident_id',
      'notice.company_id',
      'notice.obligation_id',
      'notice.language',
      'notice.subject',
      'notice.body_text',
      'notice.message_id',
      'notice.state',
      'notice.author_id',
      'notice.author_name',
      'notice.last_editor_id',
      'notice.submitter_id',
      'notice.approver_id',
      'notice.approver_name',
      'notice.approved_at',
      'notice.approval_reminder_at',
      'notice.letterhead',
      'notice.tracking_hash',
      'notice.tracking_sealed',
      'notice.tracking_expires_at',
      'notice.tracking_revoked_at',
      'notice.created_at',
      'notice.updated_at',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof selection>['executeTakeFirstOrThrow']>>;

const toNotice = (row: Row): Notice => ({
  id: row.id as NoticeId,
  incidentId: row.incident_id as IncidentId,
  companyId: row.company_id as CompanyId,
  obligationId: row.obligation_id as ObligationId,
  language: row.language,
  subject: row.subject,
  bodyText: row.body_text,
  messageId: row.message_id,
  state: stateSchema.parse(row.state),
  hands: { authorId: row.author_id, lastEditorId: row.last_editor_id, submitterId: row.submitter_id },
  authorName: row.author_name,
  approver: row.approver_id === null ? null : { id: row.approver_id, name: row.approver_name ?? '' },
  approvedAt: row.approved_at,
  approvalReminderAt: row.approval_reminder_at,
  letterhead: letterheadSchema.parse(row.letterhead),
  tracking: {
    hash: row.tracking_hash,
    sealed: row.tracking_sealed,
    expiresAt: row.tracking_expires_at,
    revokedAt: row.tracking_revoked_at,
  },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export async function insertNotice(tx: Tx, notice: Notice): Promise<void> {
  await tables(tx)
    .insertInto('notice')
    .values({
      id: notice.id,
      incident_id: notice.incidentId,
      company_id: notice.companyId,
      obligation_id: notice.obligationId,
      language: notice.language,
      message_id: notice.messageId,
      tracking_hash: notice.tracking.hash,
      tracking_sealed: notice.tracking.sealed,
      tracking_expires_at: notice.tracking.expiresAt,
      created_at: notice.createdAt,
      ...changing(notice, notice.createdAt),
    })
    .execute();
}

/** Writes everything of a notice that can change. */
export async function saveNotice(tx: Tx, notice: Notice, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('notice')
    .set(changing(notice, now))
    .where('notice.id', '=', notice.id)
    .where('notice.company_id', '=', notice.companyId)
    .execute();
}

const changing = (notice: Notice, now: Date) => ({
  subject: notice.subject,
  body_text: notice.bodyText,
  state: JSON.stringify(notice.state),
  status: notice.state.kind,
  author_id: notice.hands.authorId,
  author_name: notice.authorName,
  last_editor_id: notice.hands.lastEditorId,
  submitter_id: notice.hands.submitterId,
  approver_id: notice.approver?.id ?? null,
  approver_name: notice.approver?.name ?? null,
  approved_at: notice.approvedAt,
  approval_reminder_at: notice.state.kind === 'awaiting_approval' ? notice.approvalReminderAt : null,
  letterhead: notice.letterhead === null ? null : JSON.stringify(notice.letterhead),
  next_action_at: nextActionAt(notice.state, now),
  tracking_revoked_at: notice.tracking.revokedAt,
  updated_at: now,
});

/** Reads a notice and holds it until the transaction ends. */
export async function lockNotice(tx: Tx, id: NoticeId): Promise<Notice | null> {
  const row = await selection(tx).where('notice.id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toNotice(row);
}

export async function readNotice(tx: Tx, id: NoticeId): Promise<Notice | null> {
  const row = await selection(tx).where('notice.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toNotice(row);
}

/** Reads the notice of an obligation and holds it until the transaction ends. */
export async function lockNoticeOf(tx: Tx, id: ObligationId): Promise<Notice | null> {
  const row = await selection(tx).where('notice.obligation_id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toNotice(row);
}

export async function noticeOfObligation(tx: Tx, id: ObligationId): Promise<Notice | null> {
  const row = await selection(tx).where('notice.obligation_id', '=', id).executeTakeFirst();
  return row === undefined ? null : toNotice(row);
}

/** Reads the notice that was sent under a Message-ID and holds it until the transaction ends. */
export async function noticeOfMessageId(tx: Tx, messageId: string): Promise<Notice | null> {
  const row = await selection(tx).where('notice.message_id', '=', messageId).forUpdate().executeTakeFirst();
  return row === undefined ? null : toNotice(row);
}

export async function noticeOfToken(tx: Tx, hash: string): Promise<Notice | null> {
  const row = await selection(tx).where('notice.tracking_hash', '=', hash).executeTakeFirst();
  return row === undefined ? null : toNotice(row);
}

/** The notices of an incident that the scope may see, oldest first. */
export async function noticesOf(tx: Tx, incidentId: IncidentId): Promise<readonly Notice[]> {
  const rows = await selection(tx)
    .where('notice.incident_id', '=', incidentId)
    .orderBy('notice.created_at')
    .orderBy('notice.id')
    .execute();
  return rows.map(toNotice);
}

/** Notices whose delivery should have been looked at. */
export async function overdueDeliveries(tx: Tx, now: Date, limit: number): Promise<readonly NoticeId[]> {
  const rows = await tables(tx)
    .selectFrom('notice')
    .select('notice.id')
    .where('notice.next_action_at', '<=', now)
    .orderBy('notice.next_action_at')
    .orderBy('notice.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id as NoticeId);
}

/** Notices that have waited for approval so long that somebody has to be reminded. */
export async function overdueApprovals(tx: Tx, now: Date, limit: number): Promise<readonly NoticeId[]> {
  const rows = await tables(tx)
    .selectFrom('notice')
    .select('notice.id')
    .where('notice.approval_reminder_at', '<=', now)
    .orderBy('notice.approval_reminder_at')
    .orderBy('notice.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id as NoticeId);
}
