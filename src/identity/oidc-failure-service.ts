import * as oidc from 'openid-client';
import { err, ok, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { OidcAnswerError, OidcTargetError } from './oidc-fetch-service.ts';

const mostCauses = 5;

/** Runs one exchange with a provider; what the library throws becomes the failure that the user is told. */
export async function attempt<T>(
  log: Logger,
  provider: IdentityProvider,
  otherwise: Failure,
  work: () => Promise<T>,
): Promise<Result<T, Failure>> {
  try {
    return ok(await work());
  } catch (error) {
    const failure = failureOf(provider, error) ?? otherwise;
    // Only the reason: what hangs on these errors may hold tokens and answers.
    log.warn(
      { identityProvider: provider.id, code: failure.code, reason: reasonsOf(error) },
      'an exchange with an identity provider failed',
    );
    return err(failure);
  }
}

function failureOf(provider: IdentityProvider, error: unknown): Failure | null {
  const causes = causesOf(error);
  if (causes.some((one) => one instanceof OidcTargetError)) return issuerWrong(provider);
  if (causes.some((one) => one instanceof OidcAnswerError)) return unavailable(provider);
  if (error instanceof oidc.AuthorizationResponseError) return denied(provider);
  if (error instanceof oidc.ResponseBodyError) {
    return error.error === 'invalid_grant' ? codeRefused(provider) : clientRefused(provider);
  }
  if (!(error instanceof oidc.ClientError)) return null;
  if (error.message.startsWith('discovered metadata issuer')) return issuerWrong(provider);
  return networkCodes.has(error.code ?? '') ? unavailable(provider) : null;
}

/** An error, what caused it, and so on. */
function causesOf(error: unknown): readonly unknown[] {
  const causes = [error];
  for (let last = error; last instanceof Error && causes.length < mostCauses; last = last.cause) {
    causes.push(last.cause);
  }
  return causes;
}

/** Messages of an error and what caused it, bounded. */
const reasonsOf = (error: unknown): string =>
  causesOf(error)
    .filter((one) => one instanceof Error)
    .map((one) => `${one.name}: ${one.message.slice(0, 200)}`)
    .join('; ');

const networkCodes: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

export const unavailable = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_unavailable',
  message: `${name} does not answer as it should. Try again, or sign in another way.`,
});
export const issuerWrong = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_issuer_wrong',
  message: `${name} says that it is another than the settings expect. An administrator has to look.`,
});
export const tokenInvalid = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_token_invalid',
  message: `What ${name} says about you does not check out. Start again.`,
});
const denied = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_denied',
  message: `${name} refused the sign-in.`,
});
const codeRefused = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_code_refused',
  message: `${name} did not accept its own code: it was used before or has expired. Start again.`,
});
const clientRefused = ({ name }: IdentityProvider): Failure => ({
  code: 'oidc_client_refused',
  message: `${name} does not accept this installation. An administrator has to check clientId and clientSecret.`,
});
export const logoutInvalid: Failure = {
  code: 'oidc_logout_invalid',
  message: 'The logout token is not one of this identity provider for this installation.',
};
