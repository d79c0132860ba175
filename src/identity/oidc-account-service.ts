import { err, newId, ok, type CompanyId, type Id, type Result, type UserId } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { storableText, type ResourceRef } from './action.ts';
import {
  judgeAddress,
  judgeRole,
  judgeStrength,
  type Claims,
  type IdentityProvider,
} from './identity-provider.ts';
import { deleteInvitation, lockInvitation } from './invitation-store.ts';
import { accountDisabled } from './own-way-service.ts';
import { managingRole, sideOf, type Role } from './permission.ts';
import {
  companyOf,
  insertLink,
  linkOf,
  linksOf,
  noteLinkUse,
  type IdentityLink,
} from './identity-link-store.ts';
import { announceUser } from './user-routes.ts';
import { insertUser, lockOthersWithRole, saveUser, userByEmail, userById } from './user-store.ts';
import type { User } from './user.ts';

/** Something that came of a sign-in besides the session; each is an Activity Log record of its own. */
export interface Consequence {
  readonly eventName: 'user.create' | 'invitation.accept' | 'identity_link.create' | 'user.update';
  readonly resources: readonly ResourceRef[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface Entrance {
  readonly user: User;
  readonly link: Id<'identity_link'>;
  readonly consequences: readonly Consequence[];
}

type Company = NonNullable<Awaited<ReturnType<typeof companyOf>>>;

const longestName = 120;

/**
 * Finds the user whom an identity provider speaks of, among the people of its own company only: by the link that
 * was made before, else by a verified address, which makes the link. Somebody new comes in by an open invitation, or
 * where the settings let accounts be made. In system scope.
 */
export async function enterByClaims(
  tx: Tx,
  provider: IdentityProvider,
  claims: Claims,
  now: Date,
): Promise<Result<Entrance, Failure>> {
  const company = await companyOf(tx, provider.who);
  if (company === null || company.status === 'erased') return err(closed(provider));
  const strong = judgeStrength(provider, claims);
  if (!strong.ok) return strong;
  const role = judgeRole(provider, claims);
  if (!role.ok) return role;
  const link = await linkOf(tx, provider.issuer, claims.subject);
  const found =
    link === null
      ? await bindByAddress(tx, provider, company, claims, role.value, now)
      : await byLink(tx, link);
  if (!found.ok) return found;
  const { user, consequences } = found.value;
  // Whatever the link says: this provider speaks for this company's people and nobody else.
  if (user.companyId !== company.id) return err(unknown(provider));
  if (user.disabledAt !== null) return err(accountDisabled);
  if (link !== null) await noteLinkUse(tx, link.id, now);
  const kept = await followRole(tx, user, role.value, now);
  return ok({
    user: kept.user,
    link: found.value.link,
    consequences: [...consequences, ...kept.consequences],
  });
}

async function byLink(tx: Tx, link: IdentityLink): Promise<Result<Entrance, Failure>> {
  const user = await userById(tx, link.userId);
  if (user === null) throw new Error(`The identity link ${link.id} leads to no user.`);
  return ok({ user, link: link.id, consequences: [] });
}

async function bindByAddress(
  tx: Tx,
  provider: IdentityProvider,
  company: Company,
  claims: Claims,
  role: Role | null,
  now: Date,
): Promise<Result<Entrance, Failure>> {
  const address = judgeAddress(provider, claims);
  if (!address.ok) return address;
  const existing = await userByEmail(tx, address.value);
  // The same answer whether the address is free or another company's: an identity provider learns nothing of those.
  if (existing !== null && existing.companyId !== company.id) return err(unknown(provider));
  if (existing?.disabledAt) return err(accountDisabled);
  const taken = existing === null ? [] : await linksOf(tx, existing.id);
  if (taken.some((link) => link.issuer === provider.issuer)) return err(subjectChanged(provider));
  const joined =
    existing === null
      ? await join(tx, provider, company, { ...claims, email: address.value }, role, now)
      : ok({ user: existing, consequences: [] });
  if (!joined.ok) return joined;
  const { user, consequences } = joined.value;
  const id = newId<'identity_link'>(now);
  await insertLink(tx, { id, userId: user.id, issuer: provider.issuer, subject: claims.subject }, now);
  await announceUser(tx, user);
  const linked: Consequence = {
    eventName: 'identity_link.create',
    resources: [
      { type: 'identity_link', id },
      { type: 'user', id: user.id },
    ],
    parameters: { identityProvider: provider.id, issuer: provider.issuer },
  };
  return ok({ user, link: id, consequences: [...consequences, linked] });
}

type Joined = Pick<Entrance, 'user' | 'consequences'>;

/** Makes the account of somebody new: invited, or let in by the settings. */
async function join(
  tx: Tx,
  provider: IdentityProvider,
  company: Company,
  claims: Claims & { readonly email: string },
  mapped: Role | null,
  now: Date,
): Promise<Result<Joined, Failure>> {
  const { email } = claims;
  if (company.status !== 'active') return err(closed(provider));
  const invitation = await lockInvitation(tx, company.id, email, now);
  if (invitation !== null) {
    const user = await make(tx, company.id, claims, mapped ?? invitation.role, now);
    if (user === null) return err(raced);
    await deleteInvitation(tx, invitation.id);
    const accepted = consequence('invitation.accept', user.id, { type: 'invitation', id: invitation.id });
    return ok({ user, consequences: [accepted] });
  }
  const role = mapped ?? provider.role;
  if (!provider.createUsers) return err(unknown(provider));
  if (role === null) return err(roleless(provider));
  const user = await make(tx, company.id, claims, role, now);
  return user === null ? err(raced) : ok({ user, consequences: [consequence('user.create', user.id)] });
}

async function make(
  tx: Tx,
  companyId: CompanyId,
  claims: Claims & { readonly email: string },
  role: Role,
  now: Date,
): Promise<User | null> {
  const { email } = claims;
  const given = storableText(claims.name ?? '')
    .trim()
    .slice(0, longestName);
  const name = given === '' ? email.slice(0, email.lastIndexOf('@')).slice(0, longestName) : given;
  const locale = claims.locale?.toLowerCase().startsWith('ru') === true ? 'ru' : 'en';
  const id = await insertUser(tx, { companyId, name, email, role, locale, passwordHash: null }, now);
  return id === null ? null : userById(tx, id);
}

const consequence = (
  eventName: Consequence['eventName'],
  userId: UserId,
  ...more: readonly ResourceRef[]
): Consequence => ({
  eventName,
  resources: [...more, { type: 'user', id: userId }],
  parameters: { way: 'oidc' },
});

/** Gives a user the role that the claims map to, except that the last administrator or owner stays one. */
async function followRole(tx: Tx, user: User, role: Role | null, now: Date): Promise<Joined> {
  if (role === null || role === user.role) return { user, consequences: [] };
  const manager = managingRole[sideOf(user.role)];
  const others = await lockOthersWithRole(tx, user.companyId, manager, user.id);
  if (user.role === manager && others === 0) return { user, consequences: [] };
  const next: User = { ...user, role };
  await saveUser(tx, next, now);
  await announceUser(tx, next);
  const changed: Consequence = {
    eventName: 'user.update',
    resources: [{ type: 'user', id: user.id }],
    parameters: { way: 'oidc', role, before: user.role },
  };
  return { user: next, consequences: [changed] };
}

const unknown = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_user_unknown',
  message: `${name} knows you, but there is no account or invitation for your address here. Ask to be invited.`,
});
const closed = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_company_closed',
  message: `The company that ${name} signs people in for is not open here.`,
});
const subjectChanged = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_subject_changed',
  message: `Your account is linked to another person of ${name}. An administrator can remove that link.`,
});
const roleless = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_role_missing',
  message: `${name} does not give you a role in Tocsin. Ask whoever manages your groups there.`,
});
const raced: Failure = {
  code: 'conflict',
  message: 'The account was made at this very moment. Sign in again.',
};
