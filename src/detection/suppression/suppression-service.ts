import {
  actorOf,
  companyById,
  isProviderRole,
  userById,
  type Principal,
  type User,
} from '../../identity/index.ts';
import { err, newId, ok, type Clock, type CompanyId, type Result, type UserId } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import { announce } from '../../platform/live/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { Entity } from '../finding/finding.ts';
import type { RuleBook } from '../rule/rule-book.ts';
import { readFilterText } from './filter-text.ts';
import { nextVersion } from './suppression-set-store.ts';
import {
  closeSpan,
  findSuppression,
  insertStep,
  insertSuppression,
  openSpan,
  sameInForce,
  saveEnabled,
  saveEnd,
  type ListedSuppression,
} from './suppression-store.ts';
import {
  admitChange,
  admitExpiry,
  type suppressionProblems,
  type Suppression,
  type SuppressionChange,
  type SuppressionId,
  type SuppressionSubject,
} from './suppression.ts';
import { suppressionTopic } from './taken-store.ts';

type Problem = Failure & { readonly code: keyof typeof suppressionProblems | 'not_found' | 'forbidden' };

export interface SuppressionDeps {
  readonly clock: Clock;
  readonly book: Pick<RuleBook, 'current' | 'upToDate'>;
}

/** Who answers for a suppression, why, and until when. */
export interface SuppressionTerms {
  readonly companyId: CompanyId;
  /** Null: whoever makes it. */
  readonly ownerId: UserId | null;
  readonly reason: string;
  readonly expiresAt: Date;
}

/** Keeps findings of a rule about one entity, or (entity null) all of its findings, from one company's staff. */
export async function suppress(
  tx: Tx,
  deps: SuppressionDeps,
  principal: Principal,
  {
    entity,
    ruleId,
    ...terms
  }: SuppressionTerms & { readonly ruleId: string; readonly entity: Entity | null },
): Promise<Result<Suppression, Problem>> {
  await deps.book.upToDate(tx);
  const { correlations, rules } = deps.book.current();
  const rule = [...rules, ...correlations].find(({ id }) => id === ruleId);
  if (rule === undefined)
    return err({ code: 'suppression_rule', message: 'No rule or correlation with this id is in force.' });
  const subject: SuppressionSubject =
    entity === null ? { kind: 'rule', ruleId } : { kind: 'entity', ruleId, entity };
  return make(tx, deps, principal, { ...terms, subject, title: rule.title });
}

/** Excludes events from rules, in one company. `keepsOnly` says that the filter may exclude all but what it describes. */
export async function addFilter(
  tx: Tx,
  deps: SuppressionDeps,
  principal: Principal,
  { keepsOnly, yaml, ...terms }: SuppressionTerms & { readonly yaml: string; readonly keepsOnly: boolean },
): Promise<Result<Suppression, Problem>> {
  await deps.book.upToDate(tx);
  const text = readFilterText(yaml, deps.book.current().rules);
  if (text.kind === 'refused')
    return err({
      code: 'filter_text_refused',
      message: text.refusals.map(({ line, reason }) => `Line ${line}: ${reason}`).join('\n'),
      errors: text.refusals.map(({ code, line, reason }) => ({
        path: `yaml#L${line}`,
        code,
        message: reason,
      })),
    });
  if (text.rules.length === 0)
    return err({
      code: 'filter_without_rule',
      message:
        'No rule in force is named by the filter and has its log source. Correlations are not filtered; name the rules that they count.',
    });
  if (text.keepsOnly && !keepsOnly)
    return err({
      code: 'filter_keeps_only',
      message:
        'The condition says what is kept. To exclude it, write "not" in the condition; if everything else is to be excluded, say so with keepsOnly.',
    });
  const { logSource, targets, title } = text.filter;
  const subject: SuppressionSubject = {
    ...{ kind: 'filter', yaml, logSource },
    targets: targets === 'any' ? null : targets,
  };
  return make(tx, deps, principal, { ...terms, subject, title });
}

interface Making extends SuppressionTerms {
  readonly subject: SuppressionSubject;
  readonly title: string;
}

async function make(
  tx: Tx,
  { clock }: SuppressionDeps,
  principal: Principal,
  { companyId, expiresAt, ownerId, reason, subject, title }: Making,
): Promise<Result<Suppression, Problem>> {
  const company = await companyById(tx, companyId);
  if (company?.status !== 'active') return err({ code: 'not_found', message: 'There is no such company.' });
  const owner = await ownerOf(tx, ownerId ?? principal.userId, companyId);
  if (!owner.ok) return owner;
  // Held until the commit: what is received from now on is planned with what is made here (SUP-5).
  const version = await nextVersion(tx);
  const now = clock.now();
  const admitted = admitExpiry(expiresAt, now);
  if (!admitted.ok) return admitted;
  if (subject.kind !== 'filter' && (await sameInForce(tx, companyId, subject, now)) !== null)
    return err({
      code: 'suppression_exists',
      message: 'The same is suppressed already. End that suppression first, to set another expiry.',
    });
  const by = { id: principal.userId, name: actorOf(principal).name };
  const made: Suppression = {
    ...{ id: newId<'suppression'>(now), companyId, title, subject, reason, expiresAt },
    ...{
      owner: { id: owner.value.id, name: owner.value.name },
      isEnabled: true,
      createdAt: now,
      createdBy: by,
    },
    ...{ end: null, matchCount: 0, lastMatchAt: null },
  };
  await insertSuppression(tx, made);
  await insertStep(tx, made, { version, change: 'create', reason, at: now, by });
  await openSpan(tx, made, version, now);
  await announceOne(tx, made);
  return ok(made);
}

/** SUP-2: a user who is not shut out, and who may see the company: of the provider, or its own. */
async function ownerOf(tx: Tx, id: UserId, companyId: CompanyId): Promise<Result<User, Problem>> {
  const user = await userById(tx, id);
  const maySee = user !== null && (isProviderRole(user.role) || user.companyId === companyId);
  if (user !== null && maySee && user.disabledAt === null) return ok(user);
  return err({
    code: 'suppression_owner',
    message: 'Name an active user of the provider or of the company as its owner.',
  });
}

const announceOne = (tx: Tx, { companyId, id }: Pick<Suppression, 'companyId' | 'id'>): Promise<void> =>
  announce(tx, { topic: suppressionTopic, id, companyId });

/** Ends a suppression early, or switches a filter off or on: from the moment at which this commits. */
export async function changeSuppression(
  tx: Tx,
  { clock }: Pick<SuppressionDeps, 'clock'>,
  principal: Principal,
  id: SuppressionId,
  { change, reason }: { readonly change: Exclude<SuppressionChange, 'create'>; readonly reason: string },
): Promise<Result<ListedSuppression, Problem>> {
  const version = await nextVersion(tx);
  const now = clock.now();
  const known = await findSuppression(tx, id, null, true);
  if (known === null) return err({ code: 'suppression_not_found', message: 'There is no such suppression.' });
  const needed = known.subject.kind === 'filter' ? 'rule:write' : 'finding:triage';
  if (!principal.permissions.has(needed))
    return err({ code: 'forbidden', message: `This needs the permission ${needed}.` });
  const admitted = admitChange(known, change, now);
  if (!admitted.ok) return admitted;
  const by = { id: principal.userId, name: actorOf(principal).name };
  const step = { version, change, reason, at: now, by };
  await insertStep(tx, known, step);
  if (change === 'enable') await openSpan(tx, known, version, now);
  else await closeSpan(tx, known, version, now);
  if (change === 'end') await saveEnd(tx, known, step);
  else await saveEnabled(tx, known, change === 'enable');
  await announceOne(tx, known);
  const end = change === 'end' ? { at: now, by: by.name, reason } : null;
  return ok({ ...known, end, isEnabled: change === 'end' ? known.isEnabled : change === 'enable' });
}
