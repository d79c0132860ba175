import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import {
  completeSetup,
  joinCompany,
  memoryRecorder,
  openTestServer,
  signIn,
  type Caller,
  type TestServer,
} from '../../test/support/identity.ts';
import { companyScope, systemScope, type CompanyId, type Scope } from '../kernel/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { decideOffBoarding } from './off-boarding.ts';

let server: TestServer;
let ada: Caller;
let olga: Caller;
let companyId: string;
let owner: Client;
let filled: readonly string[];
const erasedElsewhere: string[] = [];
let isElsewhereAway = false;

beforeAll(async () => {
  server = await openTestServer(() => ({
    recorder: memoryRecorder(),
    deps: {
      log: pino({ level: 'silent' }),
      companyData: [
        {
          name: 'events',
          async *exportParts() {
            yield await Promise.resolve({ name: 'events', rows: threeRows() });
          },
          erase: (id) => {
            if (isElsewhereAway) return Promise.reject(new Error('the store is away'));
            erasedElsewhere.push(id);
            return Promise.resolve(3);
          },
        },
      ],
    },
  }));
  owner = new Client(server.database.settingsFor('owner'));
  await owner.connect();
  await completeSetup(server);
  ada = await signIn(server);
  companyId = (await ada.call('POST', '/companies', { name: 'Acme', slug: 'acme' })).json<{ id: string }>()
    .id;
  olga = await joinCompany(server, ada, { companyId, email: 'olga@acme.test', role: 'owner', name: 'Olga' });
  await olga.call('POST', '/tokens', { name: 'script', permissions: ['event:read'] });
  await ada.call('POST', `/companies/${companyId}/projects`, { name: 'Shop', slug: 'shop' });
  await olga.call('POST', `/companies/${companyId}/contacts`, { name: 'Desk', email: 'desk@acme.test' });
  await olga.call('POST', '/users/invitations', { companyId, email: 'new@acme.test', role: 'viewer' });
  filled = await fillEveryTable();
});
afterAll(async () => {
  await owner.end();
  await server.stop();
});

async function* threeRows(): AsyncGenerator {
  for (const at of [1, 2, 3]) yield await Promise.resolve({ at });
}

const asOwner = async <T extends object>(
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly T[]> => (await owner.query<T>(text, [...values])).rows;

/**
 * A made-up row of the company in every table that has a company_id, whichever slice it belongs to, but for the
 * record of the off-boarding. Only a superuser
 * can switch foreign keys off for that; checks go from this test's own database. Returns the tables.
 */
async function fillEveryTable(): Promise<readonly string[]> {
  const admin = new Client({
    ...inject('postgresAdmin'),
    database: server.database.settingsFor('owner').database,
  });
  await admin.connect();
  try {
    await admin.query('set search_path = tocsin');
    await admin.query('set session_replication_role = replica');
    const { rows: checks } = await admin.query<{ drop: string }>(
      `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop
       from pg_constraint where contype = 'c' and connamespace = 'tocsin'::regnamespace and conrelid <> 0`,
    );
    for (const { drop } of checks) await admin.query(drop);
    const { rows: tables } = await admin.query<{ name: string; columns: string; values: string }>(
      `select columns.table_name as name, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns,
         string_agg(case
           when column_name = 'company_id' then '$1'
           when data_type = 'uuid' then 'gen_random_uuid()'
           when data_type in ('text', 'character varying') then '''made-up '' || gen_random_uuid()'
           when data_type like 'timestamp%' or data_type = 'date' then 'now()'
           when data_type in ('inet', 'cidr') then '''192.0.2.1'''
           when data_type = 'boolean' then 'false'
           when data_type in ('jsonb', 'json') then '''{}'''
           when data_type = 'ARRAY' then '''{}'''
           when data_type = 'bytea' then '''x'''
           else '1' end, ', ' order by ordinal_position) as values
       from information_schema.columns
       join company_tables() on company_tables.table_name = columns.table_name
       where table_schema = 'tocsin' and is_generated = 'NEVER' and is_identity = 'NO'
         and (is_nullable = 'NO' or column_name = 'company_id')
         and columns.table_name <> 'company_off_boarding'
       group by columns.table_name`,
    );
    for (const { name, columns, values } of tables) {
      await admin.query(`insert into ${name} (${columns}) values (${values})`, [companyId]);
    }
    return tables.map((table) => table.name).sort();
  } finally {
    await admin.end();
  }
}

interface Steps {
  readonly jobId: string;
  readonly status: string;
  readonly steps: readonly { id: string; step: string; state: string; detail: Record<string, unknown> }[];
}

const ask = (step: string, confirm = 'acme') =>
  ada.call('POST', `/companies/${companyId}/off-boarding`, { step, confirm });

async function runJob(id: string): Promise<Steps> {
  await server.identity.jobs.get('identity-off-board')?.({ id });
  return (await ada.call('GET', `/companies/${companyId}/off-boarding`)).json<Steps>();
}

test.each([
  ['erasing before an export', 'active', [], 'erase', 'acme', true],
  [
    'erasing while the export runs',
    'off_boarding',
    [{ step: 'export', state: 'running' }],
    'erase',
    'acme',
    true,
  ],
  [
    'erasing after a failed export',
    'off_boarding',
    [{ step: 'export', state: 'failed' }],
    'erase',
    'acme',
    true,
  ],
  ['erasing without the name', 'off_boarding', [{ step: 'export', state: 'done' }], 'erase', 'Acme', true],
  ['erasing as a lead', 'off_boarding', [{ step: 'export', state: 'done' }], 'erase', 'acme', false],
  [
    'a second export beside the first',
    'off_boarding',
    [{ step: 'export', state: 'queued' }],
    'export',
    'acme',
    true,
  ],
  ['anything once it is erased', 'erased', [{ step: 'erase', state: 'done' }], 'export', 'acme', true],
  ['cancelling what was not begun', 'active', [], 'cancel', 'acme', true],
] as const)('%s is refused', (_name, status, history, step, confirm, isAdmin) => {
  const company = { kind: 'customer', slug: 'acme', status } as const;
  expect(decideOffBoarding(company, history, { step, confirm, isAdmin })).toMatchObject({
    ok: false,
    error: { code: 'off_boarding_refused' },
  });
});

test('the provider itself is never off-boarded', async () => {
  const { companyId: provider } = (await ada.call('GET', '/session')).json<{ companyId: string }>();
  const reply = await ada.call('POST', `/companies/${provider}/off-boarding`, {
    step: 'export',
    confirm: 'provider',
  });
  expect(reply.json()).toMatchObject({ code: 'off_boarding_refused' });
});

test('a company is exported whole, without credentials, then erased without a trace but the record of it', async () => {
  const asked = (await ask('export')).json<Steps>();
  expect(asked).toMatchObject({ status: 'off_boarding', steps: [{ step: 'export', state: 'queued' }] });
  const exported = await runJob(asked.jobId);
  expect(exported.steps[0]).toMatchObject({ step: 'export', state: 'done' });
  await checkExport(String(exported.steps[0]?.detail['folder']));

  server.clock.advance(1_000);
  const erase = (await ask('erase')).json<Steps>();
  // A store that is away in the middle ends the attempt, not the erasure: the queue tries it again.
  isElsewhereAway = true;
  await expect(runJob(erase.jobId)).rejects.toThrow('could not be erased yet');
  expect((await ada.call('GET', `/companies/${companyId}/off-boarding`)).json()).toMatchObject({
    steps: [{ step: 'erase', state: 'running' }, { step: 'export' }],
  });
  isElsewhereAway = false;
  const after = await runJob(erase.jobId);
  expect(after).toMatchObject({
    status: 'erased',
    steps: [{ step: 'erase', state: 'done' }, { step: 'export' }],
  });
  const { rows, elsewhere } = after.steps[0]?.detail as { rows: Record<string, number>; elsewhere: unknown };
  // Every table was filled, and every one of them gave up what it had.
  expect(Object.keys(rows).sort()).toEqual(filled);
  expect(rows).toMatchObject({ app_user: 2, contact: 2, project: 2, api_token: 2, invitation: 2 });
  expect(elsewhere).toEqual({ events: 3 });
  expect(erasedElsewhere).toEqual([companyId]);
  await expectNothingLeft();
  expect((await olga.call('GET', '/session')).statusCode).toBe(401);
  expect((await ada.call('GET', `/companies/${companyId}`)).json()).toMatchObject({
    name: 'Erased company',
    status: 'erased',
  });
  expect((await ada.call('PATCH', `/companies/${companyId}`, { name: 'X' })).json()).toMatchObject({
    code: 'company_erased',
  });
  // The queue may run a job again: nothing more happens.
  await runJob(erase.jobId);
  expect(erasedElsewhere).toEqual([companyId]);
});

async function checkExport(folder: string): Promise<void> {
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
    files: { name: string; rows: number; sha256: string }[];
  };
  const expected = await asOwner<{ table_name: string }>('select table_name from tocsin.company_tables()');
  const names = ['company', 'events', ...expected.map((row) => row.table_name)].map((name) => `${name}.json`);
  expect(manifest.files.map((file) => file.name).sort()).toEqual(names.sort());
  expect((await readdir(folder)).sort()).toEqual([...names, 'manifest.json'].sort());
  const all: string[] = [];
  for (const file of manifest.files) {
    const text = await readFile(join(folder, file.name), 'utf8');
    expect(createHash('sha256').update(text).digest('hex')).toBe(file.sha256);
    expect(JSON.parse(text)).toHaveLength(file.rows);
    all.push(text);
  }
  expect(all.join()).toContain('olga@acme.test');
  expect(all.join()).not.toMatch(/token_hash|password_hash/);
}

/** Asks the database which tables there are, so that a table added later fails here until it is erased too. */
async function expectNothingLeft(): Promise<void> {
  const columns = await asOwner<{ table_name: string; column_name: string }>(
    `select columns.table_name, columns.column_name from information_schema.columns
     join information_schema.tables using (table_schema, table_name)
     where table_schema = 'tocsin' and table_type = 'BASE TABLE' and columns.data_type in ('uuid', 'ARRAY', 'jsonb', 'text')`,
  );
  const left = new Set<string>();
  for (const { table_name: table, column_name: column } of columns) {
    const found = `${column}::text like '%' || $1 || '%' or ${column}::text ilike '%acme.test%'`;
    const rows = await asOwner(`select 1 from tocsin.${table} where ${found} limit 1`, [companyId]);
    if (rows.length > 0) left.add(table);
  }
  // The nameless mark, the record of the off-boarding, and the fact that tells other parts of the server.
  expect([...left].sort()).toEqual(['company', 'company_off_boarding', 'fact']);
  expect(await asOwner('select name from tocsin.fact where company_id = $1', [companyId])).toEqual([
    { name: 'company.erased' },
  ]);
}

test('what was under way and comes late goes in the night after, on record', async () => {
  const admin = (text: string) => asOwner(text, [companyId]);
  await admin(`insert into tocsin.contact (id, company_id, name, email, created_at)
    values (gen_random_uuid(), $1, 'Late', 'late@acme.test', now())`);
  const recorder = server.recorder as ReturnType<typeof memoryRecorder>;
  recorder.actions.length = 0;
  await server.identity.jobs.get('identity-erase-sweep')?.({});
  expect(await admin('select 1 from tocsin.contact where company_id = $1')).toEqual([]);
  expect(recorder.actions).toMatchObject([
    { eventName: 'company.off_board_sweep', companyId, parameters: { rows: { contact: 1 } } },
  ]);
  // It stays erased, and the fact of it stays for those who have not heard it yet.
  expect(await admin('select name, status from tocsin.company where id = $1')).toEqual([
    { name: 'Erased company', status: 'erased' },
  ]);
  expect(await admin('select name from tocsin.fact where company_id = $1')).toEqual([
    { name: 'company.erased' },
  ]);
  server.clock.advance(31 * 86_400_000);
  erasedElsewhere.length = 0;
  await server.identity.jobs.get('identity-erase-sweep')?.({});
  expect(erasedElsewhere).toEqual([]);
});

test('what hangs on the rows of a company goes or is set free with them', async () => {
  const holding = await asOwner(
    `select conrelid::regclass::text as child, conname as key from pg_constraint
     where contype = 'f' and confdeltype not in ('c', 'n')
       and confrelid::regclass::text in (select table_name from tocsin.company_tables())
       and conrelid::regclass::text not in (select table_name from tocsin.company_tables())`,
  );
  expect(holding).toEqual([]);
});

test('only the provider can erase, and only a company that is being off-boarded', async () => {
  const { companyId: provider } = (await ada.call('GET', '/session')).json<{ companyId: string }>();
  const erase = (scope: Scope, id: string): Promise<unknown> =>
    inScope(server.database.db, scope, (tx) => sql`select tocsin.erase_company(${id})`.execute(tx));
  await expect(erase(systemScope('test'), provider)).rejects.toThrow('not being off-boarded');
  await expect(erase(companyScope(companyId as CompanyId), companyId)).rejects.toThrow('only the provider');
});
