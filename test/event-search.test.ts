import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noTerminal } from '../src/app/cli/command.ts';
import { runCommand } from '../src/app/cli/run-command.ts';
import { until } from './support/processes.ts';
import { askClickHouse } from './support/stored-events.ts';
import { projectRoot, startRunningServer, type RunningServer } from './support/running-server.ts';

describe('tocsin events search', () => {
  let server: RunningServer;
  let acme: string;

  beforeAll(async () => {
    server = await startRunningServer();
    const company = await server.api.make('/companies', { name: 'Acme Ltd', slug: 'acme', locale: 'en' });
    acme = company.id as string;
    const { token } = await server.api.make('/sources', { companyId: acme, name: 'shop', kind: 'http' });
    const lines = [1, 2, 3].map((number) =>
      JSON.stringify({ message: `order ${number}`, user: `u${number}` }),
    );
    await until('intake takes the events', async () => {
      const reply = await fetch(`${server.url}/api/intake/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token as string}`, 'idempotency-key': 'orders' },
        body: [...lines, '{"broken":'].join('\n'),
      });
      return reply.status === 200 ? true : null;
    });
    await until('the events are stored', async () => {
      const { body } = await server.api.get('/events');
      return (body.items as unknown[]).length === 4 ? true : null;
    });
  }, 180_000);
  afterAll(() => server.stop());

  async function run(...args: readonly string[]) {
    let out = '';
    let said = '';
    const code = await runCommand({
      ...noTerminal,
      root: projectRoot,
      env: { TOCSIN_DATA: server.dataFolder },
      args: ['events', ...args],
      out: (text) => void (out += text),
      say: (text) => void (said += text),
    });
    const events = out.split('\n').filter((line) => line !== '');
    return { code, events: events.map((line) => JSON.parse(line) as Record<string, unknown>), said };
  }

  test('a search that is being written is checked, and its mistake has a place', async () => {
    const check = async (q: string) =>
      (await server.api.get(`/events/query-check?q=${encodeURIComponent(q)}`)).body.mistake as unknown;
    expect(await check('user:root (status:failure)')).toBeNull();
    expect(await check('')).toBeNull();
    expect(await check('user:root nofield:x')).toMatchObject({
      ...{ code: 'unknown_field', position: 10, length: 8 },
      message: expect.stringContaining('nofield') as string,
    });
    expect(await check('user:')).toMatchObject({ code: 'unexpected_end', position: 5, length: 0 });
    expect(await check('x'.repeat(2_001))).toMatchObject({ code: 'query_too_long', position: 2_000 });
    expect(await check('('.repeat(100))).toMatchObject({ code: 'query_too_complex' });
    expect((await server.api.get('/events/query-check')).body).toMatchObject({ code: 'invalid_request' });
  });

  test('gives the events that a query finds, whole, and says how many', async () => {
    const found = await run('search', '--query', 'raw.user:u2', '--range', '1h', '--company', acme);
    expect(found.code).toBe(0);
    expect(found.events).toMatchObject([
      { companyName: 'Acme Ltd', raw: '{"message":"order 2","user":"u2"}', parser: 'json' },
    ]);
    expect(found.said).toContain('1 event.');
    const none = await run('search', '--query', 'raw.user:nobody');
    expect(none).toMatchObject({ code: 0, events: [] });
    expect(none.said).toContain('0 events.');
  });

  test('gives no more than were asked for, and says that there are more', async () => {
    const two = await run('search', '--limit', '2');
    expect(two.events).toHaveLength(2);
    expect(two.said).toContain('2 events. There are more');
    const all = await run('search', '--limit', '4');
    expect(all.events).toHaveLength(4);
    expect(all.said).toContain('4 events.\n');
    expect(all.said).not.toContain('more');
  });

  test('finds all that was received, which the account of intake says too, until rows are lost', async () => {
    const account = async () =>
      (await server.api.get(`/intake/reconciliation?companyId=${acme}`)).body as {
        readonly totals: object;
        readonly sources: readonly object[];
      };
    expect(await account()).toMatchObject({
      totals: { received: 4, stored: 4, evaluated: 3, unparsed: 1, rows: 4, gap: 0 },
      sources: [{ sourceName: 'shop', unparsed: { not_json: 1 }, unparsedRows: 1, state: 'balanced' }],
    });
    const kept = "ALTER TABLE security_event DELETE WHERE unparsed_reason != '' SETTINGS mutations_sync = 1";
    expect(await askClickHouse(server.dataFolder, kept)).not.toBeNull();
    expect(await account()).toMatchObject({
      totals: { stored: 4, rows: 3, gap: 1 },
      sources: [{ state: 'missing', gap: 1 }],
    });
    const reply = await fetch(`${server.url}/metrics`, { headers: server.api.headers });
    expect(await reply.text()).toMatch(/^tocsin_reconciliation_gap_records 0$/m);
  });

  test.each([
    [['search', '--query', 'nothing:1'], 2, 'There is no field "nothing".'],
    [['search', '--query', '"open'], 2, 'This quote is not closed'],
    [['search', '--range', 'yesterday'], 2, 'A range is a length'],
    [['search', '--company', 'acme'], 2, 'tocsin events search'],
    [['search', '--limit', '0'], 2, '--limit takes a number'],
    [['search', '--limit', '1e9'], 2, '--limit takes a number'],
    [['find'], 2, 'Say what to do'],
    [[], 2, 'Say what to do'],
  ])('refuses %j', async (args, code, words) => {
    const refused = await run(...args);
    expect(refused).toMatchObject({ code, events: [] });
    expect(refused.said).toContain(words);
  });
});
