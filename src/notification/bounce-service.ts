import { internal, recordEntry } from '../incident/index.ts';
import { systemScope } from '../kernel/index.ts';
import { readInboundMail, type DeliveryStatus, type InboundMail } from '../platform/mail/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { isFiled, mostFailures, reportedTime, type InboundVerdict } from './inbound.ts';
import {
  countUnclear,
  isKnownContent,
  noteRead,
  readPlace,
  saveHealth,
  verdictAt,
  type InboundPlace,
} from './inbound-store.ts';
import { companyNameOf } from './obligation-service.ts';
import { applyReports } from './report-service.ts';
import { lockNotice, noticeOfMessageId, type Notice, type NoticeId } from './notice-store.ts';
import { bySystem, type NotificationDeps } from './notification-deps.ts';
import { lockName } from './notification-tables-store.ts';

/** A mail as a mailbox hands it over; of a large one the beginning. */
export interface ArrivedMail extends InboundPlace {
  readonly raw: Buffer;
  readonly receivedAt: Date | null;
  /** How often dealing with it has failed before. */
  readonly failures: number;
}

export interface InboundResult {
  readonly verdict: InboundVerdict;
  /** Whether it may leave the way of people who read the same mailbox. */
  readonly filed: boolean;
}

const scope = systemScope('bounces');

/** What the reader of a mailbox needs of this slice. */
export interface Inbound {
  /** Deals with one mail; throws only when the database fails. */
  receive(mail: ArrivedMail): Promise<InboundResult>;
  /** How far the mailbox has been read. */
  place(mailbox: string): Promise<{ readonly uidValidity: string; readonly uid: number } | null>;
  /** Notes how the reading goes; `failure` null: well. */
  note(mailbox: string, failure: { readonly reason: string; readonly message: string } | null): Promise<void>;
}

export const inboundOf = (deps: NotificationDeps): Inbound => ({
  receive: (mail) => receiveMail(deps, mail),
  place: (mailbox) => inScope(deps.db, scope, (tx) => readPlace(tx, mailbox)),
  note: (mailbox, failure) =>
    inScope(deps.db, scope, (tx) => saveHealth(tx, mailbox, failure, deps.clock.now())),
});

/**
 * Deals with one mail of the bounce mailbox, once: by its place, and by its content when it comes to another place
 * (NOT-21). Throws only when the database fails; then nothing has happened.
 */
export async function receiveMail(deps: NotificationDeps, mail: ArrivedMail): Promise<InboundResult> {
  const read = await readInboundMail(mail.raw);
  return inScope(deps.db, scope, async (tx) => {
    await lockName(tx, `inbound:${read.key}`);
    const before = await verdictAt(tx, mail);
    if (before !== null) return { verdict: before, filed: isFiled(before) };
    const judged = await judge(tx, deps, mail, read);
    await noteRead(tx, mail, { contentKey: read.key, ...judged }, deps.clock.now());
    return { verdict: judged.verdict, filed: isFiled(judged.verdict) };
  });
}

interface Judged {
  readonly verdict: InboundVerdict;
  readonly notice: Notice | null;
}

const without = (verdict: InboundVerdict): Judged => ({ verdict, notice: null });

async function judge(tx: Tx, deps: NotificationDeps, mail: ArrivedMail, read: InboundMail): Promise<Judged> {
  if (await isKnownContent(tx, read.key)) return without('duplicate');
  if (mail.failures >= mostFailures) {
    deps.log.error(
      { mailbox: mail.mailbox, uid: mail.uid },
      'a mail in the mailbox of bounces cannot be dealt with; look at it there',
    );
    return without('unreadable');
  }
  const { content } = read;
  switch (content.kind) {
    case 'unreadable':
    case 'auto_reply':
      return without(content.kind);
    case 'other':
      return judgeOther(tx, deps, read);
    case 'report':
      return judgeReport(tx, deps, mail, read, content.status);
  }
}

/** Whose mail it is about, and whether that is certain. */
interface About {
  readonly notice: Notice;
  readonly attempt: number;
  readonly proven: boolean;
}

async function judgeReport(
  tx: Tx,
  deps: NotificationDeps,
  mail: ArrivedMail,
  read: InboundMail,
  status: DeliveryStatus,
): Promise<Judged> {
  const about = await whatItIsAbout(tx, deps, read, status);
  if (typeof about === 'string') return without(about);
  const { notice } = about;
  const now = deps.clock.now();
  const at = reportedTime(mail.receivedAt, notice.approvedAt ?? notice.createdAt, now);
  const applied = await applyReports(tx, deps, about, status, at);
  return { verdict: applied ? 'applied' : 'unmatched', notice: applied ? notice : null };
}

/**
 * A token of ours proves it; without one, the Message-ID of a mail of ours, which only its readers know, will do, and
 * only for recipients that the report names (NOT-18).
 */
async function whatItIsAbout(
  tx: Tx,
  deps: NotificationDeps,
  read: InboundMail,
  status: DeliveryStatus,
): Promise<About | 'forged' | 'unmatched'> {
  const tokens = deps.returnAddresses?.tokensIn(`${read.addressedTo}\n${status.envelopeId ?? ''}`) ?? [];
  for (const token of tokens) {
    if (token.kind !== 'ours') continue;
    const notice = await lockNotice(tx, token.id as NoticeId);
    return notice === null ? 'unmatched' : { notice, attempt: token.attempt, proven: true };
  }
  if (tokens.length > 0) return 'forged';
  const returned = read.content.kind === 'report' ? read.content.returned : null;
  const messageId = returned?.messageId ?? null;
  if (messageId === null) return 'unmatched';
  const notice = await noticeOfMessageId(tx, messageId);
  if (notice === null) return 'unmatched';
  // Nothing says which attempt: the latest, so that no failure is taken for a stale one.
  const attempt = returned?.attempt ?? ('attempts' in notice.state ? notice.state.attempts : 1);
  return { notice, attempt, proven: false };
}

/** More of one notice are not put on the timeline: whoever has the address could fill it. */
const mostUnclear = 10;

/** Mail to a return address of ours that is no report: something came back, and a person has to see what. */
async function judgeOther(tx: Tx, deps: NotificationDeps, read: InboundMail): Promise<Judged> {
  const tokens = deps.returnAddresses?.tokensIn(read.addressedTo) ?? [];
  const ours = tokens.find((token) => token.kind === 'ours');
  if (ours === undefined) return without(tokens.length > 0 ? 'forged' : 'other');
  const notice = await lockNotice(tx, ours.id as NoticeId);
  if (notice === null) return without('unmatched');
  if ((await countUnclear(tx, notice.id)) >= mostUnclear) return { verdict: 'unclear', notice };
  const company = await companyNameOf(tx, notice);
  const text = `A mail came back for the notice to ${company} that is no delivery report: “${read.subject}”. Read it in the mailbox.`;
  const data = { noticeId: notice.id, companyId: notice.companyId };
  await recordEntry(tx, deps.clock, internal(notice.incidentId, bySystem, 'notice', text, data));
  return { verdict: 'unclear', notice };
}
