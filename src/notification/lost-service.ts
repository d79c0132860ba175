import type { Tx } from '../platform/postgres/index.ts';
import { lost, type Recipient } from './delivery.ts';
import { hasEnded } from './notice.ts';
import type { Notice } from './notice-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { companyNameOf, escalate } from './obligation-service.ts';
import { readObligation } from './obligation-store.ts';
import { otherContacts } from './recipient-store.ts';

interface Stand {
  readonly notice: Notice;
  readonly recipients: readonly Recipient[];
}

/**
 * Calls people in when a required category has been lost: nobody of it has the notice, and nothing that happens by itself
 * can change that (NOT-13). What was lost before was told before.
 */
export async function tellLost(tx: Tx, deps: NotificationDeps, before: Stand, after: Stand): Promise<void> {
  const { notice, recipients } = after;
  const obligation = await readObligation(tx, notice.obligationId);
  if (obligation?.state.kind !== 'active') return;
  const { contactCategories: required } = obligation.clause;
  const known = lost(required, before.recipients, hasEnded(before.notice.state));
  const gap = lost(required, recipients, hasEnded(notice.state));
  if (gap.every((category) => known.includes(category))) return;
  const company = await companyNameOf(tx, notice);
  const bounced = recipients.filter(({ bouncedAt }) => bouncedAt !== null).map(({ email }) => email);
  const others = await otherContacts(
    tx,
    notice.companyId,
    recipients.map(({ email }) => email),
  );
  const what =
    bounced.length > 0
      ? `The notice to ${company} came back from ${bounced.join(', ')}`
      : `No mail server has accepted the notice to ${company}`;
  const names = others.map(({ name, email }) => `${name} <${email}>`).join(', ');
  const rest = names === '' ? '' : ` Other contacts: ${names}.`;
  const text = `${what}; nobody has it for: ${gap.join(', ')}. Use another way, or mend the contacts and send again.${rest}`;
  await escalate(tx, deps, obligation, bounced.length > 0 ? 'bounced' : 'delivery_failed', text);
}
