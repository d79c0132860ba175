import { err, ok, type CompanyId, type Id, type Result, type UserId } from '../../kernel/index.ts';
import type { LogSource } from '../event-types.ts';
import type { Entity } from '../finding/finding.ts';

export type SuppressionId = Id<'suppression'>;

export const suppressionKinds = ['entity', 'rule', 'filter'] as const;
export type SuppressionKind = (typeof suppressionKinds)[number];

/** What a suppression takes: findings of a rule or correlation about one entity, all of its findings, or what a filter excludes. */
export type SuppressionSubject =
  | { readonly kind: 'entity'; readonly ruleId: string; readonly entity: Entity }
  | { readonly kind: 'rule'; readonly ruleId: string }
  /** `targets`: the rules that it names, by id or name; null: any rule of its log source. */
  | {
      readonly kind: 'filter';
      readonly yaml: string;
      readonly targets: readonly string[] | null;
      readonly logSource: LogSource;
    };

/** How an early end came about. */
export interface SuppressionEnd {
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
}

/** Matches of one company that are kept out of its findings for a time, and who answers for it. */
export interface Suppression {
  readonly id: SuppressionId;
  readonly companyId: CompanyId;
  readonly title: string;
  readonly subject: SuppressionSubject;
  readonly owner: { readonly id: UserId; readonly name: string };
  readonly reason: string;
  readonly expiresAt: Date;
  readonly isEnabled: boolean;
  readonly createdAt: Date;
  readonly createdBy: { readonly id: UserId | null; readonly name: string };
  readonly end: SuppressionEnd | null;
  readonly matchCount: number;
  /** Event time of the last match that it took. */
  readonly lastMatchAt: Date | null;
}

/** Where a suppression is in its life. `expiring`: in force, and over within `expiringSoonMs`. */
export const suppressionStates = ['active', 'expiring', 'disabled', 'expired', 'ended'] as const;
export type SuppressionState = (typeof suppressionStates)[number];

/** So long before its end a suppression is shown as one that somebody must look at: three days. */
export const expiringSoonMs = 3 * 86_400_000;

/** SUP-4: it is in force up to, and without, the moment at which it expires. */
export function stateOf(
  { end, expiresAt, isEnabled }: Pick<Suppression, 'end' | 'expiresAt' | 'isEnabled'>,
  now: Date,
): SuppressionState {
  if (end !== null) return 'ended';
  const left = expiresAt.getTime() - now.getTime();
  if (left <= 0) return 'expired';
  if (!isEnabled) return 'disabled';
  return left <= expiringSoonMs ? 'expiring' : 'active';
}

export const suppressionProblems = {
  suppression_not_found: { status: 404, title: 'There is no such suppression' },
  suppression_state: { status: 409, title: 'The suppression is not in a state in which this can be done' },
  suppression_exists: { status: 409, title: 'There is a suppression for this in force already' },
  suppression_expiry: { status: 400, title: 'The expiry is not a time within the next year' },
  suppression_owner: { status: 400, title: 'The owner is nobody who may see the company' },
  suppression_rule: { status: 400, title: 'No such rule is in force' },
  filter_text_refused: { status: 400, title: 'The filter cannot be read' },
  filter_without_rule: { status: 400, title: 'The filter is about no rule in force' },
  filter_keeps_only: { status: 400, title: 'The filter would exclude everything but what it describes' },
  filter_field_unusable: { status: 400, title: 'A field or value cannot stand in a filter' },
} as const;

export interface SuppressionFailure {
  readonly code: keyof typeof suppressionProblems;
  readonly message: string;
}

export const suppressionChanges = ['create', 'end', 'disable', 'enable'] as const;
export type SuppressionChange = (typeof suppressionChanges)[number];

/** Whether a change may be made now (SUP-4, SUP-5). */
export function admitChange(
  suppression: Pick<Suppression, 'end' | 'expiresAt' | 'isEnabled' | 'subject'>,
  change: Exclude<SuppressionChange, 'create'>,
  now: Date,
): Result<void, SuppressionFailure> {
  const state = stateOf(suppression, now);
  if (state === 'ended' || state === 'expired')
    return refuse(state === 'ended' ? 'It has been ended already.' : 'It has expired already.');
  if (change === 'end') return ok(undefined);
  if (suppression.subject.kind !== 'filter')
    return refuse('Only filters are switched off and on. End the suppression, and make another one later.');
  if ((change === 'enable') !== suppression.isEnabled) return ok(undefined);
  return refuse(`The filter is ${suppression.isEnabled ? 'enabled' : 'disabled'} already.`);
}

const refuse = (message: string): Result<never, SuppressionFailure> =>
  err({ code: 'suppression_state', message });

/** SUP-3: every suppression ends, within a year. */
export function admitExpiry(expiresAt: Date, now: Date): Result<void, SuppressionFailure> {
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + 1);
  if (expiresAt > now && expiresAt <= latest) return ok(undefined);
  return err({
    code: 'suppression_expiry',
    message: `Choose a time after now and at the latest ${latest.toISOString()}, a year from now.`,
  });
}
