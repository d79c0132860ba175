import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOutbox, startSmtpSink } from './mailbox.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-mailbox-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const soon = (): AbortSignal => AbortSignal.timeout(10_000);
const mail = (to: string, text: string): string =>
  `From: a@x.example\r\nTo: Desk <${to}>\r\nSubject: Hello\r\nMessage-ID: <1@x.example>\r\n\r\n${text}\r\n`;

test('a mail sent to the sink is read by its envelope', async () => {
  const sink = await startSmtpSink();
  try {
    const transport = createTransport(sink.url);
    await transport.sendMail({ from: 'a@x.example', to: 'other@x.example', subject: 'Other', text: 'no' });
    await transport.sendMail({
      from: 'a@x.example',
      to: 'Desk <header@x.example>',
      envelope: { from: 'a@x.example', to: 'desk@x.example' },
      subject: 'Hello',
      text: 'A line.',
      messageId: '<1@x.example>',
    });
    const received = await sink.waitFor('desk@x.example', soon());
    expect({ ...received, text: received.text.trim() }).toEqual({
      to: ['desk@x.example'],
      subject: 'Hello',
      text: 'A line.',
      messageId: '<1@x.example>',
    });
  } finally {
    await sink.stop();
  }
});

test('the outbox gives new mail and passes over what was there before', async () => {
  await writeFile(join(folder, 'old.eml'), mail('desk@x.example', 'old'));
  const outbox = await openOutbox(folder);
  await mkdir(join(folder, 'today'));
  await writeFile(join(folder, 'today', 'new.eml'), mail('desk@x.example', 'new'));
  const received = await outbox.waitFor('desk@x.example', soon());
  expect(received.text.trim()).toBe('new');
});

test('an outbox that does not exist yet is an empty one', async () => {
  const outbox = await openOutbox(join(folder, 'outbox'));
  await expect(outbox.waitFor('desk@x.example', AbortSignal.timeout(150))).rejects.toThrow();
});
