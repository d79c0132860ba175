import { unreachable } from '../kernel/index.ts';
import type { ContactCategory } from './agreement.ts';
import type { Gap } from './alert.ts';
import { unreached, type Recipient } from './delivery.ts';
import { hasEnded, type NoticeState } from './notice.ts';
import type { ObligationState } from './obligation.ts';

/** What is known of an obligation when staff are told of it. */
export interface GapView {
  readonly obligation: ObligationState;
  readonly required: readonly ContactCategory[];
  /** Null: there is no notice, which does not happen. */
  readonly notice: { readonly state: NoticeState; readonly updatedAt: Date } | null;
  readonly recipients: readonly Recipient[];
  /** Today's contacts for the required categories. */
  readonly contacts: readonly Recipient[];
  readonly others: readonly { readonly name: string; readonly email: string }[];
  /** Whether anybody may approve the notice besides those who wrote it. */
  readonly hasApprover: boolean;
}

const mostOthers = 5;

/** What is missing, the most important first. */
export function gapsOf(view: GapView): readonly Gap[] {
  if (view.obligation.kind === 'fulfilled') return [{ kind: 'fulfilled', at: view.obligation.at }];
  const { notice } = view;
  const gaps = [...(notice === null ? [] : noticeGaps(view, notice)), ...bounces(view), ...contactGaps(view)];
  const needsOthers = gaps.some(
    ({ kind }) => kind === 'bounced' || kind === 'failed' || kind === 'no_contact',
  );
  if (!needsOthers || view.others.length === 0) return gaps;
  const names = view.others.slice(0, mostOthers).map(({ name, email }) => `${name} <${email}>`);
  return [...gaps, { kind: 'other_contacts', names }];
}

function noticeGaps(
  { hasApprover, recipients, required }: GapView,
  { state, updatedAt }: NonNullable<GapView['notice']>,
): readonly Gap[] {
  switch (state.kind) {
    case 'draft':
      return [{ kind: 'draft' }];
    case 'rejected':
      return [{ kind: 'rejected', by: state.by, reason: state.reason }];
    case 'awaiting_approval':
      return [
        { kind: 'awaiting_approval', since: updatedAt },
        ...(hasApprover ? [] : [{ kind: 'no_approver' as const }]),
      ];
    case 'approved':
    case 'sending':
      return [{ kind: 'sending', attempts: state.attempts, response: null }];
    case 'retrying':
      if (state.after === 'unknown') return [{ kind: 'unknown', nextAt: state.nextAt }];
      return [{ kind: 'sending', attempts: state.attempts, response: lastResponse(recipients) }];
    case 'failed':
      return [{ kind: 'failed', reason: state.reason }];
    case 'accepted':
    case 'bounced': {
      const categories = unreached(required, recipients);
      return categories.length === 0 ? [] : [{ kind: 'unreached', categories }];
    }
    default:
      return unreachable(state);
  }
}

const lastResponse = (recipients: readonly Recipient[]): string | null =>
  recipients.findLast(({ status }) => status === 'deferred')?.response ?? null;

const bounces = ({ recipients }: GapView): readonly Gap[] =>
  recipients
    .filter(({ status, bouncedAt }) => status === 'bounced' && bouncedAt !== null)
    .map(({ email, response }) => ({ kind: 'bounced', email, reason: response }));

/** Before and while it is sent, contacts are what they are today; afterwards what came of it says more. */
function contactGaps({ notice, required, contacts }: GapView): readonly Gap[] {
  if (notice !== null && hasEnded(notice.state)) return [];
  const categories = required.filter(
    (category) => !contacts.some((contact) => contact.categories.includes(category)),
  );
  return categories.length === 0 ? [] : [{ kind: 'no_contact', categories }];
}
