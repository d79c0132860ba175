import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenClient } from './api-client.ts';
import { attackServer } from './attack-server.ts';
import { noticeHours } from './cast.ts';
import { followChain } from './chain.ts';
import { makeApprover, makeCustomers } from './customers.ts';
import { openOutbox, startSmtpSink, type Mailbox } from './mailbox.ts';
import type { MadeOperator } from './first-operator.ts';
import { intakeStatus, session } from './replies.ts';
import { findServer, startServer, type ServerLink } from './server-link.ts';
import type { StageLog } from './stages.ts';

/** A first start makes the databases and builds the console. */
const startLimitMs = 180_000;
/** From a ready server to the last stage. */
const chainLimitMs = 120_000;
/** Sender and server may disagree on the time a little. */
const clockSlackMs = 60_000;

export interface RunDemoOptions {
  /** The project's folder. */
  readonly root: string;
  readonly dataFolder: string;
  /** Leave a server that the demo started running. */
  readonly keep: boolean;
  readonly log: StageLog;
  readonly say: (text: string) => void;
  /** Aborted when the user interrupts. */
  readonly stopped: AbortSignal;
}

/** Goes through all stages; throws at the first that fails. Whatever it started has ended when it returns. */
export async function runDemo(options: RunDemoOptions): Promise<void> {
  const { root, log } = options;
  await using ends = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-demo-'));
  ends.defer(() => rm(folder, { recursive: true, force: true }));
  const { server, sink } = await connect(options, ends);
  log.reached(
    'server',
    `${server.url}${server.process === null ? ', which was running' : ', started for the demo'}`,
  );
  if (server.made !== null) options.say(madeText(server.made));
  const signal = AbortSignal.any([options.stopped, AbortSignal.timeout(chainLimitMs)]);
  const operator = tokenClient(server.url, server.token, signal);
  const { mail } = await operator.get('/session', session);
  const mailbox = sink ?? (await outboxOf(mail));
  const customers = await makeCustomers(operator, new Date());
  const approver = await makeApprover(operator, server.url, mailbox, customers.suffix, signal);
  log.reached(
    'customers',
    `${customers.attacked.name} and another, a notice due within ${noticeHours} hours`,
  );
  const { received: receivedBefore, listeners } = await operator.get('/intake/status', intakeStatus);
  const since = new Date(Date.now() - clockSlackMs);
  log.reached(
    'attack',
    await attackServer({ root, folder, listeners, token: customers.syslogToken, ends, signal }),
  );
  const serverUrl = server.url;
  await followChain({
    serverUrl,
    operator,
    approver,
    customers,
    mailbox,
    receivedBefore,
    since,
    log,
    signal,
  });
}

const madeText = ({ email, password }: MadeOperator): string =>
  `           The server was new, so the demo made the operator's account: ${email}, password ${password}\n`;

interface Connection {
  readonly server: ServerLink;
  /** The demo's own mail server, when Tocsin was told to use it. */
  readonly sink: Mailbox | null;
}

/** The server on the data folder, or a new one. One that is to be kept must not depend on our mail server. */
async function connect(options: RunDemoOptions, ends: AsyncDisposableStack): Promise<Connection> {
  const { root, dataFolder, keep, say } = options;
  const signal = AbortSignal.any([options.stopped, AbortSignal.timeout(startLimitMs)]);
  const running = await findServer(dataFolder, signal);
  if (running !== null) return { server: running, sink: null };
  say('No server runs on the data folder; starting one. The first start takes a minute.\n');
  const sink = keep ? null : await startSmtpSink();
  if (sink !== null) ends.defer(() => sink.stop());
  const env = sink === null ? {} : { TOCSIN_SMTP_URL: sink.url };
  const server = await startServer({ root, dataFolder, env, signal });
  if (keep) say(`The server stays: process ${server.process?.pid ?? 0}; end it with kill.\n`);
  else ends.defer(() => server.process?.stop());
  return { server, sink };
}

async function outboxOf(mail: {
  readonly configured: boolean;
  readonly outboxPath: string | null;
}): Promise<Mailbox> {
  if (mail.outboxPath !== null) return openOutbox(mail.outboxPath);
  throw new Error(
    'The running server sends its mail through a mail server of its own, where the demo cannot read it. ' +
      'Run the demo on another data folder: TOCSIN_DATA=/tmp/tocsin-demo npm run demo.',
  );
}
