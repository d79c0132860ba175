import { connect } from 'node:net';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSmtpSink, type SmtpSink } from '../src/app/demo/mailbox.ts';
import {
  browserMissing,
  faultsOf,
  launchBrowser,
  openWindow,
  phone,
  settled,
  signInBy,
  takePicture,
  visit,
  type Window,
} from './support/browser.ts';
import { until } from './support/processes.ts';
import { operator, startRunningServer, type RunningServer } from './support/running-server.ts';
import { apiOf } from './support/server-api.ts';

test('Chromium is installed wherever CI runs', () => {
  expect(browserMissing && process.env['CI'] !== undefined).toBe(false);
});

/** A title that does harm where text is taken for markup, and one that no line holds. */
const hostileTitle = `<img src=x onerror="alert(1)"> ${'long'.repeat(40)}`;

describe.skipIf(browserMissing)('the console in a browser', () => {
  const approver = {
    name: 'Bea Berg',
    email: 'bea@nimbus.example',
    password: 'another horse battery staple',
  };
  const owner = {
    name: 'Olga Owner',
    email: 'olga@acme.example',
    password: 'a third horse battery staple',
  };
  const problems: string[] = [];
  /** What was started, to be ended in the opposite order. */
  const ends: (() => Promise<unknown>)[] = [];
  let server: RunningServer;
  let mail: SmtpSink;
  let browser: Browser;
  let acme: string;
  let sshIncident: string;

  beforeAll(async () => {
    mail = await startSmtpSink();
    ends.push(() => mail.stop());
    server = await startRunningServer({
      entry: 'bin/tocsin',
      env: { TOCSIN_SMTP_URL: mail.url, TOCSIN_SMTP_FROM: 'Nimbus Cloud <soc@nimbus.example>' },
    });
    ends.push(() => server.stop());
    await setContact();
    await attackAcme();
    await invite(approver, 'lead', (await server.api.get('/session')).body.companyId as string);
    await invite(owner, 'owner', acme);
    browser = await launchBrowser();
    ends.push(() => browser.close());
  }, 300_000);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  async function setContact(): Promise<void> {
    const contact = {
      name: 'Nimbus security operations',
      email: 'soc@nimbus.example',
      phone: '+49 30 1234 5678',
      hours: 'Day and night',
    };
    const reply = await fetch(`${server.url}/api/v1/notice-settings/contact`, {
      method: 'PUT',
      headers: { ...server.api.headers, 'content-type': 'application/json' },
      body: JSON.stringify(contact),
    });
    expect(reply.status).toBe(200);
  }

  async function invite(who: typeof owner, role: string, companyId: string): Promise<void> {
    const { email, name, password } = who;
    await server.api.make('/users/invitations', { email, role, companyId });
    const { text } = await mail.waitFor(email, AbortSignal.timeout(20_000));
    const token = /\/invitation\/([\w-]+)/.exec(text)?.[1] ?? '';
    const joined = await apiOf(server.url, null).post(`/invitations/${token}`, { name, password });
    expect(joined.status).toBeLessThan(300);
  }

  /** A customer with a 24-hour clause, a source, and people who guess passwords on it, one of them with success. */
  async function attackAcme(): Promise<void> {
    const { api } = server;
    const company = await api.make('/companies', { name: 'Acme Ltd', slug: 'acme', locale: 'en' });
    acme = company.id as string;
    const contact = { name: 'Sam Sec', email: 'sec@acme.example', categories: ['security'], locale: 'en' };
    await api.make(`/companies/${acme}/contacts`, contact);
    await api.make('/agreements', {
      companyId: acme,
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
    const { token } = await api.make('/sources', { companyId: acme, name: 'web hosts', kind: 'syslog' });
    await until('intake knows the source', () => knowsSource(token as string));
    await sendAttack(server.ports.tcp, token as string);
    await until('the notice is drafted', async () => {
      const { body } = await api.get('/obligations');
      return (body.items as { noticeId: string | null }[])[0]?.noticeId ?? null;
    });
    await until('guesses wait to be judged', async () => {
      const { body } = await api.get('/findings?status=new');
      return (body.items as unknown[]).length >= guessers ? true : null;
    });
    const [first] = (await api.get('/incidents')).body.items as { id: string }[];
    sshIncident = first?.id ?? '';
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

  const open = (options: Parameters<typeof openWindow>[2] = {}): Promise<Window> =>
    openWindow(browser, problems, options);
  const signIn = (
    page: Page,
    who: { readonly email: string; readonly password: string },
    heading = 'Today',
  ): Promise<void> => signInBy(page, server.url, who, heading);

  test('sign in, open the incident, submit and approve its notice, open the tracking link', async () => {
    const author = await open();
    await signIn(author.page, operator);
    await settled(author.page);
    await takePicture(author.page, 'today');
    await author.page.getByText('INC-').first().click();
    await author.page.getByRole('tab', { name: /Notices/ }).click();
    await author.page.getByRole('button', { name: 'Submit for approval' }).waitFor();
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
    await visit(second.page, incidentUrl);
    await second.page.getByRole('button', { name: 'Approve and send' }).waitFor();
    await takePicture(second.page, 'incident');
    await second.page.getByRole('button', { name: 'Approve and send' }).click();
    await second.page.getByRole('dialog').getByRole('button', { name: 'Approve and send' }).click();
    const { text, subject } = await mail.waitFor('sec@acme.example', AbortSignal.timeout(30_000));
    expect(subject).toContain('INC-');
    await second.page.getByText('Accepted').first().waitFor();
    await second.context.close();

    const link = /https?:\/\/\S+\/track\/[\w-]+/.exec(text)?.[0] ?? '';
    const customer = await open({ size: phone });
    await visit(customer.page, link);
    await customer.page
      .getByText(/INC-\d{4}-\d{4}/)
      .first()
      .waitFor();
    expect(await customer.page.getByText('Acme Ltd').count()).toBeGreaterThan(0);
    await takePicture(customer.page, 'tracking');
    expect(await faultsOf(customer.page)).toEqual([]);
    await customer.context.close();
    expect(problems).toEqual([]);
  }, 180_000);

  test('a customer on a phone sees what affects it, whom to call and what to do, and says that it is done', async () => {
    const { context, page } = await open({ size: phone });
    await signIn(page, owner, 'Overview');
    await page.getByRole('heading', { name: '1 incident may affect Acme Ltd' }).waitFor();
    await settled(page);
    await takePicture(page, 'portal');
    const measures = page.getByRole('region', { name: 'What you should do' }).getByRole('checkbox');
    expect(await measures.count()).toBeGreaterThan(1);
    await measures.first().check();
    await until('staff hear of it', async () => {
      const { body } = await server.api.get(`/incidents/${sshIncident}`);
      const entries = body.timeline as { kind: string; actor: { name: string } }[];
      return entries.some(({ kind, actor }) => kind === 'measure' && actor.name === 'Olga Owner') || null;
    });
    expect(
      await page
        .getByRole('region', { name: 'Questions' })
        .getByRole('link', { name: '+49 30 1234 5678' })
        .getAttribute('href'),
    ).toBe('tel:+493012345678');
    await page.getByRole('link', { name: /SSH Log-on After Many Failures/ }).click();
    await page.getByRole('heading', { name: 'Where it stands' }).waitFor();
    expect(await page.getByText(/Assignee|Nobody yet|Plan|Escalate|Bea Berg|Ada Admin/).count()).toBe(0);
    const faults: string[] = [];
    for (const path of [
      '',
      'incidents',
      `incidents/${sshIncident}`,
      'findings',
      'events',
      'activity',
      `companies/${acme}?tab=contacts`,
      `companies/${acme}?tab=sources`,
      `companies/${acme}`,
      'settings/users',
      'settings/tokens',
      'settings/profile',
    ]) {
      await visit(page, `${server.url}/${path}`);
      for (const fault of await faultsOf(page)) faults.push(`/${path} ${fault}`);
    }
    await context.close();
    expect(faults).toEqual([]);
    expect(problems).toEqual([]);
  }, 180_000);

  test.each(['light', 'dark'] as const)(
    'no page has a serious accessibility fault, a script error or more width than its window (%s)',
    async (scheme) => {
      const { context, page } = await open({ scheme });
      await signIn(page, operator);
      const faults: string[] = [];
      await server.api.make('/incidents', { title: `${hostileTitle} ${scheme}`, severity: 'low' });
      const [finding] = (await server.api.get('/findings?status=new')).body.items as { id: string }[];
      const [event] = (await server.api.get('/events')).body.items as { id: string }[];
      for (const path of [
        '',
        'incidents',
        'incidents?view=all',
        `incidents/${sshIncident}`,
        `incidents/${sshIncident}?tab=plan`,
        `incidents/${sshIncident}?tab=notices`,
        `incidents/${sshIncident}?tab=findings`,
        'findings',
        `findings?selected=${finding?.id ?? ''}`,
        `findings/${finding?.id ?? ''}`,
        'events',
        `events?selected=${event?.id ?? ''}`,
        'events?field=user',
        'events?field=raw.pid&split=class',
        'events?split=severity',
        'events?q=user%3A(',
        'activity',
        'activity?reads=shown',
        'companies',
        `companies/${acme}`,
        `companies/${acme}?tab=users`,
        `companies/${acme}?tab=sources`,
        `companies/${acme}?tab=contacts`,
        `companies/${acme}?tab=agreements`,
        'rules',
        'settings/users',
        'settings/tokens',
        'settings/intake',
        'settings/backups',
        'settings/contact',
        'settings/profile',
        'no-such-page',
      ]) {
        await visit(page, `${server.url}/${path}`);
        const looked = await faultsOf(page, scheme === 'light' ? 'all' : 'contrast');
        for (const fault of looked) faults.push(`/${path} ${fault}`);
        const name = pictureOf(path);
        if (name !== null && scheme === 'light') await takePicture(page, name);
      }
      await context.close();
      expect(faults).toEqual([]);
      expect(problems).toEqual([]);
    },
    300_000,
  );

  test('a queue is walked by keyboard beside its panel, the URL holds the state, and back works', async () => {
    const { context, page } = await open();
    await signIn(page, operator);
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('grid', { name: 'Findings' }).waitFor();
    await settled(page);
    const list = page.url();
    for (const key of ['j', 'j', 'Enter']) await page.keyboard.press(key);
    const panel = page.getByRole('complementary', { name: 'Finding' });
    await panel.getByText('SSH Brute Force').first().waitFor();
    const second = page.url();
    expect(second).toContain('selected=');
    await page.keyboard.press('k');
    await page.waitForURL((url) => url.href !== second);
    await page.goBack();
    await page.waitForURL(list);
    expect(await panel.count()).toBe(0);
    await page.keyboard.press('x');
    await page.getByRole('dialog').getByLabel('Reason').fill('Our own scanner.');
    await page.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('dismissed').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Find anything or run an action').fill('Export');
    await page.getByText('Export: CSV, for spreadsheets').waitFor();
    await context.close();
    expect(problems).toEqual([]);
  }, 120_000);

  test('a query is completed from what is stored, its mistake is marked, and it is kept, opened and had back', async () => {
    const { context, page } = await open();
    await signIn(page, operator);
    await visit(page, `${server.url}/events`);
    const box = page.getByRole('textbox', { name: 'Search events' });
    await box.click();
    await page.keyboard.type('pars');
    await page.getByRole('option', { name: /^parser/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('option', { name: /^sshd/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === 'parser:sshd');
    await page.keyboard.type('AND (');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The query ends too early').waitFor();
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    await page.goBack();
    await page.getByRole('button', { name: 'Saved searches' }).click();
    await page.getByRole('button', { name: 'Save this search' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Logons by SSH');
    await page.getByRole('dialog').getByRole('button', { name: 'Save it' }).click();
    await page.waitForURL((url) => url.searchParams.has('saved'));
    const saved = new URL(page.url()).searchParams.get('saved') ?? '';
    await visit(page, `${server.url}/events?saved=${saved}`);
    await page.waitForURL((url) => url.searchParams.get('q') === 'parser:sshd');
    await page.getByRole('button', { name: 'Logons by SSH' }).click();
    await page.getByRole('button', { name: 'Delete: Logons by SSH' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('“Logons by SSH” is back.').waitFor();
    await context.close();
    expect(problems).toEqual([]);
  }, 120_000);

  test('the bars of events are worked by keyboard, and a field tells its values', async () => {
    const { context, page } = await open();
    await signIn(page, operator);
    await visit(page, `${server.url}/events?split=severity&field=user`);
    const bars = page.getByRole('slider');
    await bars.focus();
    for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Enter'])
      await page.keyboard.press(key);
    await page.waitForURL((url) => /^.+~.+$/.test(url.searchParams.get('range') ?? ''));
    await page.getByRole('button', { name: 'Twice the range' }).click();
    await page.goBack();
    await page.goBack();
    const panel = page.getByRole('complementary', { name: 'Fields' });
    await panel.getByText('Distinct values').waitFor();
    await panel.getByTitle(/^Search for this value: root/).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'user:root');
    await context.close();
    expect(problems).toEqual([]);
  }, 120_000);

  test('a list is exported as it is filtered, by a link that a browser downloads', async () => {
    const { context, page } = await open();
    await signIn(page, operator);
    await visit(page, `${server.url}/incidents?q=SSH`);
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'CSV, for spreadsheets' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^incidents-\d{4}-\d{2}-\d{2}T\d{4}Z\.csv$/);
    const text = await readFile(await download.path(), 'utf8');
    const [heading, row, ...rest] = text.trim().split('\r\n');
    expect(heading).toContain('number,title,severity,status,companies');
    expect(row).toContain('SSH Log-on After Many Failures,high,');
    expect(rest).toEqual([]);
    await context.close();
  }, 120_000);

  test('what is typed survives a reload, and what others do arrives by itself', async () => {
    const { context, page } = await open();
    await signIn(page, operator);
    await visit(page, `${server.url}/incidents/${sshIncident}`);
    await page.getByLabel('Write a note').fill('half a thought');
    await page.waitForFunction(() => Object.values(localStorage).some((text) => /half a thought/.test(text)));
    await page.reload();
    await settled(page);
    expect(await page.getByLabel('Write a note').inputValue()).toBe('half a thought');
    await server.api.make(`/incidents/${sshIncident}/timeline`, { text: 'A colleague was faster.' });
    await page.getByText('A colleague was faster.').waitFor();
    await context.close();
  }, 120_000);

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

/** Pages that the guide shows. */
function pictureOf(path: string): string | null {
  if (path.startsWith('findings?selected=')) return 'findings';
  return path === 'events' ? 'events' : null;
}

/** Addresses that only guess: each is a finding that waits for a person. */
const guessers = 6;
const guesses = 31;

/**
 * Eight failing log-ons and one that succeeds, after many from others that all failed, as RFC 5424 with the source's
 * token.
 */
async function sendAttack(port: number, token: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const start = Date.now();
  const line = (text: string, agoMs = 0): string => {
    const message = `<86>1 ${new Date(start - agoMs).toISOString()} web1 sshd 4242 - [tocsin@32473 token="${token}"] ${text}`;
    return `${Buffer.byteLength(message)} ${message}`;
  };
  const guessed = Array.from({ length: guessers }, (_, guesser) =>
    Array.from({ length: guesses }, (__, index) => {
      const text = `Failed password for admin from 198.51.100.${guesser + 10} port ${40_000 + index} ssh2`;
      return line(text, (guesser + 1) * 3_600_000 - index * 2_000);
    }),
  ).flat();
  const lines = Array.from({ length: 8 }, (_, index) =>
    line(`Failed password for root from 203.0.113.9 port ${50_000 + index} ssh2`),
  );
  lines.push(line('Accepted password for root from 203.0.113.9 port 50100 ssh2'));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.end([...guessed, ...lines].join(''), resolve);
  });
}
