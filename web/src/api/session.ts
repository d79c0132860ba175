import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { get, patch, post, postTo } from './client.ts';
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
