import { dayMs, err, newId, ok } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { announce } from '../platform/live/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { hashToken, newToken } from '../platform/secret/index.ts';
import { isThoughtless, thoughtless } from './auth-flow.ts';
import { livingCompany } from './company-routes.ts';
import { companyById } from './company-store.ts';
import type { SendMail } from './identity-deps.ts';
import { mayUseOwnWays, providersOf, speaksFor, type IdentityProvider } from './identity-provider.ts';
import {
  deleteInvitation,
  invitationByHash,
  invitationById,
  listInvitations,
  saveInvitation,
  type Invitation,
} from './invitation-store.ts';
import { invitationMail } from './mail-text.ts';
import { oidcRequired } from './own-way-service.ts';
import { providerName } from './provider-store.ts';
import { defineRoute, idParams, type Route } from './route-schema.ts';
import { announceUser } from './user-routes.ts';
import {
  acceptInvitationBody,
  invitationBody,
  invitationList,
  newInvitationBody,
  openInvitation,
  tokenParams,
} from './user-schema.ts';
import { insertUser, userByEmail } from './user-store.ts';
import { mayGiveRole } from './user.ts';

/** How long the link in a mailed invitation works. */
const invitationMs = 7 * dayMs;
const perMinute = 20;

const deadLink: Failure = {
  code: 'invitation_invalid',
  message: 'This invitation is wrong, used up, withdrawn, or has expired. Ask for a new one.',
};
const taken: Failure = { code: 'user_exists', message: 'This address has an account already.' };

export interface InvitationDeps {
  readonly sendMail: SendMail;
  readonly publicUrl: () => string;
  hashPassword(password: string): Promise<string>;
  readonly identityProviders: readonly IdentityProvider[];
}

const announceInvitation = (tx: Tx, invitation: Pick<Invitation, 'id' | 'companyId'>): Promise<void> =>
  announce(tx, { topic: 'invitation', id: invitation.id, companyId: invitation.companyId });

export const invitationRoutes = (deps: InvitationDeps): readonly Route[] => [
  listRoute,
  inviteRoute(deps),
  withdrawRoute,
  showRoute(deps),
  acceptRoute(deps),
];

const listRoute = defineRoute({
  method: 'GET',
  path: '/users/invitations',
  operation: 'invitation.list',
  summary: 'Open invitations, newest first',
  access: 'user:read',
  reply: invitationList,
  handler: async ({ tx, clock }) => ok({ items: [...(await listInvitations(tx, clock.now()))] }),
});

const inviteRoute = (deps: InvitationDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/users/invitations',
    operation: 'invitation.create',
    summary: 'Invite somebody by mail; a new invitation of the same address replaces the old one',
    access: 'user:write',
    body: newInvitationBody,
    reply: invitationBody,
    status: 201,
    handler: async ({ tx, principal, body, clock, touch }) => {
      const company = await livingCompany(tx, body.companyId);
      if (!company.ok) return company;
      const given = mayGiveRole(principal, body.role, company.value.kind);
      if (!given.ok) return given;
      if ((await userByEmail(tx, body.email)) !== null) return err(taken);
      const createdAt = clock.now();
      const token = newToken('invite');
      const invitation: Invitation = {
        id: newId<'invitation'>(createdAt),
        companyId: company.value.id,
        companyName: company.value.name,
        email: body.email,
        role: body.role,
        expiresAt: new Date(createdAt.getTime() + invitationMs),
        createdAt,
      };
      const id = await saveInvitation(tx, invitation, hashToken(token), principal.userId);
      touch({ type: 'invitation', id }, invitation.companyId);
      const mail = invitationMail(company.value.locale, {
        providerName: await providerName(tx),
        companyName: company.value.name,
        inviterName: principal.name,
        link: `${deps.publicUrl()}/invitation/${token}`,
        expiresAt: invitation.expiresAt,
      });
      await deps.sendMail(tx, { to: body.email, template: 'invitation', ...mail });
      await announceInvitation(tx, { ...invitation, id });
      return ok({ ...invitation, id });
    },
  });

const withdrawRoute = defineRoute({
  method: 'DELETE',
  path: '/users/invitations/:id',
  operation: 'invitation.delete',
  summary: 'Withdraw an invitation: its link stops working',
  access: 'user:write',
  params: idParams,
  handler: async ({ tx, params, touch }) => {
    const invitation = await invitationById(tx, params.id);
    if (invitation === null) return err({ code: 'not_found', message: 'There is no such invitation.' });
    touch({ type: 'invitation', id: invitation.id }, invitation.companyId);
    await deleteInvitation(tx, invitation.id);
    await announceInvitation(tx, invitation);
    return ok(undefined);
  },
});

const showRoute = ({ identityProviders }: InvitationDeps): Route =>
  defineRoute({
    method: 'GET',
    path: '/invitations/:token',
    operation: 'invitation.show',
    summary: 'What an invitation offers, for the holder of its link',
    access: 'public',
    limitPerMinute: perMinute,
    params: tokenParams,
    reply: openInvitation,
    handler: async ({ tx, params, clock }) => {
      const invitation = await invitationByHash(tx, hashToken(params.token), clock.now(), false);
      if (invitation === null) return err(deadLink);
      const company = await companyById(tx, invitation.companyId);
      if (company === null) return err(deadLink);
      const providers = providersOf(identityProviders, company).filter((one) =>
        speaksFor(one, invitation.email),
      );
      return ok({
        ...invitation,
        providerName: await providerName(tx),
        identityProviders: providers.map(({ id, name }) => ({ id, name })),
        password: mayUseOwnWays(identityProviders, { ...company, email: invitation.email }),
      });
    },
  });

const acceptRoute = (deps: InvitationDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/invitations/:token',
    operation: 'invitation.accept',
    summary: 'Make the account that an invitation offers; the link works once',
    access: 'public',
    limitPerMinute: perMinute,
    params: tokenParams,
    body: acceptInvitationBody,
    handler: async ({ tx, params, body, clock, touch }) => {
      const now = clock.now();
      const invitation = await invitationByHash(tx, hashToken(params.token), now, true);
      if (invitation === null) return err(deadLink);
      const { companyId, email, role } = invitation;
      touch({ type: 'invitation', id: invitation.id }, companyId);
      const company = await companyById(tx, companyId);
      if (company === null || !mayUseOwnWays(deps.identityProviders, { ...company, email })) {
        return err(oidcRequired);
      }
      if (isThoughtless(body.password, email)) return err(thoughtless);
      const passwordHash = await deps.hashPassword(body.password);
      const locale = body.locale ?? 'en';
      const userId = await insertUser(
        tx,
        { companyId, name: body.name, email, role, locale, passwordHash },
        now,
      );
      if (userId === null) return err(taken);
      touch({ type: 'user', id: userId });
      await deleteInvitation(tx, invitation.id);
      await announceUser(tx, { id: userId, companyId });
      return ok(undefined);
    },
  });
