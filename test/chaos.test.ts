import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { needRsyslog } from '../src/event/intake/testing/rsyslog.ts';
import { agreementBody, contactBody } from './support/agreement.ts';
import { attackerAddress, eventStream, type EventStream } from './support/event-stream.ts';
import {
  relpWindow,
  sendOverHttp,
  sendOverRelp,
  sendOverTcp,
  type Sender,
  type TcpSender,
} from './support/event-senders.ts';
import { until } from './support/processes.ts';
import { startRunningServer, type RunningServer, type Victim } from './support/running-server.ts';
import { countStored, spooledNumbers, storedNumbers, type StoredNumbers } from './support/stored-events.ts';

/**
 * Promise 1 (docs/adr/0002-exactly-once.md): kill -9 of any process in the middle of a stream, over each way in. What
 * was acknowledged is there once; one attack is one finding, one incident, one notice.
 */
const eventsOfCase = 50_000;
const drainMs = 60_000;
const findingMs = 60_000;
const caseMs = 240_000;
/** TCP: lines that may be between the sender and the receiver's disk, and so be lost with the receiver. */
const tcpWindow = 5_000;

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 2 ** 31);
const random = seeded(seed);

type Way = 'HTTP' | 'TCP' | 'RELP';
const ways: readonly Way[] = ['HTTP', 'TCP', 'RELP'];
const victims: readonly Victim[] = ['server', 'postgres', 'clickhouse'];
const cases = ways.flatMap((way) =>
  victims.map((victim) => ({ way, victim, killAt: 0.35 + 0.3 * random() })),
);

/** Failing log-ons before, around and after every possible kill; the one that succeeds after all of them. */
const aroundTheKill = [0.31, 0.36, 0.41, 0.46, 0.51, 0.56, 0.61, 0.66, 0.71];
/** Out of reach of the lines that a killed receiver of plain TCP loses. */
const apartFromTheKill = [0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.11, 0.12, 0.9];

let server: RunningServer;
let folder: string;
const measured: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-chaos-'));
  server = await startRunningServer();
});
afterAll(async () => {
  process.stdout.write(`\nchaos, seed ${seed}\n${measured.join('\n')}\n`);
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test.for(cases)(
  'kill -9 of the $victim in the middle of events over $way',
  { timeout: caseMs },
  async ({ way, victim, killAt }, context) => {
    if (way === 'RELP') await needRsyslog(context, ['imfile', 'omrelp']);
    context.onTestFailed(() => void process.stdout.write(`seed ${seed}\n${server.log().slice(-10_000)}\n`));
    const customer = await makeCustomer(`${way} ${victim}`.toLowerCase().replace(' ', '-'), way);
    const isLossy = way === 'TCP' && victim === 'server';
    const stream = eventStream({
      count: eventsOfCase,
      token: customer.token,
      startAt: new Date(Date.now() - 60_000),
      attack: isLossy ? apartFromTheKill : aroundTheKill,
    });
    const before = await intakeTotals();
    const startedAt = performance.now();
    const sender = await send(way, stream, customer.token);
    let spooled: readonly number[] = [];
    try {
      await until('the moment of the kill', async () =>
        (await sender.progress()) >= killAt * stream.count ? true : null,
      );
      await server.kill9(victim);
      if (victim === 'server') {
        if (isLossy) spooled = await spooledNumbers(server.dataFolder, customer.companyId);
        await server.restart();
      }
      await sender.sendRest();
      await sender.done;
      const sentAt = performance.now();
      const expected = isLossy ? expectedOf(spooled, sender as TcpSender, stream) : allOf(stream);
      const rows = await drained(customer.companyId, expected.size, before.received);
      const drainedAt = performance.now();
      const numbers = await storedNumbers(server.dataFolder, customer.companyId);
      note(
        `${way} ${victim} at ${Math.round(killAt * 100)} %`,
        { startedAt, sentAt, drainedAt },
        rows,
        numbers,
      );
      checkNumbers({ way, victim, spooled, expected, numbers });
      await checkCounters(customer.companyId, before, rows);
      await checkOneOfEach(customer.companyId);
    } finally {
      await sender.stop();
    }
  },
);

test(
  'after a last restart every company still has one finding, one incident and one notice',
  { timeout: caseMs },
  async () => {
    await server.interrupt();
    await server.restart();
    const { body } = await server.api.get('/companies?limit=100');
    for (const { id, kind } of body.items as readonly { id: string; kind: string }[]) {
      if (kind !== 'provider') await checkOneOfEach(id);
    }
  },
);

interface Customer {
  readonly companyId: string;
  readonly token: string;
}

async function makeCustomer(name: string, way: Way): Promise<Customer> {
  const { api } = server;
  const company = await api.make('/companies', { name, slug: name, locale: 'en' });
  await api.make(`/companies/${company.id}/contacts`, contactBody(name));
  await api.make('/agreements', agreementBody(company.id as string));
  const kind = way === 'HTTP' ? 'http' : 'syslog';
  const { token } = await api.make('/sources', { companyId: company.id, name: 'all hosts', kind });
  await knownToIntake(token as string);
  return { companyId: company.id, token };
}

/** Plain TCP does not tell a sender that its token is not known yet; HTTP looks a new one up. */
async function knownToIntake(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const reply = await fetch(`${server.url}/api/intake/v1/events`, { method: 'POST', headers, body: '' });
  expect(reply.status).toBe(200);
}

async function send(way: Way, stream: EventStream, token: string): Promise<Sender> {
  const { url, ports } = server;
  const stored = (): Promise<number | null> => storedBy(way);
  switch (way) {
    case 'HTTP':
      return sendOverHttp({ url, token, stream, batch: 500, parallel: 4, keyPrefix: 'chaos' });
    case 'TCP':
      return sendOverTcp({ port: ports.tcp, stream, stored, window: tcpWindow });
    case 'RELP':
      return sendOverRelp({ dir: await mkdtemp(join(folder, 'relp-')), port: ports.relp, stream, stored });
  }
}

/** Records on the receiver's disk since it started; null while it does not answer. */
async function storedBy(way: Way): Promise<number | null> {
  const reply = await fetch(`${server.url}/metrics`).catch(() => null);
  const text = await reply?.text().catch(() => null);
  const found = new RegExp(`^tocsin_intake_stored_${way.toLowerCase()}_records (\\d+)`, 'm').exec(text ?? '');
  return found === null ? null : Number(found[1]);
}

interface Totals {
  readonly received: number;
  readonly stored: number;
  readonly evaluated: number;
  readonly unparsed: number;
}

async function intakeTotals(): Promise<Totals> {
  const { body } = await server.api.get('/intake/status');
  const unparsed = Object.values(body.unparsed as Record<string, number>).reduce(
    (sum, count) => sum + count,
    0,
  );
  return { received: body.received, stored: body.stored, evaluated: body.evaluated, unparsed };
}

/** Waits until all is stored and counted, and nothing more comes; returns the rows. */
async function drained(companyId: string, expected: number, receivedBefore: number): Promise<number> {
  const end = performance.now() + drainMs;
  let last = '';
  for (;;) {
    const rows = (await countStored(server.dataFolder, companyId)) ?? -1;
    const totals = await intakeTotals().catch(() => null);
    const counted = (totals?.received ?? -1) - receivedBefore;
    const different = rows < expected ? -1 : (await storedNumbers(server.dataFolder, companyId)).size;
    const state = `rows ${rows}, different ${different}, counted ${counted}, expected ${expected}`;
    if (state === last && counted === rows && different >= expected) return rows;
    if (performance.now() > end) throw new Error(`Not drained within ${drainMs} ms: ${state}`);
    last = state;
    await delay(100);
  }
}

const allOf = ({ count }: EventStream): ReadonlySet<number> =>
  new Set(Array.from({ length: count }, (_, index) => index));

/** What a killed receiver of plain TCP had on its disk, and all that was written to the one after it. */
function expectedOf(spooled: readonly number[], sender: TcpSender, stream: EventStream): ReadonlySet<number> {
  const later = Array.from(
    { length: stream.count - sender.connectedAt() },
    (_, index) => sender.connectedAt() + index,
  );
  return new Set([...spooled, ...later]);
}

interface Outcome {
  readonly way: Way;
  readonly victim: Victim;
  readonly spooled: readonly number[];
  readonly expected: ReadonlySet<number>;
  readonly numbers: StoredNumbers;
}

function checkNumbers({ way, victim, spooled, expected, numbers }: Outcome): void {
  const missing = [...expected].filter((number) => !numbers.has(number));
  const strange = [...numbers.keys()].filter((number) => !expected.has(number));
  const repeated = [...numbers].filter(([, times]) => times !== 1);
  expect({ missing, strange }).toEqual({ missing: [], strange: [] });
  if (way === 'TCP' && victim === 'server') {
    expect(spooled).toEqual(spooled.map((_, index) => index));
    expect(eventsOfCase - expected.size).toBeLessThanOrEqual(tcpWindow + 250);
  }
  if (way === 'RELP' && victim === 'server') {
    const places = repeated.map(([number]) => number);
    expect(places.length).toBeLessThanOrEqual(relpWindow);
    expect(Math.max(...places) - Math.min(...places)).toBeLessThan(2 * relpWindow);
    expect(repeated.every(([, times]) => times === 2)).toBe(true);
  } else {
    expect(repeated).toEqual([]);
  }
}

/** received = stored = evaluated + unparsed, and as many as the table has rows; the Activity Log counts the same. */
async function checkCounters(companyId: string, before: Totals, rows: number): Promise<void> {
  const now = await intakeTotals();
  expect({
    received: now.received - before.received,
    stored: now.stored - before.stored,
    judged: now.evaluated + now.unparsed - before.evaluated - before.unparsed,
  }).toEqual({ received: rows, stored: rows, judged: rows });
  const counts = await server.api.get(`/activity-counts?companyId=${companyId}`);
  const items = counts.body.items as readonly { operation: string; count: number }[];
  expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
}

const countOf = async (path: string): Promise<number> =>
  ((await server.api.get(path)).body.items as readonly unknown[]).length;

/** The attack is one finding with all its matches, one incident, one obligation and one notice. */
async function checkOneOfEach(companyId: string): Promise<void> {
  const { api } = server;
  const wait = { timeout: findingMs };
  await expect.poll(() => countOf(`/findings?companyId=${companyId}`), wait).toBe(1);
  await expect.poll(() => countOf(`/incidents?companyId=${companyId}`), wait).toBe(1);
  await expect.poll(() => countOf(`/obligations?companyId=${companyId}`), wait).toBe(1);
  const findings = await api.get(`/findings?companyId=${companyId}`);
  expect(findings.body.items).toMatchObject([
    {
      title: 'SSH Log-on After Many Failures',
      entity: { type: 'ip', value: attackerAddress },
      matchCount: 1,
      status: 'triaged',
    },
  ]);
  const [{ incidentId }] = findings.body.items;
  const notices = await api.get(`/incidents/${incidentId}/notices`);
  expect(notices.body.items).toMatchObject([{ companyId, status: 'draft' }]);
}

function note(
  name: string,
  at: { readonly startedAt: number; readonly sentAt: number; readonly drainedAt: number },
  rows: number,
  numbers: StoredNumbers,
): void {
  const seconds = (from: number, to: number): string => `${((to - from) / 1_000).toFixed(1)} s`;
  measured.push(
    [
      name.padEnd(26),
      `sent in ${seconds(at.startedAt, at.sentAt)}`,
      `drained ${seconds(at.sentAt, at.drainedAt)} later`,
      `${rows} rows, ${rows - numbers.size} repeats, ${eventsOfCase - numbers.size} lost`,
    ].join(', '),
  );
}

/** mulberry32: small, good enough to choose moments, the same for the same seed. */
function seeded(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
