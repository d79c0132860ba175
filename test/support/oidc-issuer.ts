import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  SignJWT,
  UnsecuredJWT,
  type JWK,
  type JWTPayload,
} from 'jose';
import { Provider, type Grant } from 'oidc-provider';

/** What the issuer says of a person. */
export interface Person {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
  readonly amr?: readonly string[];
}

/** How the issuer lies. Each is off until a test sets it. */
export interface Lies {
  /** Another payload in the ID token, signed with the issuer's own key. */
  idToken?: ((payload: JWTPayload) => JWTPayload) | null;
  /** What the ID token is signed with instead. */
  signedBy?: 'nobody' | 'stranger' | 'client secret' | null;
  discovery?: ((document: Record<string, unknown>) => Record<string, unknown>) | null;
  /** What the userinfo endpoint answers. */
  userinfo?: ((claims: Record<string, unknown>) => Record<string, unknown>) | null;
  /** Answers everything with this status. */
  status?: number | null;
}

/** A real OpenID Connect server (oidc-provider) on this machine, at a port of its own. */
export interface Issuer {
  readonly url: string;
  /** Who signs in at its page; it asks nothing. */
  user: string;
  readonly people: Map<string, Person>;
  readonly lies: Lies;
  /** Requests to it, by path, in order. */
  readonly asked: string[];
  /** Signs a token as the issuer would. */
  sign(payload: JWTPayload, type?: string): Promise<string>;
  /** Signs a token with a key that is not the issuer's, under its key's name. */
  forge(payload: JWTPayload, type?: string): Promise<string>;
  stop(): Promise<void>;
}

export interface IssuerClient {
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
  readonly redirectUri: string;
  readonly logoutUri?: string;
}

const keyId = 'first';
type Keys = Readonly<Record<'private' | 'stranger', JWK>>;

const newKey = (): JWK =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

/** `clients` is asked at the first request: they may be known only when the issuer's own address is. */
export async function openIssuer(clients: () => readonly IssuerClient[]): Promise<Issuer> {
  const keys: Keys = { private: newKey(), stranger: newKey() };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signWith = async (key: JWK, payload: JWTPayload, type = 'JWT'): Promise<string> =>
    new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: keyId, typ: type })
      .sign(await importJWK({ ...key, alg: 'RS256' }, 'RS256'));
  const issuer: Issuer = {
    url,
    user: '',
    people: new Map(),
    lies: {},
    asked: [],
    sign: (payload, type) => signWith(keys.private, payload, type),
    forge: (payload, type) => signWith(keys.stranger, payload, type),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  let answer: ReturnType<Provider['callback']> | null = null;
  server.on('request', (request, response) => {
    answer ??= answering(issuer, clients(), keys);
    void answer(request, response);
  });
  return issuer;
}

function answering(
  issuer: Issuer,
  clients: readonly IssuerClient[],
  keys: Keys,
): ReturnType<Provider['callback']> {
  const provider = createProvider(issuer, clients, keys.private);
  provider.use(async (context, next) => {
    const { path } = context;
    issuer.asked.push(path);
    if (typeof issuer.lies.status === 'number') {
      context.status = issuer.lies.status;
      context.body = { error: 'server_error' };
      return;
    }
    if (path.startsWith('/interaction/')) {
      const login = { accountId: issuer.user, amr: [...(issuer.people.get(issuer.user)?.amr ?? ['pwd'])] };
      await provider.interactionFinished(context.req, context.res, { login });
      context.respond = false;
      return;
    }
    await next();
    if (context.status < 300) context.body = await twisted(issuer, keys, clients, path, context.body);
  });
  return provider.callback();
}

function createProvider(issuer: Issuer, clients: readonly IssuerClient[], key: JWK): Provider {
  const provider: Provider = new Provider(issuer.url, {
    clients: clients.map(({ clientId, clientSecret, redirectUri, logoutUri }) => ({
      client_id: clientId,
      ...(clientSecret === null
        ? { token_endpoint_auth_method: 'none' as const }
        : { client_secret: clientSecret }),
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      ...(logoutUri === undefined
        ? {}
        : { backchannel_logout_uri: logoutUri, backchannel_logout_session_required: true }),
    })),
    jwks: { keys: [{ ...key, kid: keyId, alg: 'RS256', use: 'sig' }] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    // By itself it calls no address of this machine.
    fetch: (url, options) => {
      const { dispatcher: _, ...rest } = { dispatcher: null, ...options };
      return fetch(url, rest);
    },
    pkce: { required: () => true },
    cookies: { keys: ['a key for tests'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => Promise.resolve({ ...issuer.people.get(id), sub: id } as { sub: string }),
    }),
    // Nobody is asked for consent; a grant that is there is kept, so that its codes stay good.
    loadExistingGrant: async (context): Promise<Grant | undefined> => {
      const { client, session } = context.oidc;
      const clientId = client?.clientId ?? '';
      const before = session?.grantIdFor(clientId);
      if (before !== undefined) return provider.Grant.find(before);
      const grant = new provider.Grant({ clientId, accountId: session?.accountId ?? '' });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
      Grant: 600,
    },
  });
  return provider;
}

async function twisted(
  { lies }: Issuer,
  keys: Keys,
  clients: readonly IssuerClient[],
  path: string,
  body: unknown,
): Promise<unknown> {
  const json = body as Record<string, unknown>;
  if (path === '/.well-known/openid-configuration') return lies.discovery?.(json) ?? body;
  if (path === '/me') return lies.userinfo?.(json) ?? body;
  if (path !== '/token' || ((lies.idToken ?? null) === null && (lies.signedBy ?? null) === null)) return body;
  const honest = String(json['id_token']);
  const payload = lies.idToken?.(decodeJwt(honest)) ?? decodeJwt(honest);
  const client = clients.find((one) => one.clientId === decodeJwt(honest).aud);
  return { ...json, id_token: await signedBy(lies.signedBy ?? null, payload, keys, client, honest) };
}

async function signedBy(
  who: Lies['signedBy'],
  payload: JWTPayload,
  keys: Keys,
  client: IssuerClient | undefined,
  honest: string,
): Promise<string> {
  const { kid } = decodeProtectedHeader(honest);
  switch (who) {
    case 'nobody':
      return new UnsecuredJWT(payload).encode();
    case 'client secret':
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(client?.clientSecret ?? ''));
    default: {
      const key = who === 'stranger' ? keys.stranger : keys.private;
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', ...(kid === undefined ? {} : { kid }) })
        .sign(await importJWK({ ...key, alg: 'RS256' }, 'RS256'));
    }
  }
}
