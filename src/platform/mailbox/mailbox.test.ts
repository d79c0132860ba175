import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../test/support/processes.ts';
import {
  parseImapUrl,
  startMailboxReader,
  type ImapSettings,
  type MailboxMail,
  type MailboxPlace,
  type MailboxReader,
  type MailboxState,
} from './index.ts';
import { needDovecot, startDovecot, type Dovecot } from './testing/dovecot.ts';

const log = pino({ level: 'silent' });
const limits = { connectMs: 5_000, silenceMs: 20_000, idleMs: 10_000 };
const backoff = { initialMs: 20, maxMs: 100, healthyAfterMs: 1_000 };

const settingsOf = (url: string): ImapSettings => {
  const settings = parseImapUrl(url);
  if (!settings.ok) throw new Error(settings.error.message);
  return settings.value;
};
const mail = (subject: string): string =>
  `From: a@b.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@b.example>\r\n\r\nText of ${subject}.\r\n`;
const subjectOf = ({ raw }: { readonly raw: Buffer }): string =>
  /^Subject: (.*)\r$/m.exec(raw.toString())?.[1] ?? '';

describe('the URL of a mailbox', () => {
  test.each<[string, Partial<ImapSettings>]>([
    [
      'imaps://bounces:p%40ss%2Fword@mail.example.net/Bounces%2F2030',
      {
        host: 'mail.example.net',
        port: 993,
        secure: true,
        requireTls: false,
        verifyCertificate: true,
        user: 'bounces',
        password: 'p@ss/word',
        mailbox: 'Bounces/2030',
      },
    ],
    ['imap://u:p@mail.example.net', { port: 143, secure: false, requireTls: true, mailbox: 'INBOX' }],
    ['imap://u:p@127.0.0.1:1143/', { port: 1143, requireTls: false, mailbox: 'INBOX' }],
    ['imap://u:p@[::1]', { host: '::1', requireTls: false }],
    ['imap://u:p@mail.example.net?requireTLS=false', { requireTls: false }],
    ['imaps://u:p@mail.example.net?rejectUnauthorized=false', { verifyCertificate: false }],
  ])('%s', (url, expected) => {
    expect(parseImapUrl(url)).toMatchObject({ ok: true, value: expected });
  });

  test.each([
    'smtp://u:p@mail.example.net',
    'mail.example.net',
    'imaps://',
    'imaps://mail.example.net',
    'imaps://u@mail.example.net',
    'imaps://u:p@mail.example.net?tls=no',
    'imaps://u:p@mail.example.net?requireTLS=maybe',
    'imaps://u:%E0%A4%A@mail.example.net',
  ])('%s is refused, and the message holds no password', (url) => {
    const read = parseImapUrl(url);
    expect(read).toMatchObject({ ok: false, error: { code: 'imap_url_invalid' } });
    expect(read.ok ? '' : read.error.message).not.toContain('u:p');
  });
});

describe('reading', () => {
  let server: Dovecot;
  let reader: MailboxReader | null = null;
  let received: MailboxMail[];
  let states: MailboxState[];
  let place: MailboxPlace | null;

  beforeEach(async (context) => {
    await needDovecot(context);
    server = await startDovecot();
    reader = null;
    received = [];
    states = [];
    place = null;
  });
  afterEach(async () => {
    await reader?.stop();
    await server.stop();
  });

  const start = (over: Partial<Parameters<typeof startMailboxReader>[0]> = {}): void => {
    reader = startMailboxReader({
      settings: settingsOf(server.url),
      folder: null,
      place: () => Promise.resolve(place),
      receive: (one) => {
        received.push(one);
        place = { uidValidity: one.uidValidity, uid: one.uid };
        return Promise.resolve(subjectOf(one).startsWith('leave') ? 'leave' : 'file');
      },
      note: (state) => Promise.resolve(void states.push(state)),
      log,
      limits,
      backoff,
      ...over,
    });
  };
  const has = (count: number): Promise<true> =>
    until(`${count} mails`, () => (received.length >= count ? true : null), 20_000);
  const flagsOf = (mailbox: string): Promise<readonly (readonly string[])[]> =>
    server.withClient(async (client) => {
      await client.mailboxOpen(mailbox);
      const all = await client.fetchAll('1:*', { flags: true });
      return all.map(({ flags }) => [...(flags ?? [])].filter((flag) => flag !== '\\Recent'));
    });

  test('what is there is read in order, then what comes, without waiting for the next round; each once', async () => {
    await server.deliver(mail('first'));
    await server.deliver(mail('leave'));
    start();
    await has(2);
    await until('the first round', () => (states.length > 0 ? true : null));
    const before = performance.now();
    await server.deliver(mail('third'));
    await has(3);
    expect(performance.now() - before).toBeLessThan(limits.idleMs / 2);
    expect(received.map(subjectOf)).toEqual(['first', 'leave', 'third']);
    expect(received.every(({ receivedAt }) => receivedAt !== null)).toBe(true);
    await reader?.stop();
    expect(await flagsOf('INBOX')).toEqual([['\\Seen'], [], ['\\Seen']]);
    expect(states).toContainEqual({ kind: 'reading' });
  });

  test('a reader that starts again goes on where the place says, and after a new UIDVALIDITY from the beginning', async () => {
    await server.deliver(mail('first'));
    start();
    await has(1);
    await reader?.stop();
    await server.deliver(mail('second'));
    start();
    await has(2);
    await reader?.stop();
    place = { uidValidity: '1', uid: 4_000_000 };
    start();
    await has(4);
    expect(received.map(subjectOf)).toEqual(['first', 'second', 'first', 'second']);
  });

  test('dealt-with mail is moved to a folder that is made when it is missing', async () => {
    await server.deliver(mail('first'));
    await server.deliver(mail('leave'));
    start({ folder: 'Read' });
    await has(2);
    await reader?.stop();
    expect(await flagsOf('Read')).toHaveLength(1);
    expect(await flagsOf('INBOX')).toHaveLength(1);
  });

  test('a server that goes away and comes back is read on', async () => {
    await server.deliver(mail('first'));
    start();
    await has(1);
    await server.kill();
    await until('a failure is noted', () => (states.some(({ kind }) => kind === 'failing') ? true : null));
    await server.restart();
    await server.deliver(mail('second'));
    await has(2);
    expect(received.map(subjectOf)).toEqual(['first', 'second']);
  });

  test('a mail whose handling fails comes again, with the count of failures, and nothing is passed over', async () => {
    await server.deliver(mail('first'));
    await server.deliver(mail('second'));
    start({
      receive: (one) => {
        received.push(one);
        if (one.failures < 2 && subjectOf(one) === 'first') return Promise.reject(new Error('no database'));
        place = { uidValidity: one.uidValidity, uid: one.uid };
        return Promise.resolve('file');
      },
    });
    await has(4);
    expect(received.map((one) => [subjectOf(one), one.failures])).toEqual([
      ['first', 0],
      ['first', 1],
      ['first', 2],
      ['second', 0],
    ]);
  });

  test('of a large mail the first megabyte is read', async () => {
    await server.deliver(`Subject: large\r\n\r\n${'x'.repeat(78)}\r\n`.padEnd(3 * 1024 * 1024, 'y'));
    start();
    await has(1);
    expect(received[0]?.raw.length).toBe(1024 * 1024);
  });

  test('a wrong password and a missing mailbox are said as what they are', async () => {
    start({ settings: { ...settingsOf(server.url), password: 'wrong' } });
    await until('a failure', () => states.find((one) => one.kind === 'failing') ?? null);
    await reader?.stop();
    expect(states[0]).toMatchObject({ kind: 'failing', reason: 'sign_in_failed' });
    states.length = 0;
    start({ settings: { ...settingsOf(server.url), mailbox: 'Nowhere' } });
    await until('a failure', () => states.find((one) => one.kind === 'failing') ?? null);
    expect(states[0]).toMatchObject({ kind: 'failing', reason: 'mailbox_missing' });
  });

  test('nothing is said in clear text to a server that must offer TLS and does not', async () => {
    start({ settings: { ...settingsOf(server.url), requireTls: true } });
    await until('a failure', () => states.find((one) => one.kind === 'failing') ?? null);
    expect(states[0]).toMatchObject({ kind: 'failing', reason: 'tls_failed' });
  });
});

test('a certificate that nobody vouches for is refused, unless the URL accepts it', async (context) => {
  await needDovecot(context);
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-tls-'));
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ];
  await promisify(execFile)('openssl', [...args, ...subject, '-keyout', key, '-out', certificate]);
  await chmod(folder, 0o755);
  await chmod(key, 0o644);
  const server = await startDovecot({ tls: { certificate, key } });
  context.onTestFinished(() => server.stop());
  const states: MailboxState[] = [];
  const read = (url: string): MailboxReader =>
    startMailboxReader({
      settings: settingsOf(url),
      folder: null,
      place: () => Promise.resolve(null),
      receive: () => Promise.resolve('leave'),
      note: (state) => Promise.resolve(void states.push(state)),
      log,
      limits,
      backoff,
    });
  const strict = read(server.url);
  await until('a state', () => states[0] ?? null);
  await strict.stop();
  expect(states[0]).toMatchObject({ kind: 'failing', reason: 'tls_failed' });
  states.length = 0;
  const lax = read(`${server.url}?rejectUnauthorized=false`);
  await until('a state', () => states[0] ?? null);
  await lax.stop();
  expect(states[0]).toEqual({ kind: 'reading' });
  await rm(folder, { recursive: true, force: true });
});
