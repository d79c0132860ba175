import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manualClock } from '../../kernel/index.ts';
import { createMailer, messageIdOf, parseSmtpUrl, type Mailer, type MailMessage } from './index.ts';
import { judgeTrouble } from './send-outcome.ts';
import { startCutProxy, startSmtpSink, type CutProxy, type SmtpSink } from './testing/smtp-sink.ts';

const log = pino({ level: 'silent' });
const clock = manualClock(new Date('2026-03-04T05:06:07.089Z'));
const limits = { connectMs: 5_000, silenceMs: 5_000, totalMs: 10_000 };

let folder: string;
let sink: SmtpSink;
let proxy: CutProxy | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-mail-'));
  sink = await startSmtpSink({ hideSTARTTLS: true });
  proxy = null;
});
afterEach(async () => {
  await proxy?.stop();
  await sink.stop();
  await rm(folder, { recursive: true, force: true });
});

const mailer = (smtpUrl: string | null, over: Partial<Parameters<typeof createMailer>[0]> = {}): Mailer =>
  createMailer({
    smtpUrl,
    from: 'Northwind Cloud <soc@northwind.example>',
    outboxFolder: join(folder, 'outbox'),
    clock,
    log,
    limits,
    ...over,
  });

const message: MailMessage = {
  messageId: '<one@tocsin.example>',
  to: [
    { name: 'Ada', email: 'ada@acme.example' },
    { name: 'Боб', email: 'bob@acme.example' },
  ],
  subject: 'Проверка связи',
  text: 'Plain text.\n.\nA line with a dot above.',
  html: '<p>Plain text.</p>',
};

test('an accepted mail keeps the final reply, and carries both bodies and the headers that automatic mail needs', async () => {
  const outcome = await mailer(`smtp://127.0.0.1:${sink.port}`).send(message);
  expect(outcome).toEqual({
    kind: 'accepted',
    response: '250 queued as SINK1',
    recipients: [
      { email: 'ada@acme.example', kind: 'accepted', response: '250 queued as SINK1' },
      { email: 'bob@acme.example', kind: 'accepted', response: '250 queued as SINK1' },
    ],
  });
  const [mail] = sink.mails;
  expect(mail?.from).toBe('soc@northwind.example');
  expect(mail?.parsed.subject).toBe('Проверка связи');
  expect(mail?.parsed.text?.trim()).toBe('Plain text.\n.\nA line with a dot above.');
  expect(mail?.parsed.html).toBe('<p>Plain text.</p>');
  expect(mail?.parsed.messageId).toBe('<one@tocsin.example>');
  expect(mail?.parsed.date).toEqual(new Date('2026-03-04T05:06:07.000Z'));
  expect(mail?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail?.parsed.headers.has('x-tocsin-attempt')).toBe(false);
});

test('delivery reports are asked for where the server offers them', async () => {
  await mailer(`smtp://127.0.0.1:${sink.port}`).send(message);
  expect(sink.mails[0]?.envid).toBe('one@tocsin.example');
  expect(sink.mails[0]?.notify).toEqual(['FAILURE', 'DELAY']);
});

test('where reports are read, they come to the address of the attempt, and good news is asked for too', async () => {
  const reports = { address: 'bounce+abc.1.def@mail.example', envelopeId: 'abc.1.def' };
  await mailer(`smtp://127.0.0.1:${sink.port}`).send({ ...message, reports });
  expect(sink.mails[0]).toMatchObject({
    from: 'bounce+abc.1.def@mail.example',
    envid: 'abc.1.def',
    notify: ['SUCCESS', 'FAILURE', 'DELAY'],
  });
  expect(sink.mails[0]?.parsed.from?.text).toBe('"Northwind Cloud" <soc@northwind.example>');
});

test('a server that refuses the mail for good makes it failed, one that is busy makes it temporary', async () => {
  const out = mailer(`smtp://127.0.0.1:${sink.port}`);
  sink.finalReplies.push(554, 451, null);
  expect(await out.send(message)).toMatchObject({ kind: 'failed', reason: 'refused', response: /554/ });
  expect(await out.send(message)).toMatchObject({
    kind: 'temp_failed',
    reason: 'server_busy',
    response: /451/,
  });
  expect(await out.send({ ...message, attempt: 2 })).toMatchObject({ kind: 'accepted' });
  expect(sink.mails[0]?.parsed.headers.get('x-tocsin-attempt')).toBe('2');
});

test('each recipient has an outcome of its own', async () => {
  sink.recipientReplies.set('ada@acme.example', 550);
  const out = mailer(`smtp://127.0.0.1:${sink.port}`);
  const first = await out.send(message);
  expect(first).toMatchObject({
    kind: 'accepted',
    recipients: [
      { email: 'bob@acme.example', kind: 'accepted' },
      { email: 'ada@acme.example', kind: 'refused' },
    ],
  });
  sink.recipientReplies.set('bob@acme.example', 450);
  expect(await out.send(message)).toMatchObject({
    kind: 'temp_failed',
    recipients: [
      { email: 'ada@acme.example', kind: 'refused' },
      { email: 'bob@acme.example', kind: 'deferred' },
    ],
  });
});

test('an address that SMTP cannot carry is refused alone', async () => {
  const to = [...message.to, { name: 'Eve', email: 'eve@x.example>\r\nRCPT TO:<mallory@x.example' }];
  const outcome = await mailer(`smtp://127.0.0.1:${sink.port}`).send({ ...message, to });
  expect(outcome.kind === 'accepted' ? outcome.recipients.map(({ kind }) => kind) : []).toEqual([
    'accepted',
    'accepted',
    'refused',
  ]);
  expect(sink.mails[0]?.to).toEqual(['ada@acme.example', 'bob@acme.example']);
});

test('when the connection dies between the whole mail and the final reply the outcome is unknown', async () => {
  proxy = await startCutProxy(sink.port);
  proxy.cuts = 1;
  const out = mailer(`smtp://127.0.0.1:${proxy.port}`);
  expect(await out.send(message)).toMatchObject({ kind: 'unknown' });
  expect(await out.send({ ...message, attempt: 2 })).toMatchObject({ kind: 'accepted' });
  expect(sink.mails.map((mail) => mail.parsed.messageId)).toEqual([
    '<one@tocsin.example>',
    '<one@tocsin.example>',
  ]);
});

test('a server that never gives its final reply leaves the outcome unknown, within the time limit', async () => {
  let release = (): void => undefined;
  sink.holdFinalReply = new Promise((resolve) => {
    release = resolve;
  });
  const quick = { ...limits, silenceMs: 150 };
  const outcome = await mailer(`smtp://127.0.0.1:${sink.port}`, { limits: quick }).send(message);
  release();
  expect(outcome.kind).toBe('unknown');
});

test('a server that says nothing at all is a temporary failure', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const quick = { ...limits, connectMs: 150 };
  const outcome = await mailer(`smtp://127.0.0.1:${port}`, { limits: quick }).send(message);
  expect(outcome).toMatchObject({ kind: 'temp_failed', reason: 'timed_out' });
  silent.close();
});

test('a closed port is a temporary failure', async () => {
  const { port } = sink;
  await sink.stop();
  const outcome = await mailer(`smtp://127.0.0.1:${port}`).send(message);
  expect(outcome).toMatchObject({ kind: 'temp_failed', reason: 'connection_failed' });
  sink = await startSmtpSink();
});

test('STARTTLS is used when it is offered, and its certificate is checked', async () => {
  const tls = await startSmtpSink();
  const strict = await mailer(`smtp://127.0.0.1:${tls.port}`).send(message);
  expect(strict).toMatchObject({ kind: 'temp_failed', reason: 'tls_failed' });
  const lax = await mailer(`smtp://127.0.0.1:${tls.port}?rejectUnauthorized=false`).send(message);
  expect(lax.kind).toBe('accepted');
  expect(tls.mails[0]?.secure).toBe(true);
  await tls.stop();
});

test('smtps speaks TLS from the first byte', async () => {
  const tls = await startSmtpSink({ secure: true });
  const lax = await mailer(`smtps://127.0.0.1:${tls.port}?rejectUnauthorized=false`).send(message);
  expect(lax.kind).toBe('accepted');
  expect(await mailer(`smtps://127.0.0.1:${tls.port}`).send(message)).toMatchObject({
    kind: 'temp_failed',
    reason: 'tls_failed',
  });
  await tls.stop();
});

test('requireTLS sends nothing to a server without STARTTLS', async () => {
  const outcome = await mailer(`smtp://127.0.0.1:${sink.port}?requireTLS=true`).send(message);
  expect(outcome.kind).toBe('temp_failed');
  expect(sink.mails).toEqual([]);
});

test('the mailer signs in, and a wrong password does not give the mail up', async () => {
  const guarded = await startSmtpSink({
    hideSTARTTLS: true,
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => {
      const right = auth.username === 'tocsin' && auth.password === 'päss/word';
      done(right ? null : new Error('no'), right ? { user: auth.username } : undefined);
    },
  });
  const good = `smtp://tocsin:${encodeURIComponent('päss/word')}@127.0.0.1:${guarded.port}`;
  expect(await mailer(good).send(message)).toMatchObject({ kind: 'accepted' });
  expect(guarded.mails[0]?.user).toBe('tocsin');
  const bad = await mailer(`smtp://tocsin:wrong@127.0.0.1:${guarded.port}`).send(message);
  expect(bad).toMatchObject({ kind: 'temp_failed', reason: 'sign_in_failed' });
  await guarded.stop();
});

test('without a mail server the mail becomes a whole file in the outbox folder', async () => {
  const out = mailer(null);
  expect(out.configured).toBe(false);
  const outcome = await out.send(message);
  const files = await readdir(join(folder, 'outbox'));
  expect(files).toEqual(['20260304T050607089Z-one.eml']);
  expect(outcome).toMatchObject({
    kind: 'accepted',
    response: 'written to outbox 20260304T050607089Z-one.eml',
  });
  const path = join(folder, 'outbox', files[0] ?? '');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const parsed = await simpleParser(await readFile(path));
  expect(parsed.subject).toBe('Проверка связи');
  expect(parsed.messageId).toBe('<one@tocsin.example>');
});

test('an outbox folder that cannot be written is a temporary failure and leaves no half file', async () => {
  await writeFile(join(folder, 'blocked'), '');
  const outcome = await mailer(null, { outboxFolder: join(folder, 'blocked', 'outbox') }).send(message);
  expect(outcome).toMatchObject({ kind: 'temp_failed', reason: 'disk_failed' });
});

test('a subject or name from outside cannot add a header', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
      const nasty = `x\r\nBcc: mallory@x.example\r\n\r\n${text}`;
      await mailer(null).send({
        ...message,
        subject: nasty,
        to: [{ name: nasty, email: 'ada@acme.example' }],
      });
      const [file] = await readdir(join(folder, 'outbox'));
      const parsed = await simpleParser(await readFile(join(folder, 'outbox', file ?? '')));
      expect(parsed.bcc).toBeUndefined();
      expect(parsed.text?.trim()).toBe('Plain text.\n.\nA line with a dot above.');
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['smtp://mail.example', { host: 'mail.example', port: 587, secure: false, requireTls: false }],
  ['smtps://mail.example', { port: 465, secure: true, requireTls: false }],
  ['smtp://u:p%40ss@mail.example:2525', { port: 2525, user: 'u', password: 'p@ss', requireTls: true }],
  ['smtp://u:p@127.0.0.1', { requireTls: false }],
  ['smtp://u:p@mail.example?requireTLS=false', { requireTls: false }],
  ['smtp://[::1]:25', { host: '::1', port: 25 }],
])('%s is read', (url, expected) => {
  expect(parseSmtpUrl(url)).toMatchObject({ ok: true, value: expected });
});

test.each([
  '',
  'mail.example',
  'http://mail.example',
  'smtp://',
  'smtp://m?x=1',
  'smtp://m?requireTLS=yes',
  'smtp://%ff@m',
])('"%s" is no mail server', (url) => {
  expect(parseSmtpUrl(url)).toMatchObject({ ok: false, error: { code: 'smtp_url_invalid' } });
});

test('reading a URL never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `smtp://${text}`),
      ),
      (text) => {
        expect(typeof parseSmtpUrl(text).ok).toBe('boolean');
      },
    ),
  );
});

test('a Message-ID takes its domain from the public address', () => {
  expect(messageIdOf('abc', 'https://soc.northwind.example:8440/x')).toBe('<abc@soc.northwind.example>');
  expect(messageIdOf('abc', 'http://127.0.0.1:8440')).toBe('<abc@[127.0.0.1]>');
});

test('only a mail that was handed over and not answered is unknown', () => {
  const trouble = {
    code: 'ECONNECTION',
    command: 'CONN',
    message: 'closed',
    replyCode: null,
    recipients: [],
  };
  expect(judgeTrouble(trouble, 'handed_over').kind).toBe('unknown');
  for (const stage of ['before_data', 'data'] as const)
    expect(judgeTrouble(trouble, stage).kind).toBe('temp_failed');
  expect(judgeTrouble({ ...trouble, replyCode: 421 }, 'handed_over').kind).toBe('temp_failed');
});
