import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDeliveryStatus } from './delivery-status.ts';
import { readInboundMail, type InboundMail } from './inbound-mail.ts';

/** Samples are stored with the line ends of the repository; mail has CRLF. */
const sample = (name: string): Buffer =>
  Buffer.from(
    readFileSync(join(import.meta.dirname, 'testdata', `${name}.eml`), 'utf8').replaceAll('\n', '\r\n'),
  );
const read = (name: string): Promise<InboundMail> => readInboundMail(sample(name));

const ours = '<01954f1a-0000-7000-8000-000000000001@soc.northwind.example>';

test('a failure as Postfix reports it: recipient, status and words, and the address that it came back to', async () => {
  const mail = await read('postfix-failed');
  expect(mail.content).toEqual({
    kind: 'report',
    status: {
      reportingMta: 'mx.northwind.example',
      envelopeId: 'agkxtvuhgv7wbcrrqn4tevtisi.1.gx4tomjtfqyc3dkq',
      recipients: [
        {
          addresses: ['cleo@acme.example'],
          action: 'failed',
          status: '5.1.1',
          diagnostic:
            '550 5.1.1 <cleo@acme.example>: Recipient address rejected: User unknown in virtual mailbox table',
        },
      ],
    },
    returned: { messageId: ours, attempt: null },
  });
  expect(mail.subject).toBe('Undelivered Mail Returned to Sender');
  expect(mail.addressedTo).toContain('bounce+agkxtvuhgv7wbcrrqn4tevtisi.1.gx4tomjtfqyc3dkq@');
});

test('a delay is no failure, and the attempt is read from the mail that came back', async () => {
  expect((await read('postfix-delayed')).content).toMatchObject({
    kind: 'report',
    status: {
      recipients: [
        {
          action: 'delayed',
          status: '4.4.1',
          diagnostic: 'connect to mx.acme.example[198.51.100.7]:25: Connection timed out',
        },
      ],
    },
    returned: { messageId: ours, attempt: 2 },
  });
});

test('one report speaks of several recipients, each with an outcome of its own', async () => {
  const { content } = await read('postfix-mixed');
  expect(content.kind === 'report' ? content.status.recipients : []).toEqual([
    {
      addresses: ['cleo@acme.example'],
      action: 'delivered',
      status: '2.0.0',
      diagnostic: '250 2.0.0 Ok: queued as 55D2',
    },
    {
      addresses: ['legal@acme.example', 'legal.team@lawyers.example'],
      action: 'failed',
      status: '5.2.2',
      diagnostic: '552 5.2.2 Mailbox full',
    },
    {
      addresses: ['ops+2bnight@acme.example', 'ops+night@acme.example', 'ops@acme.example'],
      action: 'expanded',
      status: '2.0.0',
      diagnostic: null,
    },
    { addresses: ['duty@acme.example'], action: 'relayed', status: '2.0.0', diagnostic: null },
  ]);
  expect(content).toMatchObject({ returned: { messageId: ours } });
});

test('Exim: with the action first; what stands in the body of the returned mail is not its Message-ID', async () => {
  expect((await read('exim-report')).content).toMatchObject({
    kind: 'report',
    status: { recipients: [{ addresses: ['cleo@acme.example'], action: 'failed', status: '5.0.0' }] },
    returned: { messageId: ours, attempt: 2 },
  });
});

test('older Exim: no part for machines, only a header and a text', async () => {
  expect((await read('exim-plain')).content).toEqual({
    kind: 'report',
    status: {
      reportingMta: null,
      envelopeId: null,
      recipients: ['cleo@acme.example', 'legal@acme.example'].map((address) => ({
        addresses: [address],
        action: 'failed',
        status: '5.7.1',
        diagnostic: 'host mx.acme.example [198.51.100.7]: 554 5.7.1 Message rejected as spam',
      })),
    },
    returned: { messageId: ours, attempt: null },
  });
});

test('Exchange: the original recipient in its own spelling, another final one, a folded Message-ID', async () => {
  expect((await read('exchange-failed')).content).toMatchObject({
    kind: 'report',
    status: {
      recipients: [
        {
          addresses: ['cleo@acme.example', 'cleo.baker@acme.onmicrosoft.example'],
          action: 'failed',
          status: '5.1.10',
          diagnostic: /RESOLVER\.ADR\.RecipientNotFound; Recipient cleo@acme\.example not found/,
        },
      ],
    },
    returned: { messageId: ours },
  });
  expect((await read('exchange-failed')).subject).toBe('Undeliverable: Security incident');
});

test('Gmail: pictures and HTML around it, a diagnostic of several lines', async () => {
  expect((await read('gmail-failed')).content).toMatchObject({
    kind: 'report',
    status: { recipients: [{ addresses: ['cleo@acme.example'], action: 'failed', status: '5.1.1' }] },
    returned: { messageId: ours },
  });
});

test('addresses outside of ASCII, as RFC 6533 writes them, in base64', async () => {
  expect((await read('global-failed')).content).toMatchObject({
    kind: 'report',
    status: {
      recipients: [
        { addresses: expect.arrayContaining(['клео@acme.example']), diagnostic: '550 5.1.1 Адрес не найден' },
      ],
    },
    returned: { messageId: ours },
  });
});

test.each([
  ['out-of-office', 'auto_reply'],
  ['vacation', 'auto_reply'],
  ['read-receipt', 'other'],
  ['person', 'other'],
])('%s is no report', async (name, kind) => {
  expect((await read(name)).content).toEqual({ kind });
});

test('two deliveries of one mail have the same key; another content under the same Message-ID has not', async () => {
  const once = sample('postfix-failed');
  const again = Buffer.concat([Buffer.from('Received: by other.example; later\r\n'), once]);
  const other = Buffer.from(once.toString('latin1').replace('5.1.1\r\nRemote', '5.1.2\r\nRemote'), 'latin1');
  const keys = await Promise.all([once, again, other].map(async (raw) => (await readInboundMail(raw)).key));
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

const report = (status: string, type = 'message/delivery-status'): Buffer =>
  Buffer.from(
    `Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: ${type}\r\n\r\n${status}\r\n--b--\r\n`,
  );

test.each<[string, string, unknown[]]>([
  [
    'an unknown action, but a status',
    'Final-Recipient: rfc822;a@b.example\nAction: lost\nStatus: 5.1.1',
    [{ action: 'failed' }],
  ],
  [
    'no action, a status of success',
    'Final-Recipient: rfc822;a@b.example\nStatus: 2.1.5',
    [{ action: 'delivered' }],
  ],
  ['neither', 'Final-Recipient: rfc822;a@b.example', []],
  [
    'a status that is none',
    'Final-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1.1.9',
    [{ status: null }],
  ],
  [
    'no type before the address',
    'Final-Recipient: <a@b.example>\nAction: FAILED',
    [{ addresses: ['a@b.example'] }],
  ],
  [
    'a comment after the address',
    'Final-Recipient: rfc822; a@b.example (Ada)\nAction: failed',
    [{ addresses: ['a@b.example'] }],
  ],
  ['no address', 'Final-Recipient: unknown\nAction: failed', [{ addresses: [] }]],
  [
    'a field twice',
    'Final-Recipient: rfc822;a@b.example\nAction: failed\nAction: delivered',
    [{ action: 'failed' }],
  ],
  [
    'control characters',
    'Final-Recipient: rfc822;a@b.example\nAction: failed\nDiagnostic-Code: smtp; 550\u0000\u0007 no',
    [{ diagnostic: '550  no' }],
  ],
  [
    'lines without a name',
    ': x\njunk\n continued\nFinal-Recipient: rfc822;a@b.example\n:\nAction: failed',
    [{ action: 'failed' }],
  ],
])('a report with %s', (_what, status, recipients) => {
  const parsed = parseDeliveryStatus(status);
  expect(parsed.recipients).toHaveLength(recipients.length);
  expect(parsed.recipients).toMatchObject(recipients);
});

test('hostile mail ends soon and as something: huge, deep, many parts, cut, endless recipients', async () => {
  const deep = Array.from(
    { length: 5_000 },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
  );
  const many = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(20_000)}`;
  const endless = 'Final-Recipient: rfc822;a@b.example\r\nAction: failed\r\n\r\n'.repeat(20_000);
  const raws = [
    Buffer.alloc(0),
    Buffer.from('\r\n'),
    Buffer.alloc(3 * 1024 * 1024, 'x'),
    Buffer.alloc(2 * 1024 * 1024, '\r\n'),
    Buffer.from(deep.join('')),
    Buffer.from(many),
    Buffer.from(`X-Long: ${'y'.repeat(600_000)}\r\n\r\n`),
    Buffer.from(`X-Failed-Recipients: ${'a@b.example,'.repeat(50_000)}\r\n\r\n${'5'.repeat(500_000)}`),
    Buffer.from(
      'Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status',
    ),
    sample('postfix-failed').subarray(0, 2_000),
    Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0d, 0x0a, 0x0d, 0x0a, 0xed, 0xa0, 0x80]),
  ];
  for (const raw of raws) {
    const mail = await readInboundMail(raw);
    expect(['report', 'auto_reply', 'other', 'unreadable']).toContain(mail.content.kind);
    expect(mail.key).toMatch(/^[0-9a-f]{64}$/);
  }
  const mail = await readInboundMail(report(endless));
  expect(mail.content.kind === 'report' && mail.content.status.recipients.length).toBe(100);
  expect((await readInboundMail(Buffer.from(deep.join('')))).content).toEqual({
    kind: 'unreadable',
    reason: 'malformed',
  });
}, 60_000);

test('whatever the status part holds, the result keeps its bounds', () => {
  const field = fc.constantFrom(
    'Final-Recipient',
    'Original-Recipient',
    'Action',
    'Status',
    'Diagnostic-Code',
    'X',
    '',
  );
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      'failed',
      'delayed',
      'rfc822; a@b.example',
      '5.1.1',
      '4.0.0',
      'utf-8; \\x{D800}@x',
      'rfc822;+41@x',
      '<@>',
    ),
  );
  const line = fc.oneof(
    fc.tuple(field, value).map(([name, text]) => `${name}: ${text}`),
    fc.constantFrom('', ' folded', '\t', '\r'),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const { recipients } = parseDeliveryStatus(lines.join('\r\n'));
      for (const one of recipients) {
        expect(['failed', 'delayed', 'delivered', 'relayed', 'expanded']).toContain(one.action);
        expect(one.status ?? '5.0.0').toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/);
        // eslint-disable-next-line no-control-regex -- that is what must not be there
        expect(one.diagnostic ?? '').not.toMatch(/[\u0000-\u001f\u007f]/);
        expect((one.diagnostic ?? '').length).toBeLessThanOrEqual(500);
        for (const address of one.addresses) expect(address).toMatch(/^[^\r\n]{1,320}$/);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('whatever bytes a mail is made of, it is read as something', async () => {
  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(
        'Content-Type: multipart/report; boundary=b\r\n',
        'Content-Type: message/delivery-status\r\n',
        'Content-Transfer-Encoding: base64\r\n',
        '\r\n\r\n',
        '--b\r\n',
        '--b--\r\n',
        'Action: failed\r\n',
        'Final-Recipient: rfc822; a@b.example\r\n',
        'Message-ID: <x@y>\r\n',
        'Subject: =?utf-8?B?/////w==?=\r\n',
      )
      .map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 30 }), async (chunks) => {
      const mail = await readInboundMail(Buffer.concat(chunks));
      expect(['report', 'auto_reply', 'other', 'unreadable']).toContain(mail.content.kind);
      expect(mail.subject).toBe(mail.subject.toWellFormed());
    }),
    { numRuns: 500 },
  );
});
