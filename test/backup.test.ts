import { createHmac } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agreementBody, contactBody } from './support/agreement.ts';
import { attackerAddress, eventStream, type EventStream } from './support/event-stream.ts';
import { sendOverHttp, type HttpSender } from './support/event-senders.ts';
import { until } from './support/processes.ts';
import { operator, startRunningServer, type RunningServer } from './support/running-server.ts';
import type { Api } from './support/server-api.ts';
import { countStored, storedNumbers } from './support/stored-events.ts';
import { tocsin, type CommandResult } from './support/tocsin-command.ts';

/**
 * A filled system is backed up while events come in, killed in the middle of it, restored, killed in the middle of that,
 * and started: what was acknowledged before the backup began is there once, and everything fits together.
 */
const acknowledgedFirst = 40_000;
const sentMeanwhile = 12_000;
/** Numbers of events that come on top of everybody's stream. */
const moreFrom = 200_000;
const perCustomer = acknowledgedFirst + sentMeanwhile;

interface Customer {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly stream: EventStream;
}

let folder: string;
let server: RunningServer;
let restored: RunningServer | null = null;
let customers: readonly Customer[];
let totpSecret: string;
const backups = (): string => join(folder, 'backups');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-backup-'));
  await chmod(folder, 0o711);
  server = await startRunningServer();
  totpSecret = await turnOnTwoFactor();
  customers = [await makeCustomer('acme'), await makeCustomer('birch'), await makeCustomer('cedar')];
  await Promise.all(customers.map((customer) => send(customer, 0, acknowledgedFirst).done));
  await until('the attacks are notices to be', async () =>
    (await countOf(server.api, '/notices-due')) === 3 ? true : null,
  );
}, 180_000);

afterAll(async () => {
  await restored?.stop();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function makeCustomer(name: string): Promise<Customer> {
  const { api } = server;
  const { id } = await api.make('/companies', { name, slug: name, locale: 'en' });
  await api.make(`/companies/${id}/contacts`, contactBody(name));
  await api.make('/agreements', agreementBody(id as string));
  const { token } = await api.make('/sources', { companyId: id, name: 'hosts', kind: 'http' });
  const attack = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];
  const startAt = new Date(Date.now() - 3_600_000);
  return { id, name, token, stream: eventStream({ count: perCustomer, token, startAt, attack }) };
}

/** Sends the customer's events `from` to `to` with idempotency keys; a second call with the same bounds repeats them. */
function send({ name, stream, token }: Customer, from: number, to: number, at = server.url): HttpSender {
  const part = { ...stream, count: to - from, json: (index: number) => stream.json(from + index) };
  return sendOverHttp({
    url: at,
    token,
    stream: part,
    batch: 500,
    parallel: 2,
    keyPrefix: `${name}-${from}`,
  });
}

async function countOf(api: Api, what: '/notices-due' | '/findings' | '/incidents'): Promise<number> {
  const { body } = await api.get(what === '/notices-due' ? '/obligations' : what);
  const items = body.items as readonly { noticeId?: string | null }[];
  return items.filter((item) => what !== '/notices-due' || typeof item.noticeId === 'string').length;
}

/** RFC 6238 with SHA-1, 6 digits, 30 seconds. */
function totp(base32: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = Array.from(base32, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  return String((digest.readUInt32BE((digest.at(-1) ?? 0) & 0xf) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function auth(
  url: string,
  path: string,
  body: unknown,
  cookie = '',
): Promise<{ reply: Record<string, unknown>; cookie: string }> {
  const answer = await fetch(`${url}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'x-tocsin-request': '1', cookie },
    body: JSON.stringify(body),
  });
  const set = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  return {
    reply: (await answer.json()) as Record<string, unknown>,
    cookie: set.length === 0 ? cookie : set.join('; '),
  };
}

const signIn = (url: string) =>
  auth(url, 'sign-in/email', { email: operator.email, password: operator.password });

async function turnOnTwoFactor(): Promise<string> {
  const { cookie } = await signIn(server.url);
  const { reply } = await auth(server.url, 'two-factor/enable', { password: operator.password }, cookie);
  const secret = new URL(reply['totpURI'] as string).searchParams.get('secret') ?? '';
  await auth(server.url, 'two-factor/verify-totp', { code: totp(secret) }, cookie);
  return secret;
}

const backup = (
  args: readonly string[],
  more: Partial<Parameters<typeof tocsin>[1]> = {},
): Promise<CommandResult> => tocsin(['backup', ...args], { dataFolder: server.dataFolder, ...more });

/** Lines of the journal of an unfinished backup. */
const journalLines = async (at: string): Promise<number> =>
  (await readFile(join(at, 'unfinished.ndjson'), 'utf8').catch(() => '')).split('\n').filter(Boolean).length;

const manifestsIn = async (at: string): Promise<readonly string[]> =>
  (await readdir(join(at, 'backups')).catch(() => [])).filter((name) => /^\w+\.json$/.test(name));

/**
 * The restored system holds everything up to `acknowledged` of each customer once, and nothing twice; `least` is how many
 * events must be there in all before that is looked at.
 */
async function checkEvents(of: RunningServer, acknowledged: number, least: number): Promise<void> {
  const total = async (): Promise<string> => {
    const { body } = await of.api.get('/intake/status');
    const rows = await Promise.all(customers.map(({ id }) => countStored(of.dataFolder, id)));
    return `${body.received as number} ${rows.reduce<number>((sum, count) => sum + (count ?? -1), 0)}`;
  };
  let last = '';
  await until('everything is drained', async () => {
    const now = await total();
    const [received, rows] = now.split(' ').map(Number);
    const isStill = now === last && received === rows && (received ?? 0) >= least;
    last = now;
    return isStill ? true : new Promise((resolve) => setTimeout(() => resolve(null), 200));
  });
  for (const { id } of customers) {
    const numbers = await storedNumbers(of.dataFolder, id);
    const missing = Array.from({ length: acknowledged }, (_, index) => index).filter(
      (index) => !numbers.has(index),
    );
    const repeated = [...numbers].filter(([, times]) => times !== 1);
    expect({ missing, repeated }).toEqual({ missing: [], repeated: [] });
  }
  const { body } = await of.api.get('/intake/status');
  const unparsed = Object.values(body.unparsed as Record<string, number>).reduce(
    (sum, count) => sum + count,
    0,
  );
  expect([body.stored, (body.evaluated as number) + unparsed]).toEqual([body.received, body.received]);
}

async function checkEvidence(of: RunningServer): Promise<void> {
  const { body } = await of.api.get('/findings');
  expect(body.items).toHaveLength(3);
  for (const { id, companyId } of body.items) {
    const finding = await of.api.get(`/findings/${id}`);
    expect(finding.body).toMatchObject({ status: 'triaged', entity: { value: attackerAddress } });
    expect(finding.body.evidence.length).toBeGreaterThanOrEqual(6);
    for (const { eventId, time } of finding.body.evidence) {
      const event = await of.api.get(`/events/${eventId}?at=${time}`);
      expect(event.body).toMatchObject({ companyId, srcIp: attackerAddress });
    }
  }
}

test('a backup that is killed in the middle leaves nothing that looks complete, and the next run goes on', async () => {
  const senders = customers.map((customer) => send(customer, acknowledgedFirst, perCustomer));
  const full = await backup([backups()], { fileBlocks: 200 });
  expect([full.code, full.report.error.code]).toEqual([1, 'folder_full']);
  const killed = await backup([backups()], { killWhen: async () => (await journalLines(backups())) > 0 });
  expect(killed.code).toBeNull();
  expect(await manifestsIn(backups())).toEqual([]);
  const copied = await readdir(join(backups(), 'objects'), { recursive: true });
  const before = await Promise.all(copied.map((name) => stat(join(backups(), 'objects', name))));
  const done = await backup([backups()]);
  expect(done.code).toBe(0);
  expect(done.report).toMatchObject({
    folder: backups(),
    removed: [],
    notRecorded: null,
    withMasterKey: false,
  });
  expect(done.report.notIncluded).toContain('secrets/master.key');
  expect(done.report.drainPausedMs).toBeLessThan(10_000);
  const kept = copied.filter((name) => /[0-9a-f]{64}$/.test(name));
  const after = await Promise.all(
    kept.map((name) => stat(join(backups(), 'objects', name)).catch(() => null)),
  );
  for (const [index, name] of kept.entries()) {
    const old = before[copied.indexOf(name)];
    if (after[index] !== null) expect(after[index]?.ino).toBe(old?.ino);
  }
  await Promise.all(senders.map((sender) => sender.done));
  expect(senders.map((sender) => sender.retries())).toEqual([0, 0, 0]);
  const records = await server.api.get('/activity?eventName=backup.create');
  expect(records.body.items).toMatchObject([
    {
      outcome: 'success',
      principal: { name: operator.name },
      resources: [{ type: 'backup', id: done.report.backup }],
    },
  ]);
  expect((await server.api.get('/backups')).body.items).toMatchObject([
    { backup: done.report.backup, folder: backups(), madeBy: operator.name, bytes: done.report.bytes },
  ]);
}, 120_000);

test('a restored backup holds what was acknowledged before it, once, and everything fits together', async () => {
  const dataFolder = join(folder, 'restored');
  const key = join(server.dataFolder, 'secrets', 'master.key');
  const restore = (more: Partial<Parameters<typeof tocsin>[1]> = {}): Promise<CommandResult> =>
    tocsin(['restore', '--master-key', key, backups()], { dataFolder, ...more });
  const killed = await restore({ killWhen: (progress) => progress.includes('Filling PostgreSQL') });
  expect(killed.code).toBeNull();
  expect(await readdir(dataFolder)).toContain('restore.json');
  const done = await restore();
  expect([done.code, done.report.masterKey]).toEqual([0, 'file']);
  expect((await stat(join(dataFolder, 'secrets', 'master.key'))).mode & 0o777).toBe(0o600);
  restored = await startRunningServer({ dataFolder });
  await checkEvents(restored, acknowledgedFirst, 3 * acknowledgedFirst);
  await checkEvidence(restored);
  expect(await countOf(restored.api, '/incidents')).toBe(3);
  expect(await countOf(restored.api, '/notices-due')).toBe(3);
  const first = await signIn(restored.url);
  expect(first.reply).toMatchObject({ twoFactorRedirect: true });
  const second = await auth(restored.url, 'two-factor/verify-totp', { code: totp(totpSecret) }, first.cookie);
  const session = await fetch(`${restored.url}/api/v1/session`, { headers: { cookie: second.cookie } });
  expect(await session.json()).toMatchObject({ user: { email: operator.email, twoFactorEnabled: true } });
  const restoration = await restored.api.get('/activity?eventName=backup.restore');
  expect(restoration.body.items).toMatchObject([{ resources: [{ id: done.report.backup }] }]);
}, 120_000);

test('senders that repeat everything, because they cannot know what the backup had, fill the gap and nothing is twice', async () => {
  const again = restored;
  if (again === null) throw new Error('nothing was restored');
  for (const [from, to] of [
    [0, acknowledgedFirst],
    [acknowledgedFirst, perCustomer],
  ] as const) {
    await Promise.all(customers.map((customer) => send(customer, from, to, again.url).done));
  }
  await checkEvents(again, perCustomer, 3 * perCustomer);
  expect(await countOf(again.api, '/findings')).toBe(3);
}, 120_000);

test('a server that was killed is backed up without it, and its half done batches are finished once after a restore', async () => {
  const more = customers.map(({ name, stream, token, ...customer }) => ({
    ...customer,
    token,
    name: `${name}-more`,
    stream: { ...stream, json: (index: number) => stream.json(moreFrom + index) },
  }));
  const senders = more.map((customer) => send(customer, 0, 40_000));
  await until('events are under way', async () => {
    const sent = await Promise.all(senders.map((sender) => sender.progress()));
    return Math.min(...sent) > 3_000 ? true : null;
  });
  await server.kill9('server');
  const acknowledged = await Promise.all(senders.map((sender) => sender.progress()));
  for (const sender of senders) await sender.stop();
  const made = await backup(['--with-secrets', '--keep', '1', backups()]);
  expect([made.code, made.report.withMasterKey, made.report.removed.length]).toEqual([0, true, 1]);
  await restored?.stop();
  const dataFolder = join(folder, 'again');
  const done = await tocsin(['restore', backups()], { dataFolder });
  expect([done.code, done.report.masterKey]).toEqual([0, 'backup']);
  restored = await startRunningServer({ dataFolder });
  await checkEvents(
    restored,
    perCustomer,
    3 * perCustomer + acknowledged.reduce((sum, count) => sum + count, 0),
  );
  for (const [index, { id }] of customers.entries()) {
    const numbers = await storedNumbers(dataFolder, id);
    const later = [...numbers.keys()].filter((number) => number >= moreFrom);
    expect(later.length).toBeGreaterThanOrEqual(acknowledged[index] ?? 0);
  }
}, 120_000);

test('a damaged backup is found, set aside, and not restored; nothing of the data folder is touched', async () => {
  const dataFolder = join(folder, 'never');
  const [name = ''] = (await readdir(join(backups(), 'objects'), { recursive: true })).filter((path) =>
    /[0-9a-f]{64}$/.test(path),
  );
  const path = join(backups(), 'objects', name);
  const content = await readFile(path);
  const middle = content.length >> 1;
  content[middle] = (content[middle] ?? 0) ^ 1;
  await writeFile(path, content);
  const refused = await tocsin(['restore', backups()], { dataFolder });
  expect([refused.code, refused.report.error.code]).toEqual([1, 'object_damaged']);
  await expect(stat(dataFolder)).rejects.toThrow('ENOENT');
  const verified = await backup(['--verify', backups()]);
  expect([verified.code, verified.report.backups[0].ok]).toEqual([1, false]);
  expect((await backup(['--keep', '1', backups()])).code).toBe(0);
  const after = await backup(['--verify', backups()]);
  expect([after.code, after.report.backups]).toMatchObject([0, [{ ok: true, signed: true }]]);
}, 120_000);

test('a restore refuses a data folder that a server has, and one with anything in it', async () => {
  const running = await tocsin(['restore', backups()], { dataFolder: restored?.dataFolder ?? '' });
  expect([running.code, running.report.error.code]).toEqual([1, 'data_in_use']);
  const full = await tocsin(['restore', backups()], { dataFolder: server.dataFolder });
  expect([full.code, full.report.error.code]).toEqual([1, 'data_not_empty']);
}, 60_000);
