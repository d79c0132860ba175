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
} as const;

type AuthProblem = keyof typeof authProblems | 'invalid_request' | 'unauthenticated';

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
