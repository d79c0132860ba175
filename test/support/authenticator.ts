import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';

/**
 * An authenticator in software (WebAuthn Level 3): makes ES256 passkeys and signs with them, as a browser hands them
 * on. What a real one would never do can be asked for too.
 */
export interface Authenticator {
  /** Answers the options of `navigator.credentials.create`. */
  create(options: CreateOptions, twist?: Twist): NewCredential;
  /** Answers the options of `navigator.credentials.get` with the passkey made last, or the one given. */
  get(options: { readonly challenge: string }, twist?: Twist & { readonly credential?: Held }): object;
  /** The passkeys that it holds. */
  readonly held: readonly Held[];
}

export interface Held {
  readonly id: string;
  readonly userHandle: string;
  readonly privateKey: KeyObject;
  counter: number;
}

/** How a response differs from a good one. */
export interface Twist {
  readonly origin?: string;
  readonly rpId?: string;
  /** Whether its holder was verified (PIN, fingerprint). */
  readonly userVerified?: boolean;
  readonly userHandle?: string | null;
  readonly challenge?: string;
  readonly crossOrigin?: boolean;
  /** The counter to sign, instead of the next. */
  readonly counter?: number;
  readonly signature?: string;
  readonly type?: string;
  /** Whether a new passkey comes with its maker's certificate (format `packed`). */
  readonly attested?: boolean;
  /** A new passkey's id, base64url, instead of a random one. */
  readonly credentialId?: string;
}

interface CreateOptions {
  readonly challenge: string;
  readonly user: { readonly id: string };
}

interface NewCredential {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly clientExtensionResults: object;
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: string[];
  };
}

const flags = { userPresent: 0x01, userVerified: 0x04, attested: 0x40 };

/** `counts`: whether its counter goes up with each signature, as hardware's does; synced passkeys stay at 0. */
export function createAuthenticator(site: { origin: string; rpId: string }, counts = true): Authenticator {
  const held: Held[] = [];
  const clientData = (type: string, challenge: string, twist: Twist): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: twist.type ?? type,
        challenge: twist.challenge ?? challenge,
        origin: twist.origin ?? site.origin,
        crossOrigin: twist.crossOrigin ?? false,
      }),
    );
  const authData = (counter: number, twist: Twist, attested: Buffer | null): Buffer => {
    const verified = (twist.userVerified ?? true) ? flags.userVerified : 0;
    const tail = Buffer.alloc(5);
    tail.writeUInt8(flags.userPresent | verified | (attested === null ? 0 : flags.attested), 0);
    tail.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(twist.rpId ?? site.rpId), tail, attested ?? Buffer.alloc(0)]);
  };
  return {
    held,
    create: (options, twist = {}) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const id =
        twist.credentialId === undefined ? randomBytes(32) : Buffer.from(twist.credentialId, 'base64url');
      const counter = counts ? 1 : 0;
      held.push({ id: id.toString('base64url'), userHandle: options.user.id, privateKey, counter });
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)]);
      const data = authData(counter, twist, attested);
      const client = clientData('webauthn.create', options.challenge, twist);
      const object = cborMap([
        [cborText('fmt'), cborText(twist.attested === true ? 'packed' : 'none')],
        [cborText('attStmt'), twist.attested === true ? makersStatement(data, client) : cborMap([])],
        [cborText('authData'), cborBytes(data)],
      ]);
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          attestationObject: object.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    get: (options, twist = {}) => {
      const credential = twist.credential ?? held.at(-1);
      if (credential === undefined) throw new Error('This authenticator holds no passkey.');
      if (counts && twist.counter === undefined) credential.counter += 1;
      const data = authData(twist.counter ?? credential.counter, twist, null);
      const client = clientData('webauthn.get', options.challenge, twist);
      const signature = sign(
        'sha256',
        Buffer.concat([data, createHash('sha256').update(client).digest()]),
        credential.privateKey,
      );
      return {
        id: credential.id,
        rawId: credential.id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: twist.signature ?? signature.toString('base64url'),
          userHandle: twist.userHandle === undefined ? credential.userHandle : twist.userHandle,
        },
      };
    },
  };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A maker that exists in this file only: its key, and its self-signed certificate. */
const maker = {
  key: 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/UYobcVK6kIbS9N9blQb883+9vTXNv7A965pdhxuqqqhRANCAARltEUFGphV/EBKc8lVFfDbb/AEkcISzR0gj07ndqQgyijgTHE9JYeP0GjO0l5v2ScdxGnAWf2VrtEf7xp8rcbV',
  certificate:
    'MIIB2TCCAX+gAwIBAgIUQ6p6S/sASekzTP9aJ+DOBx/4F20wCgYIKoZIzj0EAwIwUzELMAkGA1UEBhMCU0UxDTALBgNVBAoMBFRlc3QxIjAgBgNVBAsMGUF1dGhlbnRpY2F0b3IgQXR0ZXN0YXRpb24xETAPBgNVBAMMCFRlc3Qga2V5MCAXDTI2MTEyNzIyNTkxNVoYDzIxMjYxMTAzMjI1OTE1WjBTMQswCQYDVQQGEwJTRTENMAsGA1UECgwEVGVzdDEiMCAGA1UECwwZQXV0aGVudGljYXRvciBBdHRlc3RhdGlvbjERMA8GA1UEAwwIVGVzdCBrZXkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARltEUFGphV/EBKc8lVFfDbb/AEkcISzR0gj07ndqQgyijgTHE9JYeP0GjO0l5v2ScdxGnAWf2VrtEf7xp8rcbVoy8wLTAMBgNVHRMBAf8EAjAAMB0GA1UdDgQWBBRH0f4GbvNeUI5UnE0eH8wd3DuhtTAKBggqhkjOPQQDAgNIADBFAiEA7WCei/weVI5sP7mkR02l6PmjXx4HOzYZUTkOc2BxiWcCIBWOGgWHiVA49oxS0ScOWs1ykk2exBpktTcBrRfwKSV1',
};

/** What a maker says of an authenticator (WebAuthn Level 3, 8.2): its signature and its certificate. */
function makersStatement(data: Buffer, client: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.from(maker.key, 'base64'), format: 'der', type: 'pkcs8' });
  const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), key);
  return cborMap([
    [cborText('alg'), cborInteger(-7)],
    [cborText('sig'), cborBytes(signature)],
    [cborText('x5c'), Buffer.concat([cborHead(4, 1), cborBytes(Buffer.from(maker.certificate, 'base64'))])],
  ]);
}

/** COSE_Key of a P-256 public key: kty EC2, alg ES256, crv P-256, x, y. */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return cborMap([
    [cborInteger(1), cborInteger(2)],
    [cborInteger(3), cborInteger(-7)],
    [cborInteger(-1), cborInteger(1)],
    [cborInteger(-2), cborBytes(Buffer.from(x, 'base64url'))],
    [cborInteger(-3), cborBytes(Buffer.from(y, 'base64url'))],
  ]);
}

/** CBOR (RFC 8949), as much of it as is needed here. */
function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 0x100) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff]);
}
const cborInteger = (value: number): Buffer => (value >= 0 ? cborHead(0, value) : cborHead(1, -1 - value));
const cborBytes = (bytes: Buffer): Buffer => Buffer.concat([cborHead(2, bytes.length), bytes]);
const cborText = (text: string): Buffer =>
  Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
const cborMap = (entries: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
