import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import {
  createIdentity,
  mountRoutes,
  type Action,
  type ActionRecorder,
  type Identity,
  type IdentityDeps,
  type IdentityMail,
  type Route,
} from '../../src/identity/index.ts';
import { manualClock, type ManualClock } from '../../src/kernel/index.ts';
import { createHttpServer, type ProblemTable } from '../../src/platform/http/index.ts';
import { createMetrics } from '../../src/platform/metrics/index.ts';
import { createSecretBox } from '../../src/platform/secret/index.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

export const publicUrl = 'http://tocsin.test';
export const adminPassword = 'correct horse battery';

/** A recorder that keeps actions in memory; `fail` makes the next record break. */
export interface RecordedActions extends ActionRecorder {
  readonly actions: Action[];
  readonly reads: Action[];
  fail: boolean;
}

export function memoryRecorder(): RecordedActions {
  const recorded: RecordedActions = {
    actions: [],
    reads: [],
    fail: false,
    record: (_tx, action) => {
      if (recorded.fail) return Promise.reject(new Error('the record cannot be written'));
      recorded.actions.push(action);
      return Promise.resolve();
    },
    recordApart: (action) => Promise.resolve(void recorded.actions.push(action)),
    noteRead: (action) => void recorded.reads.push(action),
  };
  return recorded;
}

/** A server with the routes of identity, and others, over a database of its own. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly database: TestDatabase;
  readonly clock: ManualClock;
  readonly identity: Identity;
  readonly recorder: ActionRecorder;
  readonly mails: IdentityMail[];
  readonly exportFolder: string;
  stop(): Promise<void>;
}

/** What a test adds to the server: routes of other slices, their recorder. */
export interface TestServerParts {
  readonly recorder?: ActionRecorder;
  readonly routes?: readonly Route[];
  readonly problems?: readonly ProblemTable[];
  readonly deps?: Partial<IdentityDeps>;
}

export async function openTestServer(
  build: (database: TestDatabase, clock: ManualClock) => TestServerParts = () => ({}),
): Promise<TestServer> {
  const database = await openTestDatabase();
  const log = pino({ level: 'silent' });
  // The sign-in library reads the machine's clock, so virtual time starts there.
  const clock = manualClock(new Date());
  const parts = build(database, clock);
  const recorder = parts.recorder ?? memoryRecorder();
  const mails: IdentityMail[] = [];
  const exportFolder = await mkdtemp(join(tmpdir(), 'tocsin-export-'));
  const identity = createIdentity({
    db: database.db,
    clock,
    recorder,
    secretBox: createSecretBox(Buffer.alloc(32, 7)),
    log,
    publicUrl: () => publicUrl,
    sendMail: (_tx, mail) => Promise.resolve(void mails.push(mail)),
    exportFolder,
    ...parts.deps,
  });
  const app = await createHttpServer({
    log,
    metrics: createMetrics(),
    version: 'test',
    tls: null,
    trustedProxies: [],
    problems: [identity.problems, ...(parts.problems ?? [])],
  });
  const { authenticate, allowRequest } = identity;
  mountRoutes(app, { db: database.db, clock, recorder, authenticate, allowRequest }, [
    ...identity.routes,
    ...(parts.routes ?? []),
  ]);
  identity.mountAuth(app);
  return {
    app,
    database,
    clock,
    identity,
    recorder,
    mails,
    exportFolder,
    stop: async () => {
      await app.close();
      await database.drop();
      await rm(exportFolder, { recursive: true, force: true });
    },
  };
}

/** Makes the provider and its first administrator through the first-run link. */
export async function completeSetup(server: TestServer, email = 'ada@provider.test'): Promise<void> {
  const link = await server.identity.createSetupLink();
  const token = new URL(link ?? '').searchParams.get('token');
  const reply = await server.app.inject({
    method: 'POST',
    url: '/api/v1/setup',
    payload: { token, providerName: 'Northwind Cloud', name: 'Ada Admin', email, password: adminPassword },
  });
  if (reply.statusCode !== 200) throw new Error(`set-up: ${reply.body}`);
}

/** Calls as one person, with the cookies of a session. */
export interface Caller {
  readonly cookie: string;
  call(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    payload?: unknown,
  ): Promise<LightMyRequestResponse>;
}

export const cookiesOf = (reply: LightMyRequestResponse): string =>
  reply.cookies
    .filter((cookie) => cookie.value !== '')
    .map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`)
    .join('; ');

export function callerWith(app: FastifyInstance, cookie: string): Caller {
  return {
    cookie,
    call: (method, url, payload) =>
      app.inject({
        method,
        url: url.startsWith('/api/') ? url : `/api/v1${url}`,
        headers: { cookie, 'x-tocsin-request': '1', origin: publicUrl },
        ...(payload === undefined ? {} : { payload: payload as object }),
      }),
  };
}

export const postSignIn = (
  app: FastifyInstance,
  email: string,
  password: string,
): Promise<LightMyRequestResponse> =>
  app.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password } });

export async function signIn(
  server: TestServer,
  email = 'ada@provider.test',
  password = adminPassword,
): Promise<Caller> {
  const reply = await postSignIn(server.app, email, password);
  if (reply.statusCode !== 200) throw new Error(`sign-in of ${email}: ${reply.body}`);
  return callerWith(server.app, cookiesOf(reply));
}

/** Invites somebody and accepts, as the mailed link would be opened; returns the new session. */
export async function joinCompany(
  server: TestServer,
  inviter: Caller,
  person: {
    readonly companyId: string;
    readonly email: string;
    readonly role: string;
    readonly name: string;
  },
): Promise<Caller> {
  const { companyId, email, role, name } = person;
  const invited = await inviter.call('POST', '/users/invitations', { companyId, email, role });
  if (invited.statusCode !== 201) throw new Error(`invitation of ${email}: ${invited.body}`);
  const token = /invitation\/(\S+)/.exec(server.mails.at(-1)?.text ?? '')?.[1] ?? '';
  const accepted = await server.app.inject({
    method: 'POST',
    url: `/api/v1/invitations/${token}`,
    payload: { name, password: adminPassword },
  });
  if (accepted.statusCode !== 204) throw new Error(`acceptance of ${email}: ${accepted.body}`);
  return signIn(server, email);
}
