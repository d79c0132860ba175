import type { Id, UserId, CompanyId } from '../kernel/index.ts';

/** The public half of a key pair that an authenticator of the user holds (WebAuthn). */
export interface Passkey {
  readonly id: Id<'passkey'>;
  readonly userId: UserId;
  readonly companyId: CompanyId;
  readonly name: string;
  /** base64url */
  readonly credentialId: string;
  /** COSE_Key */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Signatures so far, as the authenticator counts; 0 when it does not. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** Kept on several devices of the user by the authenticator's maker. */
  readonly synced: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** When it was found to exist twice; it opens nothing since. */
  readonly suspendedAt: Date | null;
}

/** Passkeys of one user. */
export const mostPasskeys = 20;

/** Where passkeys are bound to (Relying Party in WebAuthn's words). */
export interface PasskeySite {
  /** Host name of the public address. */
  readonly rpId: string;
  readonly origin: string;
}

/**
 * The site of the public address, or null where browsers allow no passkeys: they need a name (not an IP address)
 * and https, except on `localhost`.
 */
export function passkeySite(publicUrl: string): PasskeySite | null {
  const url = URL.parse(publicUrl);
  if (url === null) return null;
  const { hostname, origin, protocol } = url;
  const isAddress = hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  return isAddress || (protocol !== 'https:' && !isLocal) ? null : { rpId: hostname, origin };
}

/**
 * Whether a signature's counter goes on from the stored one (WebAuthn Level 3, 6.1.1). An authenticator that does
 * not count says 0 each time; one that has counted must go up, or there are two of it.
 */
export const isClone = (stored: number, given: number): boolean =>
  (stored > 0 || given > 0) && given <= stored;

/** The user's id as an authenticator keeps it (`user.id`, the user handle): its 16 bytes, base64url. */
export const userHandleOf = (userId: UserId): string =>
  Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url');
