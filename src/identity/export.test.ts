import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import {
  completeSetup,
  joinCompany,
  memoryRecorder,
  openTestServer,
  signIn,
  type Caller,
  type TestServer,
} from '../../test/support/identity.ts';
import { ok } from '../kernel/index.ts';
import type { ProblemError } from '../platform/http/index.ts';
import { defineExport } from './export-schema.ts';
import { createExportSlots } from './export-service.ts';

interface Row {
  readonly id: number;
  readonly text: string;
}

const pageRows = 2;
const mostRows = 6;
const rows: Row[] = [];
const scopes: string[] = [];
let breakAt: number | null = null;
let breaksWhen: Promise<null> = Promise.resolve(null);
let recordedBeforeFirstPage: number | null = null;

const recorder = memoryRecorder();
const list = defineExport({
  path: '/things/export',
  operation: 'thing.export',
  summary: 'Things as a file',
  access: 'company:write',
  filters: z.object({ from: z.coerce.number().default(0), secret: z.string().optional() }),
  name: 'things',
  mostRows,
  columns: [
    ['id', (row: Row) => row.id],
    ['text', (row) => row.text],
  ],
  item: (row) => row,
  start: ({ query }) =>
    Promise.resolve(
      ok({
        count: rows.length - query.from,
        page: async (tx, place) => {
          recordedBeforeFirstPage ??= recorder.actions.length;
          const scope = await sql<{ scope: string }>`select current_setting('tocsin.scope') as scope`.execute(
            tx,
          );
          scopes.push(scope.rows[0]?.scope ?? '');
          const at = place === null ? query.from : Number(place);
          if (breakAt !== null && at >= breakAt) {
            await breaksWhen;
            throw new Error('the database went away');
          }
          const page = rows.slice(at, at + pageRows);
          return { rows: page, next: at + pageRows < rows.length ? String(at + pageRows) : null };
        },
      }),
    ),
});

let server: TestServer;
let ada: Caller;
let url: string;

beforeAll(async () => {
  server = await openTestServer(() => ({ recorder, routes: [list] }));
  await completeSetup(server);
  ada = await signIn(server);
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}/api/v1/things/export`;
});
afterAll(() => server.stop());
beforeEach(() => {
  rows.splice(0, rows.length, { id: 1, text: 'plain' }, { id: 2, text: '=1+1' }, { id: 3, text: 'a,"b"' });
  scopes.length = 0;
  breakAt = null;
  recordedBeforeFirstPage = null;
});

const ask = (query: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${url}${query}`, { headers: { cookie: ada.cookie, ...headers } });

test('a list goes out as CSV that a spreadsheet opens and does not run', async () => {
  const reply = await ask('');
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(reply.headers.get('cache-control')).toBe('no-store');
  const stamp = server.clock.now().toISOString().slice(0, 16).replaceAll(':', '');
  expect(reply.headers.get('content-disposition')).toBe(`attachment; filename="things-${stamp}Z.csv"`);
  const bytes = Buffer.from(await reply.arrayBuffer());
  expect(bytes.toString()).toBe(`\uFEFFid,text\r\n1,plain\r\n2,'=1+1\r\n3,"a,""b"""\r\n`);
  expect(scopes).toEqual(['provider', 'provider']);
});

test('NDJSON holds the rows unchanged, filtered as the list', async () => {
  const reply = await ask('?format=ndjson&from=1');
  expect(reply.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  expect(await reply.text()).toBe('{"id":2,"text":"=1+1"}\n{"id":3,"text":"a,\\"b\\""}\n');
});

test('an empty list is a file with its heading only', async () => {
  rows.length = 0;
  expect(await (await ask('')).text()).toBe('id,text\r\n');
  expect(await (await ask('?format=ndjson')).text()).toBe('');
});

test('that data left is recorded once, with its filters and without secrets, before its first byte', async () => {
  const before = recorder.actions.length;
  await (await ask('?from=1&secret=hush')).text();
  expect(recordedBeforeFirstPage).toBe(before + 1);
  expect(recorder.actions.slice(before)).toMatchObject([
    {
      eventName: 'thing.export',
      outcome: 'success',
      readOnly: true,
      actor: { name: 'Ada Admin' },
      parameters: { query: { from: 1, secret: '[redacted]', format: 'csv' } },
    },
  ]);
});

test('a list that is too long is refused, not cut', async () => {
  while (rows.length <= mostRows) rows.push({ id: rows.length + 1, text: 'more' });
  const before = recorder.actions.length + recorder.reads.length;
  const reply = await ask('');
  expect(reply.status).toBe(422);
  expect(await reply.json()).toMatchObject({ code: 'export_too_large' });
  expect(recorder.actions.length + recorder.reads.length).toBe(before + 1);
  expect((await ask('?from=1')).status).toBe(200);
});

test('who may not read the list may not export it', async () => {
  const body = { name: 'Acme', slug: 'acme', locale: 'en', retentionDays: null };
  const company = await ada.call('POST', '/companies', body);
  const viewer = await joinCompany(server, ada, {
    companyId: company.json<{ id: string }>().id,
    email: 'viewer@acme.test',
    role: 'viewer',
    name: 'Vi',
  });
  const reply = await fetch(url, { headers: { cookie: viewer.cookie } });
  expect(reply.status).toBe(403);
  expect((await fetch(url)).status).toBe(401);
});

test.each(['xlsx', '', 'CSV'])('a format that there is not (%j) is refused', async (format) => {
  expect((await ask(`?format=${format}`)).status).toBe(400);
});

test('an error midway breaks the transfer off, so that nobody takes the file for whole; its place is free again', async () => {
  breakAt = 2;
  for (let run = 0; run < 6; run += 1) {
    // The error comes when the file's beginning has arrived; compression would hold that back.
    const begun = Promise.withResolvers<null>();
    breaksWhen = begun.promise;
    const reply = await ask('', { 'accept-encoding': 'identity' });
    expect(reply.status).toBe(200);
    begun.resolve(null);
    await expect(reply.text()).rejects.toThrow('terminated');
  }
  breakAt = null;
  expect((await ask('')).status).toBe(200);
});

test('only so many are sent at once; a place that is given back twice is one place', () => {
  const slots = createExportSlots(2);
  const first = slots.take();
  slots.take();
  const refusal = ((): ProblemError['failure'] | null => {
    try {
      slots.take();
      return null;
    } catch (error) {
      return (error as ProblemError).failure;
    }
  })();
  expect(refusal).toMatchObject({ code: 'too_many_requests', retryAfter: 15 });
  first();
  first();
  slots.take();
  expect(() => slots.take()).toThrow('2 exports');
});
