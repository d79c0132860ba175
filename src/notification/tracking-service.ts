import type { Actor } from '../identity/index.ts';
import { incidentFactsOf, readTimeline, recordEntry, shown } from '../incident/index.ts';
import { err, ok, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { hashToken } from '../platform/secret/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { announceNotice } from './draft-service.ts';
import { providerContact } from './letterhead-service.ts';
import { markMeasure, readMeasures } from './measure-store.ts';
import { updateText } from './notice-words.ts';
import { noticeOfToken, type Notice } from './notice-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { takeSystemScope } from './notification-tables-store.ts';
import { readRecipients } from './recipient-store.ts';
import type { TrackingReply } from './notice-schema.ts';

const gone: Failure = {
  code: 'not_found',
  message: 'This link does not work, or no longer. Ask whoever sent it to you.',
};

/** Finds the notice that a tracking link belongs to; unknown, expired and revoked links look the same. */
async function findByToken(tx: Tx, deps: NotificationDeps, token: string): Promise<Result<Notice, Failure>> {
  // The link gives the right, not the person who may be signed in in the same browser.
  await takeSystemScope(tx, 'tracking');
  const notice = await noticeOfToken(tx, hashToken(token));
  if (notice === null) return err(gone);
  const { revokedAt, expiresAt } = notice.tracking;
  return revokedAt !== null || expiresAt <= deps.clock.now() ? err(gone) : ok(notice);
}

/** What a customer sees behind the link: its own slice of the incident, in the notice's language. */
export async function showTracking(
  tx: Tx,
  deps: NotificationDeps,
  token: string,
): Promise<Result<TrackingReply, Failure>> {
  const found = await findByToken(tx, deps, token);
  return found.ok ? describe(tx, deps, found.value) : found;
}

async function describe(
  tx: Tx,
  deps: NotificationDeps,
  notice: Notice,
): Promise<Result<TrackingReply, Failure>> {
  const { incidentId, companyId, language } = notice;
  const incident = await incidentFactsOf(tx, incidentId);
  const company = incident?.companies.find((one) => one.companyId === companyId);
  if (incident === null || company === undefined) return err(gone);
  const entries = await readTimeline(tx, incidentId, { companyId });
  const sentAt = (await readRecipients(tx, notice.id)).flatMap(({ acceptedAt }) =>
    acceptedAt === null ? [] : [acceptedAt.getTime()],
  );
  return ok({
    incidentNumber: incident.number,
    title: incident.title,
    companyName: company.name,
    status: company.state === 'cleared' ? 'cancelled' : incident.status,
    severity: incident.severity,
    language,
    noticeAt: sentAt.length === 0 ? null : new Date(Math.min(...sentAt)),
    updates: entries.map((entry) => ({ at: entry.at, text: updateText(language, entry) })),
    recommendedMeasures: (await readMeasures(tx, notice.id)).map(({ id, text, doneAt }) => ({
      id,
      text,
      done: doneAt !== null,
    })),
    contact: await providerContact(tx, deps),
  });
}

/** A customer says that a recommended measure is done, or is not after all. */
export async function tickMeasure(
  tx: Tx,
  deps: NotificationDeps,
  token: string,
  tick: { readonly measureId: string; readonly done: boolean },
): Promise<Result<{ readonly notice: Notice; readonly reply: TrackingReply }, Failure>> {
  const found = await findByToken(tx, deps, token);
  if (!found.ok) return found;
  const notice = found.value;
  const measures = await readMeasures(tx, notice.id);
  if (!measures.some(({ id }) => id === tick.measureId))
    return err({ code: 'not_found', message: 'There is no such measure.' });
  const changed = await markMeasure(tx, notice.id, tick.measureId, tick.done ? deps.clock.now() : null);
  if (changed !== null) await recordTick(tx, deps, notice, linkHolder, { ...tick, text: changed.text });
  const reply = await describe(tx, deps, notice);
  return reply.ok ? ok({ notice, reply: reply.value }) : reply;
}

/** Whoever has the link: the company is known, the person is not. */
const linkHolder: Actor = { kind: 'anonymous', id: null, name: 'tracking link', companyId: null };

/** Writes on the timeline what a customer said of a measure, and tells open pages. */
export async function recordTick(
  tx: Tx,
  deps: NotificationDeps,
  { id: noticeId, incidentId, companyId, ...notice }: Notice,
  actor: Actor,
  tick: { readonly measureId: string; readonly done: boolean; readonly text: string },
): Promise<void> {
  const text = `${tick.done ? 'Done' : 'Not done'}: ${tick.text}`;
  await recordEntry(
    tx,
    deps.clock,
    shown(incidentId, actor, 'measure', text, { noticeId, ...tick }, companyId),
  );
  await announceNotice(tx, { id: noticeId, incidentId, companyId, ...notice });
}
