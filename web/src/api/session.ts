import { queryOptions, useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import { get, patch, post, postTo, queryText } from './client.ts';
import type { Permission, Session } from './types.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => get('/session'),
  staleTime: 5 * 60_000,
  retry: false,
});

export interface SessionView extends Session {
  readonly can: (permission: Permission) => boolean;
  readonly isProvider: boolean;
}

/** The signed-in user. Only inside the shell, whose route has loaded it. */
export function useSession(): SessionView {
  const { data } = useSuspenseQuery(sessionQuery);
  return {
    ...data,
    isProvider: data.kind === 'provider',
    can: (permission) => data.permissions.includes(permission),
  };
}

/** Sign-in is better-auth's: `twoFactorRedirect` means that a code is still to be asked for. */
export const signIn = (input: {
  readonly email: string;
  readonly password: string;
  readonly rememberMe: boolean;
}) => postTo<{ readonly twoFactorRedirect?: boolean }>('/api/auth/sign-in/email', input);
export const verifyTotp = (input: { readonly code: string; readonly trustDevice: boolean }) =>
  postTo<unknown>('/api/auth/two-factor/verify-totp', input);
export const verifyBackupCode = (input: { readonly code: string }) =>
  postTo<unknown>('/api/auth/two-factor/verify-backup-code', input);
/** How one can sign in; with a domain also through the identity providers of its company. */
export const offeredWaysQuery = (domain: string | null) =>
  queryOptions({
    queryKey: ['sign-in-ways', domain],
    queryFn: ({ signal }) => get('/sign-in/ways', { query: { domain }, signal }),
    staleTime: 5 * 60_000,
    retry: false,
  });
/** Forgets what was read as somebody; what the sign-in page shows already is nobody's. */
export function forgetUser(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'sign-in-ways' });
  client.getMutationCache().clear();
}
/** The address that begins a sign-in at an identity provider: opened by the browser, not fetched. */
export const providerSignIn = (
  id: string,
  options: { readonly redirect?: string | undefined; readonly remember?: boolean; readonly again?: boolean },
): string =>
  `/api/auth/oidc/${encodeURIComponent(id)}/start${queryText({
    redirect: options.redirect,
    remember: options.remember === true ? '1' : undefined,
    again: options.again === true ? '1' : undefined,
  })}`;
/** Proves once more who one is; then the ways to sign in can be changed for ten minutes. */
export const provePassword = (password: string) => postTo<unknown>('/api/auth/proof', { password });
export const signOut = () => postTo<unknown>('/api/auth/sign-out');
export const requestPasswordReset = (email: string) =>
  postTo<unknown>('/api/auth/request-password-reset', { email, redirectTo: '/reset-password' });
export const resetPassword = (input: { readonly newPassword: string; readonly token: string }) =>
  postTo<unknown>('/api/auth/reset-password', input);
export const changePassword = (input: { readonly currentPassword: string; readonly newPassword: string }) =>
  postTo<unknown>('/api/auth/change-password', { ...input, revokeOtherSessions: true });

export const enableTotp = (password: string) =>
  postTo<{ readonly totpURI: string; readonly backupCodes: readonly string[] }>(
    '/api/auth/two-factor/enable',
    { password },
  );
export const disableTotp = (password: string) =>
  postTo<unknown>('/api/auth/two-factor/disable', { password });
export const saveProfile = (input: { readonly name?: string; readonly locale?: string }) =>
  patch('/session', input);

export const setupQuery = (token: string) =>
  queryOptions({
    queryKey: ['setup', token],
    queryFn: () => get('/setup', { query: { token } }),
    retry: false,
  });
export const finishSetup = (input: {
  readonly token: string;
  readonly providerName: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}) => post('/setup', input);

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: () => get(`/invitations/${encodeURIComponent(token)}`),
    retry: false,
  });
export const acceptInvitation = (
  token: string,
  input: { readonly name: string; readonly password: string },
) => post(`/invitations/${encodeURIComponent(token)}`, input);
