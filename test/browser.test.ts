import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSmtpSink, type SmtpSink } from '../src/app/demo/mailbox.ts';
import { until } from './support/processes.ts';
import { operator, projectRoot, startRunningServer, type RunningServer } from './support/running-server.ts';
import { apiOf } from './support/server-api.ts';

/** Debian's Chromium; CI installs it. */
const chromiumPath = '/usr/bin/chromium';
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const missing = !existsSync(chromiumPath);
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to have the pages that this test walks photographed. */
const pictures = process.env['TOCSIN_PICTURES'];

test('Chromium is installed wherever CI runs', () => {
  expect(missing && process.env['CI'] !== undefined).toBe(false);
});

describe.skipIf(missing)('the console in a browser', () => {
  const approver = {
    name: 'Bea Berg',
    email: 'bea@nimbus.example',
    password: 'another horse battery staple',
  };
  const problems: string[] = [];
  /** What was started, to be ended in the opposite order. */
  const ends: (() => Promise<unknown>)[] = [];
  let server: RunningServer;
  let mail: SmtpSink;
  let browser: Browser;

  beforeAll(async () => {
    mail = await startSmtpSink();
    ends.push(() => mail.stop());
    server = await startRunningServer({
      entry: 'bin/tocsin',
      env: { TOCSIN_SMTP_URL: mail.url, TOCSIN_SMTP_FROM: 'Nimbus Cloud <soc@nimbus.example>' },
    });
    ends.push(() => server.stop());
    await makeApprover();
    await attackAcme();
    browser = await chromium.launch({ executablePath: chromiumPath, args: flags });
    ends.push(() => browser.close());
  }, 300_000);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  async function makeApprover(): Promise<void> {
    const invited = await server.api.post('/users/invitations', {
      email: approver.email,
      role: 'lead',
      companyId: (await server.api.get('/session')).body.companyId,
    });
    expect(invited.status).toBeLessThan(300);
    const { text } = await mail.waitFor(approver.email, AbortSignal.timeout(20_000));
    const token = /\/invitation\/([\w-]+)/.exec(text)?.[1] ?? '';
    const { name, password } = approver;
    const joined = await apiOf(server.url, null).post(`/invitations/${token}`, { name, password });
    expect(joined.status).toBeLessThan(300);
  }

  /** A customer with a 24-hour clause, a source, and somebody who guesses a password on it. */
  async function attackAcme(): Promise<void> {
    const { api } = server;
    const company = await api.make('/companies', { name: 'Acme Ltd', slug: 'acme', locale: 'en' });
    const contact = { name: 'Sam Sec', email: 'sec@acme.example', categories: ['security'], locale: 'en' };
    await api.make(`/companies/${company.id}/contacts`, contact);
    await api.make('/agreements', {
      companyId: company.id,
      title: 'Hosting agreement',
      number: 'NC-17',
      effectiveFrom: '2020-01-01',
      effectiveTo: null,
      clauses: [
        {
          trigger: { minSeverity: 'medium' },
          startsAt: 'company_affected',
          durationHours: 24,
          channel: 'email',
          contactCategories: ['security'],
          language: 'en',
        },
      ],
    });
    const { token } = await api.make('/sources', {
      companyId: company.id,
      name: 'web hosts',
      kind: 'syslog',
    });
    await until('intake knows the source', () => knowsSource(token));
    await sendAttack(server.ports.tcp, token);
    await until('the notice is drafted', async () => {
      const { body } = await api.get('/obligations');
      return (body.items as { noticeId: string | null }[])[0]?.noticeId ?? null;
    });
  }

  /** A new source is announced to intake when its transaction commits: a moment after the reply. */
  async function knowsSource(token: string): Promise<true | null> {
    const reply = await fetch(`${server.url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{"message": "hello"}',
    });
    return reply.status === 200 ? true : null;
  }

  async function open(scheme: 'light' | 'dark' = 'light'): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: scheme });
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
    });
    return { context, page };
  }

  async function signIn(
    page: Page,
    who: { readonly email: string; readonly password: string },
  ): Promise<void> {
    await page.goto(`${server.url}/`);
    await page.getByLabel('E-mail').fill(who.email);
    await page.getByLabel('Password', { exact: true }).fill(who.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (pictures === undefined) return;
    const folder = join(projectRoot, pictures);
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }

  /** What axe calls serious or worse on the page. */
  async function seriousFaults(page: Page): Promise<readonly string[]> {
    await page.evaluate(axeSource);
    return page.evaluate(async () => {
      // @ts-expect-error -- axe was put into the page by the line above
      const { violations } = await globalThis.axe.run();
      return violations
        .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }: { id: string; nodes: { target: string[] }[] }) =>
            `${id}: ${nodes[0]?.target.join(' ')}`,
        );
    });
  }

  test('sign in, open the incident, submit and approve its notice, open the tracking link', async () => {
    const author = await open();
    await signIn(author.page, operator);
    await picture(author.page, 'today');
    await author.page.getByText('INC-').first().click();
    await author.page.getByRole('tab', { name: /Notices/ }).click();
    await author.page.getByRole('button', { name: 'Submit for approval' }).waitFor();
    await picture(author.page, 'incident');
    await author.page.getByRole('button', { name: 'Submit for approval' }).click();
    await author.page.getByRole('dialog').getByRole('button', { name: 'Submit for approval' }).click();
    await author.page.getByText('Awaiting approval').first().waitFor();
    expect(
      await author.page
        .getByRole('button', { name: 'Approve and send' })
        .isEnabled()
        .catch(() => false),
    ).toBe(false);
    const incidentUrl = author.page.url();
    await author.context.close();

    const second = await open();
    await signIn(second.page, approver);
    await second.page.goto(incidentUrl);
    await second.page.getByRole('button', { name: 'Approve and send' }).click();
    await second.page.getByRole('dialog').getByRole('button', { name: 'Approve and send' }).click();
    const { text, subject } = await mail.waitFor('sec@acme.example', AbortSignal.timeout(30_000));
    expect(subject).toContain('INC-');
    await second.page.getByText('Accepted').first().waitFor();
    await picture(second.page, 'notice-accepted');
    await second.context.close();

    const link = /https?:\/\/\S+\/track\/[\w-]+/.exec(text)?.[0] ?? '';
    const customer = await open();
    await customer.page.setViewportSize({ width: 390, height: 844 });
    await customer.page.goto(link);
    await customer.page
      .getByText(/INC-\d{4}-\d{4}/)
      .first()
      .waitFor();
    expect(await customer.page.getByText('Acme Ltd').count()).toBeGreaterThan(0);
    await picture(customer.page, 'tracking');
    expect(await seriousFaults(customer.page)).toEqual([]);
    await customer.context.close();
    expect(problems).toEqual([]);
  }, 180_000);

  test.each(['light', 'dark'] as const)(
    'no page has a serious accessibility fault or a script error (%s)',
    async (scheme) => {
      const { context, page } = await open(scheme);
      await signIn(page, operator);
      const faults: string[] = [];
      const paths = [
        '',
        'incidents',
        'findings',
        'events',
        'activity',
        'customers',
        'rules',
        'settings/users',
        'settings/intake',
        'settings/backups',
      ];
      for (const path of paths) {
        await page.goto(`${server.url}/${path}`);
        await page.getByRole('main').waitFor();
        await page.waitForLoadState('networkidle').catch(() => undefined);
        await picture(page, `${path === '' ? 'today' : path.replace('/', '-')}-${scheme}`);
        for (const fault of await seriousFaults(page)) faults.push(`/${path} ${fault}`);
      }
      await context.close();
      expect(faults).toEqual([]);
      expect(problems).toEqual([]);
    },
    180_000,
  );

  test('a page that needs a sign-in shows the sign-in, and a wrong password is told without naming the account', async () => {
    const { context, page } = await open();
    await page.goto(`${server.url}/incidents`);
    await page.getByLabel('E-mail').fill(operator.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByRole('heading', { name: 'Incidents' }).count()).toBe(0);
    await context.close();
  }, 60_000);
});

/** Eight failing log-ons and one that succeeds, as RFC 5424 with the source's token. */
async function sendAttack(port: number, token: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const line = (text: string): string => {
    const message = `<86>1 ${new Date().toISOString()} web1 sshd 4242 - [tocsin@32473 token="${token}"] ${text}`;
    return `${Buffer.byteLength(message)} ${message}`;
  };
  const lines = Array.from({ length: 8 }, (_, index) =>
    line(`Failed password for root from 203.0.113.9 port ${50_000 + index} ssh2`),
  );
  lines.push(line('Accepted password for root from 203.0.113.9 port 50100 ssh2'));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.end(lines.join(''), resolve);
  });
}
