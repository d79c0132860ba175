import type { LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inScope } from '../../platform/postgres/index.ts';
import { systemScope, type CompanyId } from '../../kernel/index.ts';
import {
  completeSetup,
  joinCompany,
  memoryRecorder,
  openTestServer,
  signIn,
  type Caller,
  type TestServer,
} from '../../../test/support/identity.ts';
import { eventProblems } from '../event-routes.ts';
import { savedSearchProblems } from './saved-search.ts';
import { savedSearchRoutes } from './saved-search-routes.ts';
import { forgetSearchesOf } from './saved-search-store.ts';

const recorder = memoryRecorder();
let server: TestServer;
let ada: Caller;
let ben: Caller;
let owner: Caller;
let customer: string;

beforeAll(async () => {
  server = await openTestServer(() => ({
    recorder,
    routes: savedSearchRoutes,
    problems: [eventProblems, savedSearchProblems],
  }));
  await completeSetup(server);
  ada = await signIn(server);
  const session = (await ada.call('GET', '/session')).json<{ companyId: string }>();
  ben = await joinCompany(server, ada, {
    companyId: session.companyId,
    email: 'ben@provider.test',
    role: 'analyst',
    name: 'Ben',
  });
  const made = await ada.call('POST', '/companies', { name: 'Alpha', slug: 'alpha' });
  customer = made.json<{ id: string }>().id;
  owner = await joinCompany(server, ada, {
    companyId: customer,
    email: 'olga@alpha.test',
    role: 'owner',
    name: 'Olga',
  });
});
afterAll(() => server.stop());

interface Body {
  readonly id: string;
  readonly name: string;
  readonly mine: boolean;
  readonly searchedCompanyId: string | null;
}
const keep = async (who: Caller, body: Record<string, unknown>): Promise<Body> => {
  const reply = await who.call('POST', '/saved-searches', body);
  expect(reply.statusCode).toBe(201);
  return reply.json<Body>();
};
const namesOf = async (who: Caller): Promise<readonly string[]> =>
  (await who.call('GET', '/saved-searches')).json<{ items: Body[] }>().items.map((item) => item.name);
const codeOf = (reply: LightMyRequestResponse) => [reply.statusCode, reply.json<{ code: string }>().code];

const deletedDaysAgo = (id: string, days: number) =>
  inScope(server.database.db, systemScope('test'), (tx) =>
    sql`update saved_search set deleted_at = deleted_at - make_interval(days => ${days}) where id = ${id}`.execute(
      tx,
    ),
  );

describe('a saved search', () => {
  it('is kept with what it looks for, and is in the Activity Log', async () => {
    const made = await keep(ada, {
      name: ' Failed logons ',
      q: 'status:failure',
      range: '7d',
      searchedCompanyId: customer,
      columns: ['time', 'user'],
    });
    expect((await ada.call('GET', `/saved-searches/${made.id}`)).json()).toMatchObject({
      name: 'Failed logons',
      q: 'status:failure',
      range: '7d',
      searchedCompanyId: customer,
      columns: ['time', 'user'],
      shared: false,
      mine: true,
    });
    expect(recorder.actions.at(-1)).toMatchObject({
      eventName: 'saved_search.create',
      outcome: 'success',
      resources: [{ type: 'saved_search', id: made.id }],
    });
    await ada.call('DELETE', `/saved-searches/${made.id}`);
  });

  it('is its owner’s alone until it is shared, and then only the owner changes it', async () => {
    const made = await keep(ada, { name: 'mine' });
    expect(await namesOf(ben)).toEqual([]);
    expect((await ben.call('GET', `/saved-searches/${made.id}`)).statusCode).toBe(404);
    expect((await ben.call('DELETE', `/saved-searches/${made.id}`)).statusCode).toBe(404);
    await ada.call('PATCH', `/saved-searches/${made.id}`, { shared: true });
    expect(await namesOf(ben)).toEqual(['mine']);
    expect((await ben.call('GET', `/saved-searches/${made.id}`)).json()).toMatchObject({
      mine: false,
      userName: 'Ada Admin',
    });
    expect(codeOf(await ben.call('PATCH', `/saved-searches/${made.id}`, { name: 'his' }))).toEqual([
      403,
      'saved_search_of_another',
    ]);
    expect(codeOf(await ben.call('DELETE', `/saved-searches/${made.id}`))).toEqual([
      403,
      'saved_search_of_another',
    ]);
    await ada.call('DELETE', `/saved-searches/${made.id}`);
  });

  it('that is shared stays within the company of its owner', async () => {
    const shared = await keep(ada, { name: 'of the provider', shared: true });
    const own = await keep(owner, { name: 'of Alpha', shared: true, searchedCompanyId: customer });
    expect(own.searchedCompanyId).toBeNull();
    expect(await namesOf(owner)).toEqual(['of Alpha']);
    expect(await namesOf(ada)).toEqual(['of the provider']);
    for (const verb of ['GET', 'DELETE'] as const) {
      expect((await owner.call(verb, `/saved-searches/${shared.id}`)).statusCode).toBe(404);
      expect((await ada.call(verb, `/saved-searches/${own.id}`)).statusCode).toBe(404);
    }
    await ada.call('DELETE', `/saved-searches/${shared.id}`);
  });

  it('can be had back for a while after it was deleted', async () => {
    const made = await keep(ada, { name: 'gone', shared: true });
    expect((await ada.call('DELETE', `/saved-searches/${made.id}`)).statusCode).toBe(204);
    expect((await ada.call('DELETE', `/saved-searches/${made.id}`)).statusCode).toBe(404);
    expect((await ada.call('GET', `/saved-searches/${made.id}`)).statusCode).toBe(404);
    expect((await ada.call('PATCH', `/saved-searches/${made.id}`, { name: 'x' })).statusCode).toBe(404);
    expect((await ben.call('POST', `/saved-searches/${made.id}/restore`)).statusCode).toBe(404);
    expect((await ada.call('POST', `/saved-searches/${made.id}/restore`)).json()).toMatchObject({
      id: made.id,
      name: 'gone',
      shared: true,
    });
    await ada.call('DELETE', `/saved-searches/${made.id}`);
    await deletedDaysAgo(made.id, 31);
    const other = await keep(ada, { name: 'other' });
    await ada.call('DELETE', `/saved-searches/${other.id}`);
    expect((await ada.call('POST', `/saved-searches/${made.id}/restore`)).statusCode).toBe(404);
    expect((await ada.call('POST', `/saved-searches/${other.id}/restore`)).statusCode).toBe(200);
    await ada.call('DELETE', `/saved-searches/${other.id}`);
  });

  it('has a name that its owner has not given another', async () => {
    const made = await keep(ada, { name: 'Twice' });
    expect(codeOf(await ada.call('POST', '/saved-searches', { name: 'TWICE' }))).toEqual([
      409,
      'saved_search_exists',
    ]);
    await ada.call('DELETE', `/saved-searches/${made.id}`);
    const again = await keep(ada, { name: 'twice' });
    expect(codeOf(await ada.call('POST', `/saved-searches/${made.id}/restore`))).toEqual([
      409,
      'saved_search_exists',
    ]);
    await ada.call('DELETE', `/saved-searches/${again.id}`);
  });

  it.each([
    [{ name: 'x', q: 'nothing:1' }, 400, 'query_malformed'],
    [{ name: 'x', range: 'yesterday' }, 400, 'range_malformed'],
    [{ name: 'x', searchedCompanyId: '0190a1b2-0000-7000-8000-000000000000' }, 404, 'not_found'],
    [{ name: '   ' }, 400, 'invalid_request'],
    [{ name: 'x', columns: ['<script>'] }, 400, 'invalid_request'],
    [{ name: 'x', q: 'a'.repeat(2_001) }, 400, 'invalid_request'],
    [{ name: 'a\u0000b' }, 400, 'invalid_request'],
    [{}, 400, 'invalid_request'],
  ])('is refused with a reason (%#)', async (body, status, code) => {
    expect(codeOf(await ada.call('POST', '/saved-searches', body))).toEqual([status, code]);
  });

  it('of others goes with the company that it looks at', async () => {
    const made = await keep(ada, { name: 'Alpha’s', searchedCompanyId: customer });
    const gone = await inScope(server.database.db, systemScope('test'), (tx) =>
      forgetSearchesOf(tx, customer as CompanyId),
    );
    expect(gone).toBeGreaterThanOrEqual(1);
    expect((await ada.call('POST', `/saved-searches/${made.id}/restore`)).statusCode).toBe(404);
  });
});
