import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventStream } from './support/event-stream.ts';
import { signal, until } from './support/processes.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';
import { openServerDatabase } from './support/server-database.ts';
import { askClickHouse } from './support/stored-events.ts';

/** The export and erasure of a company on a whole server: under a stream of its events, and through kills. */
const caseMs = 180_000;
let server: RunningServer;

beforeAll(async () => {
  server = await startRunningServer();
}, 180_000);
afterAll(() => server.stop(), 60_000);

interface Customer {
  readonly id: string;
  readonly slug: string;
  readonly token: string;
}

async function makeCustomer(slug: string): Promise<Customer> {
  const { id } = await server.api.make('/companies', { name: slug, slug, locale: 'en' });
  const contact = { name: 'Desk', email: `desk@${slug}.example`, categories: ['security'], locale: 'en' };
  await server.api.make(`/companies/${id}/contacts`, contact);
  const { token } = await server.api.make('/sources', { companyId: id, name: 'all', kind: 'http' });
  const expiresAt = new Date(Date.now() + 86_400_000);
  const ruleId = 'c5d09216-f687-42de-9926-27dcecb7ece3';
  const quiet = { companyId: id, ruleId, entity: null, reason: 'a test', expiresAt };
  await server.api.make('/suppressions', quiet);
  await send({ id, slug, token }, 1);
  return { id, slug, token };
}

/** Sends a batch that is answered when it is in the spool; returns the status. */
async function send({ token }: Customer, count: number): Promise<number> {
  const event = JSON.stringify({ message: 'nothing special', padding: 'x'.repeat(2_000) });
  const reply = await fetch(`${server.url}/api/intake/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: `${event}\n`.repeat(count),
  });
  await reply.text();
  return reply.status;
}

const offBoard = (customer: Customer, step: 'export' | 'erase') =>
  server.api.make(`/companies/${customer.id}/off-boarding`, { step, confirm: customer.slug });
const stateOf = async ({ id }: Customer): Promise<string> => {
  const { body } = await server.api.get(`/companies/${id}/off-boarding`);
  const [step] = body.steps as { step: string; state: string }[];
  return `${step?.step} ${step?.state}`;
};
const untilState = (customer: Customer, state: string) =>
  until(state, async () => ((await stateOf(customer)) === state ? true : null));

/** Rows of a company in every table of ClickHouse that has rows of companies. */
async function rowsInClickHouse({ id }: Customer): Promise<number> {
  const tables = ['security_event', 'detection_match', 'correlation_member'];
  const counts = tables
    .map((table) => `(SELECT count() FROM ${table} WHERE company_id = '${id}')`)
    .join(' + ');
  return Number(await askClickHouse(server.dataFolder, `SELECT ${counts} FORMAT TSV`));
}

/** Rows of a company in PostgreSQL, by table; but for the record of the off-boarding and the log of it. */
async function rowsInPostgres({ id }: Customer): Promise<Record<string, number>> {
  const database = await openServerDatabase(server.dataFolder);
  try {
    const { rows } = await database.query<{ table_name: string }>('select table_name from company_tables()');
    const found: Record<string, number> = {};
    for (const { table_name: table } of rows) {
      const kept = ['company_off_boarding', 'activity_record', 'fact'].includes(table);
      const { rowCount } = await database.query(`select 1 from ${table} where company_id = $1`, [id]);
      if (!kept && (rowCount ?? 0) > 0) found[table] = rowCount ?? 0;
    }
    return found;
  } finally {
    await database.end();
  }
}

const intake = async () => (await server.api.get('/intake/status')).body;

test(
  'what waits in the spool when its company is erased is dropped and counted, and nothing comes back (KEEP-8)',
  { timeout: caseMs },
  async (context) => {
    context.onTestFailed(() => void process.stdout.write(server.log().slice(-5_000)));
    const customer = await makeCustomer('fern');
    const other = await makeCustomer('oak');
    await expect.poll(() => rowsInClickHouse(customer), { timeout: 30_000 }).toBe(1);
    await offBoard(customer, 'export');
    await untilState(customer, 'export done');
    const before = await intake();

    // A company that is being off-boarded sends no more; what it has sent is still on its way. The stores stand still,
    // so batches are in every stage: in ClickHouse's hands, judged, and not yet read.
    const database = await openServerDatabase(server.dataFolder);
    await database.query(`update company set status = 'active' where id = $1`, [customer.id]);
    const { clickhouse } = await server.childPids();
    await until('intake knows the company again', async () =>
      (await send(customer, 1)) === 200 ? true : null,
    );
    signal(clickhouse, 'SIGSTOP');
    try {
      for (let batch = 0; batch < 6; batch += 1) expect(await send(customer, 1_000)).toBe(200);
      expect(await send(other, 10)).toBe(200);
      await database.query(`update company set status = 'off_boarding' where id = $1`, [customer.id]);
      await offBoard(customer, 'erase');
      await until('the rows in PostgreSQL are gone', async () => {
        const { body } = await server.api.get(`/companies/${customer.id}`);
        return body.status === 'erased' ? true : null;
      });
    } finally {
      signal(clickhouse, 'SIGCONT');
      await database.end();
    }
    await untilState(customer, 'erase done');
    // 6,000 of the erased company's, 10 of the other's, and those with which it was tried whether intake knows it.
    await expect
      .poll(async () => (await intake()).received - before.received, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(6_010);
    const after = await intake();
    const dropped = after.dropped.company_erased as number;
    expect(dropped).toBeGreaterThanOrEqual(6_000 - 1_000);
    // What was stored before the erasure was counted with its company, and went with it.
    expect(after.received - dropped).toBe(after.stored);
    expect(after.stored).toBe(after.evaluated);
    await expect.poll(() => rowsInClickHouse(customer), { timeout: 60_000 }).toBe(0);
    expect(await rowsInClickHouse(other)).toBe(11);
    expect(await rowsInPostgres(customer)).toEqual({});
    expect(await send(customer, 1)).toBe(401);
  },
);

test.for(['export', 'erase'] as const)(
  'a server that is killed in the middle of an %s goes on with it at the next start (KEEP-10)',
  { timeout: caseMs },
  async (step, context) => {
    context.onTestFailed(() => void process.stdout.write(server.log().slice(-5_000)));
    const customer = await makeCustomer(`maple-${step}`);
    if (step === 'erase') {
      await offBoard(customer, 'export');
      await untilState(customer, 'export done');
    }
    // Somebody holds a table that both need, so that the kill comes in the middle.
    const holder = await openServerDatabase(server.dataFolder);
    await holder.query('begin');
    await holder.query('lock table contact in access exclusive mode');
    await offBoard(customer, step);
    const waiting = `select count(*)::int as count from pg_locks
      where relation = 'contact'::regclass and not granted`;
    await until('the job waits for the table', async () => {
      const { rows } = await holder.query<{ count: number }>(waiting);
      return rows[0]?.count === 0 ? null : true;
    });
    await server.kill9('server');
    await holder.end().catch(() => undefined);
    await server.restart();
    const restarted = performance.now();
    await untilState(customer, `${step} done`);
    expect(performance.now() - restarted).toBeLessThan(15_000);
    if (step === 'erase') {
      expect(await rowsInPostgres(customer)).toEqual({});
      expect(await rowsInClickHouse(customer)).toBe(0);
      return;
    }
    const [folder] = (await readdir(join(server.dataFolder, 'exports'))).filter((name) =>
      name.includes(customer.id),
    );
    expect(folder).toBeDefined();
    expect(folder).not.toMatch(/partial/);
  },
);

test('a finding can be understood when its events have gone (KEEP-7)', { timeout: caseMs }, async () => {
  const customer = await makeCustomer('elm');
  const stream = eventStream({
    ...{ count: 9, token: '', startAt: new Date(Date.now() - 60_000) },
    attack: Array.from({ length: 9 }, (_, step) => (step + 0.5) / 9),
  });
  const lines = Array.from({ length: 9 }, (_, index) => `${stream.json(index)}\n`).join('');
  const headers = { authorization: `Bearer ${customer.token}` };
  const sent = await fetch(`${server.url}/api/intake/v1/events`, { method: 'POST', headers, body: lines });
  expect(sent.status).toBe(200);
  const finding = await until('the attack is a finding, and that an incident', async () => {
    const { body } = await server.api.get(`/findings?companyId=${customer.id}&status=triaged`);
    return (body.items as { id: string }[])[0] ?? null;
  });
  await expect.poll(() => rowsInClickHouse(customer), { timeout: 30_000 }).toBeGreaterThan(9);
  // As the night removes what has ended.
  const gone = `DELETE WHERE company_id = '${customer.id}' SETTINGS mutations_sync = 1`;
  for (const table of ['security_event', 'detection_match', 'correlation_member'])
    await askClickHouse(server.dataFolder, `ALTER TABLE ${table} ${gone}`);
  expect(await rowsInClickHouse(customer)).toBe(0);
  const { body } = await server.api.get(`/findings/${finding.id}`);
  expect(body).toMatchObject({
    title: 'SSH Log-on After Many Failures',
    entity: { type: 'ip', value: '203.0.113.9' },
    status: 'triaged',
  });
  const evidence = body.evidence as { eventId: string; message: string }[];
  expect(evidence.map(({ message }) => message).join()).toContain('203.0.113.9');
  const event = await server.api.get(`/events/${evidence[0]?.eventId}`);
  expect([event.status, event.body.code]).toEqual([404, 'event_not_found']);
});
