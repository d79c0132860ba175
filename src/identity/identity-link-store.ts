import type { CompanyId, Id, UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { ownStaff } from './identity-provider.ts';
import { tables } from './tables-store.ts';

/** How `user_account.provider_id` names an issuer. */
export const linkPrefix = 'oidc:';

/** That an identity provider's person is a user of ours. */
export interface IdentityLink {
  readonly id: Id<'identity_link'>;
  readonly userId: UserId;
  readonly issuer: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

const linkColumns = [
  'user_account.id',
  'user_account.user_id',
  'user_account.provider_id',
  'user_account.created_at',
  'user_account.last_used_at',
] as const;

/** The links of a user, oldest first. */
export async function linksOf(tx: Tx, userId: UserId): Promise<readonly IdentityLink[]> {
  const rows = await tables(tx)
    .selectFrom('user_account')
    .select(linkColumns)
    .where('user_account.user_id', '=', userId)
    .where('user_account.provider_id', 'like', `${linkPrefix}%`)
    .orderBy('user_account.created_at')
    .orderBy('user_account.id')
    .execute();
  return rows.map(toLink);
}

/** The link of an issuer's person. In system scope: it may be of any company. */
export async function linkOf(tx: Tx, issuer: string, subject: string): Promise<IdentityLink | null> {
  const row = await tables(tx)
    .selectFrom('user_account')
    .select(linkColumns)
    .where('user_account.provider_id', '=', linkPrefix + issuer)
    .where('user_account.account_id', '=', subject)
    .executeTakeFirst();
  return row === undefined ? null : toLink(row);
}

export async function insertLink(
  tx: Tx,
  link: {
    readonly id: Id<'identity_link'>;
    readonly userId: UserId;
    readonly issuer: string;
    readonly subject: string;
  },
  now: Date,
): Promise<void> {
  await tables(tx)
    .insertInto('user_account')
    .values({
      id: link.id,
      user_id: link.userId,
      account_id: link.subject,
      provider_id: linkPrefix + link.issuer,
      last_used_at: now,
      created_at: now,
      updated_at: now,
    })
    .execute();
}

export async function noteLinkUse(tx: Tx, id: IdentityLink['id'], now: Date): Promise<void> {
  await tables(tx)
    .updateTable('user_account')
    .set({ last_used_at: now })
    .where('user_account.id', '=', id)
    .execute();
}

export async function deleteLink(tx: Tx, link: IdentityLink): Promise<void> {
  await tables(tx).deleteFrom('user_account').where('user_account.id', '=', link.id).execute();
}

/** Ends sessions that an issuer opened before a time: the one that it names by `sid`, or all of a user. */
export async function endOidcSessions(
  tx: Tx,
  issuer: string,
  which: { readonly kind: 'sid'; readonly sid: string } | { readonly kind: 'user'; readonly userId: UserId },
  before: Date,
): Promise<readonly UserId[]> {
  const opened = tables(tx)
    .deleteFrom('user_session')
    .where('user_session.oidc_issuer', '=', issuer)
    .where('user_session.created_at', '<=', before);
  const ended =
    which.kind === 'sid'
      ? opened.where('user_session.oidc_sid', '=', which.sid)
      : opened.where('user_session.user_id', '=', which.userId);
  const rows = await ended.returning('user_session.user_id').execute();
  return rows.map((row) => row.user_id as UserId);
}

/** The company that an identity provider signs people in for. In system scope. */
export async function companyOf(
  tx: Tx,
  who: string,
): Promise<{
  readonly id: CompanyId;
  readonly kind: 'provider' | 'customer';
  readonly status: 'active' | 'off_boarding' | 'erased';
} | null> {
  const companies = tables(tx).selectFrom('company').select(['company.id', 'company.kind', 'company.status']);
  const wanted =
    who === ownStaff
      ? companies.where('company.kind', '=', 'provider')
      : companies.where('company.slug', '=', who).where('company.kind', '=', 'customer');
  const row = await wanted.executeTakeFirst();
  return row === undefined ? null : { ...row, id: row.id as CompanyId };
}

const toLink = (row: {
  id: string;
  user_id: string;
  provider_id: string;
  created_at: Date;
  last_used_at: Date | null;
}): IdentityLink => ({
  id: row.id as Id<'identity_link'>,
  userId: row.user_id as UserId,
  issuer: row.provider_id.slice(linkPrefix.length),
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
});
