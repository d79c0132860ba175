import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { post, postTo } from './client.ts';
import type { Passkey } from './types.ts';

/** The browser's part of passkeys (WebAuthn). Loaded when it is needed. */
const webauthn = () => import('@simplewebauthn/browser');

/** Whether this page may use passkeys: the browser can, and the page is where they belong. */
export const passkeysUsable = (origin: string | null): boolean =>
  origin !== null && origin === window.location.origin && 'PublicKeyCredential' in window;

/** Whether the person stopped it, or the browser did because something else was begun. */
export const isStopped = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError');

/** Lets the browser make a passkey and adds it under a name. */
export async function addPasskey(name: string): Promise<Passkey> {
  const { startRegistration } = await webauthn();
  // The description leaves open what WebAuthn's own types say.
  const options: unknown = await post('/passkeys/options');
  const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON;
  const response = await startRegistration({ optionsJSON });
  const clientExtensionResults = { ...response.clientExtensionResults };
  return post('/passkeys', { name, response: { ...response, clientExtensionResults } });
}

/**
 * Signs in with a passkey. `autofill`: waits quietly until one is chosen where the address is typed; resolves to
 * false where the browser cannot do that.
 */
export async function signInByPasskey(options: {
  readonly rememberMe: () => boolean;
  readonly autofill: boolean;
}): Promise<boolean> {
  const { browserSupportsWebAuthnAutofill, startAuthentication } = await webauthn();
  if (options.autofill && !(await browserSupportsWebAuthnAutofill())) return false;
  const response = await answered('/api/auth/passkey/options', startAuthentication, options.autofill);
  await postTo<unknown>('/api/auth/passkey/verify', { response, rememberMe: options.rememberMe() });
  return true;
}

/** Proves once more who one is, with a passkey. */
export async function proveByPasskey(): Promise<void> {
  const { startAuthentication } = await webauthn();
  const passkey = await answered('/api/auth/proof/options', startAuthentication, false);
  await postTo<unknown>('/api/auth/proof', { passkey });
}

/** Ends a wait for the browser's answer. */
export async function stopPasskey(): Promise<void> {
  (await webauthn()).WebAuthnAbortService.cancelCeremony();
}

async function answered(
  path: `/api/auth/${string}`,
  start: (options: {
    optionsJSON: PublicKeyCredentialRequestOptionsJSON;
    useBrowserAutofill: boolean;
  }) => Promise<AuthenticationResponseJSON>,
  useBrowserAutofill: boolean,
): Promise<AuthenticationResponseJSON> {
  const optionsJSON = await postTo<PublicKeyCredentialRequestOptionsJSON>(path);
  return start({ optionsJSON, useBrowserAutofill });
}
