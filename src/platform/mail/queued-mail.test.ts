import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { manualClock, systemScope } from '../../kernel/index.ts';
import { startJobs } from '../jobs/index.ts';
import { inScope } from '../postgres/index.ts';
import { createSecretBox } from '../secret/index.ts';
import { createMailer, createMailQueue } from './index.ts';

const log = pino({ level: 'silent' });
const clock = manualClock(new Date('2026-03-04T05:06:07.089Z'));
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'tocsin-queue-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const mail = { to: 'ada@acme.example', subject: 'Welcome', text: 'Open https://soc.example/i/secret-link' };

test('a queued mail is sent if and only if the transaction commits, and its text is not readable in the queue', async () => {
  const mailer = createMailer({
    smtpUrl: null,
    from: 'soc@northwind.example',
    outboxFolder: folder,
    clock,
    log,
  });
  const box = createSecretBox(Buffer.alloc(32, 1));
  const seen: string[] = [];
  const queue = createMailQueue({ mailer, box, clock, log, publicUrl: () => 'https://soc.example' });
  const rolledBack = inScope(database.db, systemScope('test'), async (tx) => {
    await queue.sendMail(tx, { ...mail, subject: 'Never' });
    throw new Error('roll back');
  });
  await expect(rolledBack).rejects.toThrow('roll back');
  await inScope(database.db, systemScope('test'), (tx) => queue.sendMail(tx, mail));
  const handlers = new Map(
    [...queue.handlers].map(([task, handle]) => [
      task,
      (payload: unknown) => {
        seen.push(JSON.stringify(payload));
        return handle(payload);
      },
    ]),
  );
  const jobs = await startJobs({ settings: database.settingsFor('jobs'), handlers, log });
  await expect.poll(() => readdir(folder), { timeout: 20_000 }).toHaveLength(1);
  await jobs.stop();
  const [file] = await readdir(folder);
  const parsed = await simpleParser(await readFile(join(folder, file ?? '')));
  expect(parsed.subject).toBe('Welcome');
  expect(parsed.messageId).toMatch(/^<[0-9a-f-]{36}@soc\.example>$/);
  expect(seen).toHaveLength(1);
  expect(seen[0]).not.toContain('secret-link');
});
