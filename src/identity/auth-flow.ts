/** What a flow of the sign-in library means to us. */
export interface AuthFlow {
  /** The Activity Log's event name. */
  readonly operation: string;
  /** Who the record names: the session's user, the user whom the reply names, or the one whose password was reset. */
  readonly subject: 'session' | 'reply' | 'reset';
  /** Only with a session. */
  readonly signedIn: boolean;
}

/**
 * The flows of better-auth that are open, by path below /api/auth; all are POST. Everything else that the library
 * could do is not mounted. (`sign-in/email` and `request-password-reset` are handled apart: see auth-routes.ts.)
 */
export const authFlows: Readonly<Record<string, AuthFlow>> = {
  'sign-out': { operation: 'session.sign_out', subject: 'session', signedIn: false },
  'reset-password': { operation: 'password.reset', subject: 'reset', signedIn: false },
  'change-password': { operation: 'password.change', subject: 'session', signedIn: true },
  'two-factor/enable': { operation: 'two_factor.enable', subject: 'session', signedIn: true },
  'two-factor/disable': { operation: 'two_factor.disable', subject: 'session', signedIn: true },
  'two-factor/get-totp-uri': { operation: 'two_factor.show_secret', subject: 'session', signedIn: true },
  'two-factor/generate-backup-codes': {
    operation: 'two_factor.new_backup_codes',
    subject: 'session',
    signedIn: true,
  },
  'two-factor/verify-totp': { operation: 'two_factor.verify', subject: 'reply', signedIn: false },
  'two-factor/verify-backup-code': {
    operation: 'two_factor.verify_backup_code',
    subject: 'reply',
    signedIn: false,
  },
};

export const signInFlow: AuthFlow = { operation: 'session.sign_in', subject: 'reply', signedIn: false };

/** Proving once more who one is, before the ways to sign in are changed. */
export const proofFlow: AuthFlow = { operation: 'session.prove', subject: 'session', signedIn: true };

/** Problems of the sign-in flows. */
export const authProblems = {
  sign_in_failed: { status: 401, title: 'The address or the password is wrong' },
  sign_in_locked: { status: 429, title: 'Too many failed attempts; wait as Retry-After says' },
  password_unacceptable: { status: 400, title: 'This password cannot be used' },
  password_wrong: { status: 400, title: 'The current password is wrong' },
  reset_link_invalid: { status: 400, title: 'The link is wrong, used up, or has expired' },
  two_factor_code_wrong: { status: 401, title: 'The code is wrong' },
  two_factor_expired: { status: 401, title: 'This sign-in took too long; start again' },
  two_factor_locked: { status: 429, title: 'Too many wrong codes; wait a quarter of an hour' },
  two_factor_state: { status: 409, title: 'Two-factor sign-in is already on, or is not on' },
  proof_needed: { status: 403, title: 'Prove first that it is you' },
  session_needed: { status: 403, title: 'An API token cannot do this' },
  last_way_in: { status: 409, title: 'A way to sign in must be left' },
  passkey_unavailable: { status: 409, title: 'This installation’s address allows no passkeys' },
  passkey_invalid: { status: 400, title: 'The browser’s answer does not fit' },
  passkey_exists: { status: 409, title: 'The passkey is registered already' },
  passkey_limit: { status: 409, title: 'Too many passkeys' },
  passkey_unknown: { status: 401, title: 'The passkey is not known here' },
  passkey_refused: { status: 401, title: 'The passkey was not accepted' },
  passkey_suspended: { status: 401, title: 'The passkey is suspended: there were two of it' },
  passkey_challenge_expired: { status: 401, title: 'This took too long or was done already' },
  oidc_required: { status: 403, title: 'This account signs in through an identity provider' },
  oidc_unknown: { status: 404, title: 'There is no such identity provider' },
  oidc_unavailable: { status: 503, title: 'The identity provider does not answer as it should' },
  oidc_issuer_wrong: { status: 502, title: 'The identity provider says that it is another' },
  oidc_client_refused: { status: 502, title: 'The identity provider does not accept this installation' },
  oidc_state_invalid: { status: 400, title: 'This sign-in was not begun here, took too long, or is over' },
  oidc_denied: { status: 403, title: 'The identity provider refused the sign-in' },
  oidc_code_refused: { status: 401, title: 'The identity provider did not accept its own code' },
  oidc_token_invalid: { status: 401, title: 'What the identity provider says does not check out' },
  oidc_second_factor_missing: { status: 403, title: 'A second factor is needed at the identity provider' },
  oidc_email_missing: { status: 403, title: 'The identity provider gave no e-mail address' },
  oidc_email_unverified: { status: 403, title: 'The identity provider has not verified the address' },
  oidc_email_foreign: { status: 403, title: 'The identity provider does not speak for this address' },
  oidc_user_unknown: { status: 403, title: 'There is no account or invitation for you here' },
  oidc_subject_changed: { status: 409, title: 'The account is linked to another person there' },
  account_disabled: { status: 403, title: 'The account is disabled' },
  oidc_company_closed: { status: 403, title: 'The company cannot sign in or take on people' },
  oidc_role_missing: { status: 403, title: 'The identity provider gives no role' },
  oidc_logout_invalid: { status: 400, title: 'The logout does not come from the identity provider' },
} as const;

/** Those that the library's codes lead to. */
type AuthProblem =
  | Extract<keyof typeof authProblems, `sign_in_${string}` | `password_${string}` | `two_factor_${string}`>
  | 'reset_link_invalid'
  | 'invalid_request'
  | 'unauthenticated';

/** better-auth's error code → ours. */
const byLibraryCode: Readonly<Record<string, AuthProblem>> = {
  INVALID_EMAIL_OR_PASSWORD: 'sign_in_failed',
  FAILED_TO_CREATE_SESSION: 'sign_in_failed',
  INVALID_EMAIL: 'sign_in_failed',
  PASSWORD_TOO_SHORT: 'password_unacceptable',
  PASSWORD_TOO_LONG: 'password_unacceptable',
  INVALID_PASSWORD: 'password_wrong',
  INVALID_TOKEN: 'reset_link_invalid',
  USER_NOT_FOUND: 'reset_link_invalid',
  INVALID_CODE: 'two_factor_code_wrong',
  INVALID_BACKUP_CODE: 'two_factor_code_wrong',
  INVALID_TWO_FACTOR_COOKIE: 'two_factor_expired',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'two_factor_expired',
  ACCOUNT_TEMPORARILY_LOCKED: 'two_factor_locked',
  TOTP_ALREADY_ENABLED: 'two_factor_state',
  TOTP_NOT_ENABLED: 'two_factor_state',
  TWO_FACTOR_NOT_ENABLED: 'two_factor_state',
  BACKUP_CODES_NOT_ENABLED: 'two_factor_state',
  SESSION_EXPIRED: 'unauthenticated',
  SESSION_NOT_FRESH: 'unauthenticated',
  UNAUTHORIZED: 'unauthenticated',
  SIGN_IN_LOCKED: 'sign_in_locked',
};

const messages: Readonly<Record<AuthProblem, string>> = {
  sign_in_failed: 'The address or the password is wrong.',
  sign_in_locked: 'Too many failed attempts on this account. Wait, or ask an administrator to unlock it.',
  password_unacceptable:
    'A password has 12 to 128 characters and is neither the address nor one repeated sign.',
  password_wrong: 'The current password is wrong.',
  reset_link_invalid: 'The link is wrong, used up, or has expired. Ask for a new one.',
  two_factor_code_wrong: 'The code is wrong. Codes change every 30 seconds; check the clock of your device.',
  two_factor_expired: 'This sign-in took too long or had too many wrong codes. Start again.',
  two_factor_locked: 'Too many wrong codes. Wait a quarter of an hour.',
  two_factor_state: 'Two-factor sign-in is already on, or is not on.',
  invalid_request: 'Some parts of the request are not as this route expects them.',
  unauthenticated: 'Sign in again.',
};

/** What we answer when the library refused with a status and, mostly, a code of its own. */
export function authFailure(status: number, libraryCode: string): { code: AuthProblem; message: string } {
  const code = byLibraryCode[libraryCode] ?? (status === 401 ? 'unauthenticated' : 'invalid_request');
  return { code, message: messages[code] };
}

/** Whether a password may be chosen: length is better-auth's affair; this refuses the thoughtless ones. */
export function isThoughtless(password: string, email: string | null): boolean {
  const lower = password.toLowerCase();
  return new Set(lower).size < 5 || (email !== null && lower.includes(email.toLowerCase()));
}

/** What a thoughtless password is answered with. */
export const thoughtless = authFailure(400, 'PASSWORD_TOO_SHORT');
