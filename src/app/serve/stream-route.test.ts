import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  adminPassword,
  completeSetup,
  joinCompany,
  openTestServer,
  signIn,
  type Caller,
  type TestServer,
} from '../../../test/support/identity.ts';
import { until } from '../../../test/support/processes.ts';
import { dayMs, systemScope } from '../../kernel/index.ts';
import { announce, listenForChanges, type LiveChanges } from '../../platform/live/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import { mountStream } from './stream-route.ts';

/** Long enough that only what is announced can end a stream in time, short enough for what expires in silence. */
const heartbeatMs = 8_000;
let server: TestServer;
let live: LiveChanges;
let admin: Caller;
let url: string;
let people = 0;

beforeAll(async () => {
  server = await openTestServer();
  const log = pino({ level: 'silent' });
  live = await listenForChanges(server.database.settingsFor('app'), log);
  mountStream(server.app, { live, authenticate: server.identity.authenticate, log, heartbeatMs });
  url = await server.app.listen({ host: '127.0.0.1', port: 0 });
  await completeSetup(server);
  admin = await signIn(server);
});
afterAll(async () => {
  await live.stop();
  await server.stop();
});

/** A stream as a page reads it. */
interface Stream {
  readonly text: () => string;
  readonly hasEnded: () => boolean;
  close(): void;
}

async function openStream(headers: Record<string, string>): Promise<Stream> {
  const closing = new AbortController();
  const reply = await fetch(`${url}/api/v1/stream`, { headers, signal: closing.signal });
  expect(reply.status).toBe(200);
  const state = { text: '', ended: false };
  const decoder = new TextDecoder();
  void (async () => {
    try {
      for await (const chunk of reply.body ?? []) state.text += decoder.decode(chunk, { stream: true });
    } catch {
      // Closed by the test.
    }
    state.ended = true;
  })();
  await until('the stream has begun', () => (state.text.includes('retry:') ? true : null));
  return { text: () => state.text, hasEnded: () => state.ended, close: () => closing.abort() };
}

const ended = (stream: Stream, withinMs: number): Promise<true> =>
  until('the stream ends', () => (stream.hasEnded() ? true : null), withinMs);
/** Sooner than any heartbeat. */
const promptly = heartbeatMs / 2;

interface Person {
  readonly id: string;
  readonly email: string;
  readonly caller: Caller;
}

async function newPerson(role: string): Promise<Person> {
  people += 1;
  const email = `person${people}@provider.test`;
  const session = await admin.call('GET', '/session');
  const { companyId } = session.json<{ companyId: string }>();
  const caller = await joinCompany(server, admin, { companyId, email, role, name: `Person ${people}` });
  const { user } = (await caller.call('GET', '/session')).json<{ user: { id: string } }>();
  return { id: user.id, email, caller };
}

const tell = (topic: string): Promise<void> =>
  inScope(server.database.db, systemScope('test'), (tx) => announce(tx, { topic, id: 'x', companyId: null }));

test('a stream says what changed, and nothing about access', async () => {
  const { caller, id } = await newPerson('analyst');
  const stream = await openStream({ cookie: caller.cookie });
  await inScope(server.database.db, systemScope('test'), (tx) =>
    announce(tx, { topic: 'access', id, companyId: null }),
  );
  await tell('finding');
  await until('the change', () => (stream.text().includes('"topic":"finding"') ? true : null));
  expect(stream.text()).not.toContain('access');
  expect(stream.hasEnded()).toBe(false);
  stream.close();
});

test.each<[string, (person: Person) => Promise<unknown>]>([
  ['signs out', ({ caller }) => caller.call('POST', '/api/auth/sign-out', {})],
  ['is signed out everywhere', ({ id }) => admin.call('DELETE', `/users/${id}/sessions`)],
  [
    'ends that session from another place',
    async ({ caller, email }) => {
      const other = await signIn(server, email, adminPassword);
      const { items } = (await caller.call('GET', '/sessions')).json<{
        items: { id: string; current: boolean }[];
      }>();
      const mine = items.find(({ current }) => current);
      return other.call('DELETE', `/sessions/${mine?.id ?? ''}`);
    },
  ],
  ['is disabled', ({ id }) => admin.call('PATCH', `/users/${id}`, { disabled: true })],
  ['gets another role', ({ id }) => admin.call('PATCH', `/users/${id}`, { role: 'auditor' })],
])('a stream ends at once when its reader %s', async (_what, act) => {
  const person = await newPerson('analyst');
  const stream = await openStream({ cookie: person.caller.cookie });
  const other = await openStream({ cookie: admin.cookie });
  const reply = (await act(person)) as { statusCode: number };
  expect(reply.statusCode).toBeLessThan(300);
  await ended(stream, promptly);
  expect(stream.text()).toContain('event: access');
  expect(other.hasEnded()).toBe(false);
  other.close();
});

test('a stream goes on when another session of the same person ends', async () => {
  const { caller, email } = await newPerson('analyst');
  const stream = await openStream({ cookie: caller.cookie });
  const other = await signIn(server, email, adminPassword);
  await other.call('POST', '/api/auth/sign-out', {});
  await tell('incident');
  await until('the change', () => (stream.text().includes('"topic":"incident"') ? true : null));
  expect(stream.hasEnded()).toBe(false);
  stream.close();
});

test('a stream of an API token ends at once when the token is revoked', async () => {
  const { caller } = await newPerson('analyst');
  const wanted = { name: 'feed', permissions: ['incident:read'], expiresAt: null };
  const made = (await caller.call('POST', '/tokens', wanted)).json<{ id: string; token: string }>();
  const stream = await openStream({ authorization: `Bearer ${made.token}` });
  await caller.call('DELETE', `/tokens/${made.id}`);
  await ended(stream, promptly);
});

test('a session or token that expires in silence ends its stream with the next heartbeat', async () => {
  const { caller, id } = await newPerson('analyst');
  const expiresAt = new Date(server.clock.now().getTime() + dayMs / 2).toISOString();
  const wanted = { name: 'feed', permissions: ['incident:read'], expiresAt };
  const made = (await caller.call('POST', '/tokens', wanted)).json<{ token: string }>();
  const byToken = await openStream({ authorization: `Bearer ${made.token}` });
  const byCookie = await openStream({ cookie: caller.cookie });
  server.clock.advance(dayMs);
  await ended(byToken, 2 * heartbeatMs);
  expect(byCookie.hasEnded()).toBe(false);
  await inScope(server.database.db, systemScope('test'), (tx) =>
    sql`update user_session set expires_at = ${server.clock.now()} where user_session.user_id = ${id}`.execute(
      tx,
    ),
  );
  await ended(byCookie, 2 * heartbeatMs);
  server.clock.advance(-dayMs);
});

test('whoever is not signed in hears nothing', async () => {
  expect((await fetch(`${url}/api/v1/stream`)).status).toBe(401);
  expect((await fetch(`${url}/api/v1/stream`, { headers: { authorization: 'Bearer tcn_x' } })).status).toBe(
    401,
  );
});
