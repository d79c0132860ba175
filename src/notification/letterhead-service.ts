import { incidentFactsOf } from '../incident/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { mailOf, type Letterhead } from './notice-mail.ts';
import type { Notice, StoredLetterhead } from './notice-store.ts';
import { trackingPurpose, type NotificationDeps } from './notification-deps.ts';
import { readMeasures } from './measure-store.ts';
import { readObligation } from './obligation-store.ts';
import { companyNames, readContactSetting, readProvider } from './setting-store.ts';
import type { ProviderContact } from './templates.ts';

/** What the frame of a notice says now; once approved, what it said then. */
export async function letterheadOf(
  tx: Tx,
  deps: NotificationDeps,
  notice: Notice,
): Promise<StoredLetterhead> {
  if (notice.letterhead !== null) return notice.letterhead;
  const incident = await incidentFactsOf(tx, notice.incidentId);
  const obligation = await readObligation(tx, notice.obligationId);
  const names = await companyNames(tx, [notice.companyId]);
  if (incident === null || obligation === null) throw new Error(`Notice ${notice.id} hangs on nothing.`);
  const { name: provider } = await readProvider(tx);
  return {
    language: notice.language,
    number: incident.number,
    severity: incident.severity,
    company: names.get(notice.companyId) ?? '',
    provider,
    agreement: obligation.agreement.title,
    trackingExpiresAt: notice.tracking.expiresAt,
    contact: await providerContact(tx, deps),
  };
}

/** Whom customers call: as set, else the provider's own security contact, else the address that mail comes from. */
export async function providerContact(tx: Tx, { mailer }: NotificationDeps): Promise<ProviderContact> {
  const set = await readContactSetting(tx);
  if (set !== null) return set;
  const { name, contact } = await readProvider(tx);
  if (contact !== null) return { ...contact, phone: null, hours: null };
  const email = /<([^<>]+)>\s*$/.exec(mailer.from)?.[1] ?? mailer.from;
  return { name, email, phone: null, hours: null };
}

/** The link by which a customer follows the incident; null when the stored one cannot be opened any more. */
export function trackingUrlOf(deps: NotificationDeps, notice: Notice): string | null {
  const token = deps.box.open(notice.tracking.sealed, trackingPurpose);
  return token.ok ? `${deps.publicUrl().replace(/\/+$/, '')}/track/${token.value}` : null;
}

/** The whole mail as it is, or would be, sent. */
export async function renderNotice(
  tx: Tx,
  deps: NotificationDeps,
  notice: Notice,
): Promise<{ readonly text: string; readonly html: string }> {
  const stored = await letterheadOf(tx, deps, notice);
  const trackingUrl = trackingUrlOf(deps, notice);
  if (trackingUrl === null)
    throw new Error(`The tracking link of notice ${notice.id} was sealed with another master key.`);
  const head: Letterhead = { ...stored, trackingUrl };
  const measures = (await readMeasures(tx, notice.id)).map(({ text }) => text);
  return mailOf(deps.templates, head, { ...notice, measures });
}
