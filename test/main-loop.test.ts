import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSmtpSink, type SmtpSink } from '../src/app/demo/mailbox.ts';
import { eventStream } from './support/event-stream.ts';
import { processesOf, until } from './support/processes.ts';
import { operator, projectRoot, startRunningServer, type RunningServer } from './support/running-server.ts';
import { apiOf, signIn, type Api, type ApiCall } from './support/server-api.ts';

/** The product's main job over its real interfaces: events in, findings, incidents with a plan, the customer mailed. */
const attacker = '203.0.113.9';
const waitMs = { timeout: 30_000 };
const dayMs = 86_400_000;

describe('the main loop', () => {
  const changes: ApiCall[] = [];
  const ends: (() => Promise<unknown>)[] = [];
  let server: RunningServer;
  let mail: SmtpSink;
  /** The operator's token, a second member of the staff, and a user of each customer. */
  let admin: Api;
  let lead: Api;
  let acme: Customer;
  let birch: Customer;

  interface Customer {
    readonly id: string;
    readonly name: string;
    readonly contact: string;
    readonly syslogToken: string;
    readonly httpToken: string;
    readonly user: Api;
  }

  beforeAll(async () => {
    mail = await startSmtpSink();
    ends.push(() => mail.stop());
    server = await startRunningServer({
      entry: 'bin/tocsin',
      env: { TOCSIN_SMTP_URL: mail.url, TOCSIN_SMTP_FROM: 'Nimbus Cloud <soc@nimbus.example>' },
    });
    ends.push(() => server.stop());
    admin = apiOf(server.url, server.adminToken, changes);
    const { companyId } = (await admin.get('/session')).body;
    lead = await invite('bea@nimbus.example', 'lead', companyId as string);
    acme = await makeCustomer('Acme');
    birch = await makeCustomer('Birch');
    await attack(acme);
    await attack(birch);
  }, 300_000);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  /** Invites a person by mail; the person accepts and signs in by password. */
  async function invite(email: string, role: string, companyId: string): Promise<Api> {
    await admin.make('/users/invitations', { email, role, companyId });
    const { text } = await mail.waitFor(email, AbortSignal.timeout(waitMs.timeout));
    const token = /\/invitation\/([\w-]+)/.exec(text)?.[1] ?? '';
    const password = `seven grey herons ${role}`;
    const nobody = apiOf(server.url, null, changes);
    const accepted = await nobody.post(`/invitations/${token}`, { name: `Person ${email}`, password });
    expect(accepted.status).toBeLessThan(300);
    return signIn(server.url, email, password, changes);
  }

  async function makeCustomer(name: string): Promise<Customer> {
    const slug = name.toLowerCase();
    const contact = `security@${slug}.example`;
    const { id } = await admin.make('/companies', { name, slug, locale: 'en' });
    await admin.make(`/companies/${id}/contacts`, {
      name: 'Security desk',
      email: contact,
      categories: ['security'],
      locale: 'en',
    });
    await admin.make('/agreements', {
      companyId: id,
      title: `Hosting agreement with ${name}`,
      number: `H-${slug}`,
      effectiveFrom: '2026-01-01',
      effectiveTo: null,
      clauses: [
        {
          trigger: { minSeverity: 'high' },
          startsAt: 'company_affected',
          durationHours: 24,
          channel: 'email',
          contactCategories: ['security'],
          language: 'en',
        },
      ],
    });
    const source = async (kind: 'http' | 'syslog'): Promise<string> =>
      (await admin.make('/sources', { companyId: id, name: kind, kind })).token as string;
    const [syslogToken, httpToken] = [await source('syslog'), await source('http')];
    const user = await invite(`member@${slug}.example`, 'member', id as string);
    return { id: id as string, name, contact, syslogToken, httpToken, user };
  }

  /** Guesses a password over ssh, stops the trail of a cloud account, starts PowerShell with an encoded command. */
  async function attack(customer: Customer): Promise<void> {
    const at = new Date(Date.now() - 5_000);
    const events = [stopLogging(customer.name, at), encodedPowerShell(customer.name, at)];
    const reply = await fetch(`${server.url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${customer.httpToken}`, 'content-type': 'application/x-ndjson' },
      body: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    });
    expect(await reply.json()).toMatchObject({ accepted: 2, malformed: 0 });
    const attackLines = Array.from({ length: 9 }, (_, step) => (step + 0.5) / 9);
    const stream = eventStream({ count: 9, token: customer.syslogToken, startAt: at, attack: attackLines });
    const socket = connect(server.ports.tcp, '127.0.0.1');
    await once(socket, 'connect');
    for (let index = 0; index < stream.count; index += 1) {
      const line = stream.syslog(index);
      socket.write(`${Buffer.byteLength(line)} ${line}`);
    }
    socket.end();
    await once(socket, 'close');
  }

  const itemsOf = async (api: Api, path: string) =>
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads whatever the reply holds
    (await api.get(path)).body.items as readonly any[];

  /** Waits until a customer's three attacks are three incidents; returns their findings by title. */
  async function findingsOf(customer: Customer) {
    const path = `/findings?companyId=${customer.id}`;
    await expect
      .poll(async () => (await itemsOf(admin, path)).map((one) => one.incidentId === null), waitMs)
      .toEqual([false, false, false]);
    return new Map((await itemsOf(admin, path)).map((finding) => [finding.title as string, finding]));
  }

  test('events that came over syslog and HTTP are found by search, with what they say and as they came', async () => {
    const query = new URLSearchParams({ companyId: acme.id, q: `src_ip:${attacker}` });
    await expect.poll(() => itemsOf(admin, `/events?${query.toString()}`), waitMs).toHaveLength(9);
    const [newest] = await itemsOf(admin, `/events?${query.toString()}`);
    expect(newest).toMatchObject({
      companyId: acme.id,
      className: 'authentication',
      host: 'web-1',
      userName: 'root',
      srcIp: attacker,
      service: 'sshd',
      parser: 'sshd',
    });
    const detail = await admin.get(`/events/${newest.id}?at=${newest.time}`);
    expect(detail.body.raw).toContain(`Accepted password for root from ${attacker}`);
    expect(detail.body.raw).not.toContain(acme.syslogToken);
    expect(detail.body.ocsf).toMatchObject({ class_uid: 3002, status: 'Success' });
    const histogram = await admin.get(`/events/histogram?companyId=${acme.id}`);
    expect(histogram.body.total).toBe(11);
    const classes = await admin.get(`/events/fields?field=class&companyId=${acme.id}`);
    expect(
      new Map(classes.body.values.map((one: { value: string; count: number }) => [one.value, one.count])),
    ).toEqual(
      new Map([
        ['authentication', 9],
        ['api_activity', 1],
        ['process_activity', 1],
      ]),
    );
  });

  test('each attack is one finding whose evidence leads to the events', async () => {
    const findings = await findingsOf(acme);
    expect([...findings.keys()].sort()).toEqual([
      'CloudTrail Logging Stopped',
      'PowerShell Started With an Encoded Command',
      'SSH Log-on After Many Failures',
    ]);
    const ssh = findings.get('SSH Log-on After Many Failures');
    expect(ssh).toMatchObject({
      severity: 'high',
      status: 'triaged',
      companyId: acme.id,
      entity: { type: 'ip', value: attacker },
      matchCount: 1,
    });
    const { body } = await admin.get(`/findings/${ssh.id}`);
    expect(body.receipt).toMatchObject({ ruleHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(body.evidence.length).toBeGreaterThanOrEqual(6);
    for (const { eventId, time } of body.evidence) {
      const event = await admin.get(`/events/${eventId}?at=${time}`);
      expect(event.body).toMatchObject({ companyId: acme.id, srcIp: attacker });
    }
  });

  test('an incident has a plan, and a step that is done says by whom', async () => {
    const incidentId = (await findingsOf(acme)).get('SSH Log-on After Many Failures').incidentId as string;
    const incident = await admin.get(`/incidents/${incidentId}`);
    expect(incident.body.incident).toMatchObject({
      severity: 'high',
      number: expect.stringMatching(/^INC-\d{4}-\d{4}$/) as string,
      companies: [{ id: acme.id, name: 'Acme' }],
    });
    const { plan } = (await admin.get(`/incidents/${incidentId}/plan`)).body;
    expect(plan).toMatchObject({ playbook: { id: 'ssh-account-compromise' } });
    expect(plan.steps.length).toBeGreaterThan(3);
    const [step] = plan.steps;
    const done = await lead.post(`/plan-steps/${step.id}`, { status: 'done', note: 'Account locked.' });
    expect(done.body.plan.steps[0]).toMatchObject({
      status: 'done',
      note: 'Account locked.',
      doneBy: { name: 'Person bea@nimbus.example' },
    });
    const moved = await lead.post(`/incidents/${incidentId}/transition`, { to: 'triaged' });
    expect(moved.status).toBe(200);
  });

  test('the affected customer is mailed after a second person approved, and follows the tracking link', async () => {
    const finding = (await findingsOf(acme)).get('CloudTrail Logging Stopped');
    const obligations = async () =>
      (await itemsOf(admin, `/obligations?companyId=${acme.id}`)).filter(
        ({ incidentId }) => incidentId === finding.incidentId,
      );
    await expect.poll(obligations, waitMs).toMatchObject([{ status: 'open' }]);
    const [obligation] = await obligations();
    expect(Date.parse(obligation.dueAt) - Date.parse(obligation.startedAt)).toBe(dayMs);
    const notice = `/notices/${obligation.noticeId}`;
    const draft = await admin.patch(notice, { subject: 'Your audit trail was stopped' });
    expect(draft.body).toMatchObject({ status: 'draft', recipients: [{ email: acme.contact }] });
    expect((await admin.post(`${notice}/submit`)).body).toMatchObject({ status: 'awaiting_approval' });
    const alone = await admin.post(`${notice}/approve`);
    expect([alone.status, alone.body.code]).toEqual([409, 'second_person_required']);
    expect((await lead.post(`${notice}/approve`)).status).toBe(200);
    await expect.poll(async () => (await admin.get(notice)).body.status as string, waitMs).toBe('accepted');
    const sent = await mail.waitFor(acme.contact, AbortSignal.timeout(waitMs.timeout));
    const { messageId, recommendedMeasures } = (await admin.get(notice)).body;
    expect(sent).toMatchObject({ subject: 'Your audit trail was stopped', messageId });
    const token = /\/track\/([\w-]+)/.exec(sent.text)?.[1] ?? '';
    const nobody = apiOf(server.url, null, changes);
    const tracked = await nobody.get(`/track/${token}`);
    expect(tracked.body).toMatchObject({ companyName: 'Acme', severity: 'high', status: 'new' });
    expect(tracked.body.recommendedMeasures).toHaveLength(recommendedMeasures.length);
    expect(JSON.stringify(tracked.body)).not.toContain('Birch');
    const { id: measureId } = tracked.body.recommendedMeasures[0];
    await nobody.post(`/track/${token}/measures/${measureId}`, { done: true });
    const guessed = `${token.slice(0, -4)}AAAA`;
    expect((await nobody.get(`/track/${guessed}`)).status).toBe(404);
    expect(await obligations()).toMatchObject([{ status: 'fulfilled' }]);
  });

  test('a customer sees the events, findings and incidents of the own company and nothing of another', async () => {
    const [own, other] = [await findingsOf(acme), await findingsOf(birch)];
    for (const [path, count] of [
      ['/events', 11],
      ['/findings', 3],
    ] as const) {
      const items = await itemsOf(acme.user, path);
      expect(new Set(items.map(({ companyId }) => companyId as string))).toEqual(new Set([acme.id]));
      expect(items).toHaveLength(count);
    }
    expect((await itemsOf(acme.user, '/companies')).map(({ id }) => id as string)).toEqual([acme.id]);
    expect(new Set((await itemsOf(acme.user, '/incidents')).map(({ id }) => id as string))).toEqual(
      new Set([...own.values()].map(({ incidentId }) => incidentId as string)),
    );
    for (const { id, incidentId } of other.values()) {
      expect((await acme.user.get(`/findings/${id}`)).status).toBe(404);
      expect((await acme.user.get(`/incidents/${incidentId}`)).status).toBe(404);
      expect((await acme.user.post(`/incidents/${incidentId}/timeline`, { text: 'x' })).status).toBeOneOf([
        403, 404,
      ]);
    }
    const narrowed = await acme.user.get(`/events?companyId=${birch.id}`);
    expect(narrowed.body.items ?? []).not.toContainEqual(expect.objectContaining({ companyId: birch.id }));
    const [theirs] = await itemsOf(birch.user, '/events');
    expect((await acme.user.get(`/events/${theirs.id}?at=${theirs.time}`)).status).toBe(404);
  });

  test('lists go out as files: as filtered, of the own company, on record', async () => {
    const file = async (api: Api, path: string): Promise<string> => {
      const reply = await fetch(`${server.url}/api/v1${path}`, { headers: api.headers });
      expect(reply.status).toBe(200);
      return reply.text();
    };
    const lines = async (api: Api, path: string) =>
      (await file(api, path))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { id: string; companyId: string; raw: string });
    for (const list of ['events', 'findings', 'incidents'] as const) {
      const shown = await itemsOf(acme.user, `/${list}`);
      const exported = await lines(acme.user, `/${list}/export?format=ndjson&companyId=${birch.id}`);
      const ids = (await lines(acme.user, `/${list}/export?format=ndjson`)).map(({ id }) => id);
      expect(ids.sort()).toEqual(shown.map(({ id }) => id as string).sort());
      expect(exported.every(({ companyId }) => companyId === acme.id)).toBe(true);
    }
    const ssh = await lines(admin, `/events/export?format=ndjson&companyId=${birch.id}&q=203.0.113.9`);
    expect(ssh.every(({ companyId, raw }) => companyId === birch.id && raw.includes('203.0.113.9'))).toBe(
      true,
    );
    const [heading = '', row = ''] = (
      await file(admin, `/findings/export?companyId=${acme.id}&q=CloudTrail`)
    ).split('\r\n');
    expect(heading).toMatch(/^number,title,severity,status,company,/);
    expect(row).toContain('CloudTrail Logging Stopped,high,triaged,Acme,');
    expect((await acme.user.get('/activity/export')).status).toBe(403);
    expect(await itemsOf(admin, '/activity?eventName=event.*&readOnly=true&outcome=success')).toContainEqual(
      expect.objectContaining({
        eventName: 'event.export',
        companyId: acme.id,
        detail: expect.objectContaining({ query: expect.objectContaining({ companyId: birch.id }) }),
      }),
    );
  });

  test('a wrong password signs nobody in, and a session ends when it is signed out', async () => {
    await expect(signIn(server.url, operator.email, 'not the password')).rejects.toThrow('401');
    const ada = await signIn(server.url, operator.email, operator.password);
    expect((await ada.get('/session')).body).toMatchObject({
      user: { email: operator.email },
      kind: 'provider',
    });
    const record = { outcome: 'failed', principal: { kind: 'anonymous', name: operator.email } };
    expect(await itemsOf(admin, '/activity?outcome=failed&eventName=session.sign_in')).toMatchObject([
      record,
    ]);
    const { headers } = ada;
    const signedOut = await fetch(`${server.url}/api/auth/sign-out`, { method: 'POST', headers });
    expect(signedOut.status).toBe(200);
    expect((await ada.get('/session')).status).toBe(401);
  });

  test('every change, refused or not, is one record in the Activity Log', async () => {
    expect((await acme.user.post('/companies', { name: 'Mine', slug: 'mine', locale: 'en' })).status).toBe(
      403,
    );
    expect((await admin.post('/companies', { name: 'Acme again', slug: 'acme', locale: 'en' })).status).toBe(
      409,
    );
    expect((await admin.post('/companies', { name: 7 })).status).toBe(400);
    const nobody = apiOf(server.url, null, changes);
    expect((await nobody.post('/sources', {})).status).toBe(401);
    const made = changes.filter(({ method }) => method !== 'GET');
    expect(made.length).toBeGreaterThan(20);
    const recorded = async () => {
      const records = await allRecords();
      return made.map(({ method, path, status, userAgent }) => ({
        call: `${method} ${path} ${status}`,
        records: records.filter((record) => record.userAgent === userAgent).map(({ outcome }) => outcome),
      }));
    };
    // What nobody signed in for is written within a second, together with the reads.
    await expect.poll(recorded, waitMs).toEqual(
      made.map(({ method, path, status }) => ({
        call: `${method} ${path} ${status}`,
        records: [status < 300 ? 'success' : status === 401 || status === 403 ? 'denied' : 'failed'],
      })),
    );
  });

  interface ActivityItem {
    readonly userAgent: string;
    readonly outcome: string;
    readonly readOnly: boolean;
  }

  async function allRecords(): Promise<readonly ActivityItem[]> {
    const all: ActivityItem[] = [];
    let cursor = '';
    do {
      const { body } = await admin.get(`/activity?limit=200&readOnly=false${cursor}`);
      all.push(...(body.items as readonly ActivityItem[]));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    return all;
  }

  test('the console is served, also under a deep link, and the API answers what it does not know with a problem', async () => {
    for (const path of ['/', '/incidents']) {
      const reply = await fetch(`${server.url}${path}`);
      expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await reply.text()).toContain('<div id="root">');
    }
    const unknown = await fetch(`${server.url}/api/v1/nothing`);
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  test('a second start on the same data says who holds it, and the first goes on', async () => {
    const second = await run(['serve'], { TOCSIN_DATA: server.dataFolder, TOCSIN_HTTP_PORT: '0' });
    expect(second.code).toBe(1);
    expect(second.errors).toContain(`held by process ${server.pid()}`);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});

function stopLogging(account: string, at: Date): object {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDA${account.toUpperCase()}`,
      arn: `arn:aws:iam::444455556666:user/${account}`,
      accountId: '444455556666',
      accessKeyId: 'AKIATESTTESTTEST',
      userName: account,
    },
    eventTime: `${at.toISOString().slice(0, 19)}Z`,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.23',
    userAgent: 'aws-cli/2.30',
    requestParameters: { name: 'main-trail' },
    responseElements: null,
    requestID: '7c2f1b1e-0000-4000-8000-000000000001',
    eventID: '7c2f1b1e-0000-4000-8000-000000000002',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '444455556666',
    eventCategory: 'Management',
  };
}

function encodedPowerShell(host: string, at: Date): object {
  const script = Buffer.from('IEX (New-Object Net.WebClient)', 'utf16le').toString('base64');
  return {
    Event: {
      System: {
        Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
        EventID: 1,
        TimeCreated: { '#attributes': { SystemTime: at.toISOString() } },
        EventRecordID: 4711,
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: `ws-7.${host}.example`,
      },
      EventData: {
        UtcTime: at.toISOString().replace('T', ' ').replace('Z', ''),
        ProcessId: 4242,
        Image: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
        OriginalFileName: 'PowerShell.EXE',
        CommandLine: `powershell.exe -nop -w hidden -enc ${script}`,
        User: 'WS-7\\ana',
        ParentImage: 'C:\\Windows\\explorer.exe',
      },
    },
  };
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

const tocsin = join(projectRoot, 'bin', 'tocsin');

/** Runs a command of `bin/tocsin` to its end. */
async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  at: { readonly program?: string; readonly cwd?: string } = {},
): Promise<Ended> {
  const child = spawn(at.program ?? tocsin, args, {
    cwd: at.cwd ?? '/',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

describe('the command line', () => {
  test.each([['--help'], ['help'], ['-h']])('tocsin %s explains itself', async (flag) => {
    const { code, errors } = await run([flag]);
    expect(code).toBe(0);
    expect(errors).toContain('tocsin serve');
  });

  test('it works from any folder and through a link', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-link-'));
    try {
      await symlink(tocsin, join(folder, 'toc'));
      const { code, output } = await run(['--version'], {}, { program: join(folder, 'toc'), cwd: folder });
      expect([code, output]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    ['no command', [], {}, 'usage: tocsin'],
    ['an unknown command', ['surf'], {}, 'no command "surf"'],
    ['an unknown option', ['serve', '--fast'], {}, 'usage: tocsin serve'],
    ['an unknown role', ['serve', '--role', 'king'], {}, '"king"'],
    ['a bad setting', ['serve'], { TOCSIN_HTTP_PORT: 'eighty' }, 'http.port'],
    ['a setting that does not exist', ['serve'], { TOCSIN_HTPP_PORT: '1' }, 'TOCSIN_HTPP_PORT'],
  ])('%s is wrong usage', async (_name, args, env, said) => {
    const ended = await run(args, env);
    expect(ended.code).toBe(2);
    expect(ended.errors).toContain(said);
  });
});

describe('the end of a server', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s in the middle of a stream ends everything within seconds, and a restart has all that was taken',
    async (name) => {
      const server = await startRunningServer();
      try {
        const { api, dataFolder } = server;
        const { id } = await api.make('/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
        const { token } = await api.make('/sources', { companyId: id, name: 'hosts', kind: 'http' });
        const post = (lines: number): Promise<Response> =>
          fetch(`${server.url}/api/intake/v1/events`, {
            method: 'POST',
            headers: { authorization: `Bearer ${token}` },
            body: '{"message":"hello"}\n'.repeat(lines),
          });
        expect((await post(20_000)).status).toBe(200);
        const startedAt = performance.now();
        expect(await server.interrupt(name)).toBe(0);
        expect(performance.now() - startedAt).toBeLessThan(10_000);
        await until('no process is left', async () =>
          (await processesOf(dataFolder)).length === 0 ? true : null,
        );
        await server.restart();
        const received = async (): Promise<number> =>
          (await api.get('/intake/status')).body.received as number;
        await expect.poll(received, waitMs).toBe(20_000);
      } finally {
        await server.stop();
      }
    },
  );
});
