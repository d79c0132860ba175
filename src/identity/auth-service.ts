import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { twoFactor } from 'better-auth/plugins';
import { dayMs, hourMs, newId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { ambientTx, authAdapter } from './auth-adapter-service.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { mayUseOwnWays } from './identity-provider.ts';
import { passwordResetMail } from './mail-text.ts';
import { sessionOpener } from './session-opener-service.ts';
import { tables } from './tables-store.ts';

export const cookiePrefix = 'tocsin';
export const authPath = '/api/auth';
/** Our own header, which a caller cannot set: it is replaced on the way in. */
export const addressHeader = 'x-tocsin-address';
export const shortestPassword = 12;
export const longestPassword = 128;
/** Sessions end a week after sign-in; without "remember me" after a day, and with the browser. */
const sessionMs = 7 * dayMs;
const resetMs = hourMs;

/** What the library's flows tell us on the way, by transaction: whose password was reset. */
const resetUsers = new WeakMap<Tx, string>();
export const passwordResetOf = (tx: Tx): string | null => resetUsers.get(tx) ?? null;

/** better-auth as we use it: password and TOTP over our tables, without its own sign-up, rate limit or telemetry. */
export type Auth = ReturnType<typeof createAuth>;

export function createAuth(deps: AuthDeps) {
  const { origin, protocol } = new URL(deps.publicUrl());
  return betterAuth({
    ...storage,
    appName: 'Tocsin',
    baseURL: origin,
    basePath: authPath,
    secret: authSecret(deps),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message) => deps.log.debug({ part: 'sign-in', level }, message),
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: resetMs / 1_000,
      sendResetPassword: ({ user, token }) => mailReset(deps, user, token),
      onPasswordReset: ({ user }) => {
        const tx = ambientTx.getStore();
        if (tx !== undefined) resetUsers.set(tx, user.id);
        return Promise.resolve();
      },
    },
    plugins: [twoFactor(twoFactorOptions), sessionOpener],
    databaseHooks: { session: { create: { before: refuseDisabled } } },
    advanced: {
      cookiePrefix,
      useSecureCookies: protocol === 'https:',
      // Ours is stricter and the same for all routes: authenticate-service.ts.
      disableCSRFCheck: true,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => newId(deps.clock.now()), validateSchema: false },
    },
  });
}

type AuthDeps = Pick<
  IdentityDeps,
  'clock' | 'secretBox' | 'log' | 'publicUrl' | 'sendMail' | 'identityProviders'
>;

/** The key that signs session cookies and encrypts TOTP secrets and backup codes. */
export const authSecret = (deps: Pick<AuthDeps, 'secretBox'>): string =>
  deps.secretBox.deriveKey('better-auth');

const storage = {
  database: authAdapter,
  user: {
    modelName: 'app_user',
    fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
  },
  session: {
    modelName: 'user_session',
    expiresIn: sessionMs / 1_000,
    disableSessionRefresh: true,
    fields: {
      expiresAt: 'expires_at',
      token: 'token_hash',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      userId: 'user_id',
    },
  },
  account: {
    modelName: 'user_account',
    fields: {
      accountId: 'account_id',
      providerId: 'provider_id',
      userId: 'user_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      password: 'password_hash',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  verification: {
    modelName: 'verification',
    storeIdentifier: 'hashed',
    disableCleanup: true,
    fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
  },
} as const satisfies BetterAuthOptions;

const twoFactorOptions = {
  issuer: 'Tocsin',
  schema: {
    user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
    twoFactor: {
      modelName: 'two_factor',
      fields: {
        backupCodes: 'backup_codes',
        userId: 'user_id',
        failedVerificationCount: 'failed_verification_count',
        lockedUntil: 'locked_until',
      },
    },
  },
} as const;

async function mailReset(
  deps: AuthDeps,
  user: { readonly id: string; readonly name: string; readonly email: string },
  token: string,
): Promise<void> {
  const tx = ambientTx.getStore();
  if (tx === undefined) throw new Error('A password reset was asked for outside of a transaction.');
  const row = await tables(tx)
    .selectFrom('app_user')
    .innerJoin('company', 'company.id', 'app_user.company_id')
    .select(['app_user.locale', 'app_user.disabled_at', 'app_user.email', 'company.slug', 'company.kind'])
    .where('app_user.id', '=', user.id)
    .executeTakeFirst();
  if (row?.disabled_at !== null || !mayUseOwnWays(deps.identityProviders ?? [], row)) return;
  const link = `${deps.publicUrl()}/reset-password?token=${encodeURIComponent(token)}`;
  const expiresAt = new Date(deps.clock.now().getTime() + resetMs);
  const mail = passwordResetMail(row.locale, { name: user.name, link, expiresAt });
  await deps.sendMail(tx, { to: user.email, template: 'password-reset', ...mail });
}

/** No session for a disabled user, whichever way it was about to be made. */
async function refuseDisabled(session: { userId: string }): Promise<boolean | undefined> {
  const tx = ambientTx.getStore();
  if (tx === undefined) return false;
  const row = await tables(tx)
    .selectFrom('app_user')
    .innerJoin('company', 'company.id', 'app_user.company_id')
    .select('app_user.id')
    .where('app_user.id', '=', session.userId)
    .where('app_user.disabled_at', 'is', null)
    .where('company.status', '<>', 'erased')
    .executeTakeFirst();
  return row === undefined ? false : undefined;
}
