import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSmtpSink, type SmtpSink } from '../src/app/demo/mailbox.ts';
import { openIssuer, type Issuer } from './support/oidc-issuer.ts';
import { operator, projectRoot, startRunningServer, type RunningServer } from './support/running-server.ts';

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
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to have the pages that this test walks photographed. */
const pictures = process.env['TOCSIN_PICTURES'];

describe.skipIf(!existsSync(chromiumPath))('signing in with a browser', () => {
  const problems: string[] = [];
  const ends: (() => Promise<unknown>)[] = [];
  let server: RunningServer;
  let issuer: Issuer;
  let mail: SmtpSink;
  let browser: Browser;

  beforeAll(async () => {
    mail = await startSmtpSink();
    ends.push(() => mail.stop());
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-sign-in-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    issuer = await openIssuer(() => [
      { clientId: 'tocsin', clientSecret: null, redirectUri: `${server.url}/api/auth/oidc/staff/callback` },
    ]);
    issuer.people.set('ada', { email: operator.email, email_verified: true });
    issuer.people.set('stranger', { email: 'stranger@nimbus.example', email_verified: true });
    ends.push(() => issuer.stop());
    const entry = (id: string, name: string, who: string, domain: string): string =>
      `  - { id: ${id}, name: ${name}, issuer: '${issuer.url}', clientId: tocsin, who: ${who}, domains: [${domain}] }\n`;
    const settings = join(folder, 'tocsin.yml');
    await writeFile(
      settings,
      `oidc:\n${entry('staff', 'Nimbus SSO', 'provider', 'nimbus.example')}${entry('acme', 'Acme Login', 'acme', 'acme.example')}`,
    );
    // Passkeys need a name: an address would do for everything else.
    server = await startRunningServer({
      entry: 'bin/tocsin',
      env: { TOCSIN_CONFIG: settings, TOCSIN_HTTP_HOST: 'localhost', TOCSIN_SMTP_URL: mail.url },
    });
    ends.push(() => server.stop());
    browser = await chromium.launch({ executablePath: chromiumPath, args: flags });
    ends.push(() => browser.close());
  }, 300_000);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  async function open(
    colorScheme: 'light' | 'dark' = 'light',
    width = 1280,
    locale = 'en-GB',
  ): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, locale });
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    return { context, page };
  }

  /** An authenticator that holds passkeys and verifies its holder without asking (WebAuthn, 11: automation). */
  async function plugIn(
    context: BrowserContext,
    page: Page,
  ): Promise<{ touch(enabled: boolean): Promise<void> }> {
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return {
      // Whether somebody is there who agrees to whatever is asked, also to what the address field offers.
      touch: (enabled) =>
        session
          .send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
          .then(() => undefined),
    };
  }

  async function signIn(page: Page): Promise<void> {
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel('E-mail').fill(operator.email);
    await page.getByLabel('Password', { exact: true }).fill(operator.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (pictures === undefined) return;
    const folder = join(projectRoot, pictures);
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }

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

  /** Axe's verdict and a picture of the page as it stands. */
  async function look(page: Page, name: string): Promise<void> {
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await picture(page, name);
    expect([name, await seriousFaults(page)]).toEqual([name, []]);
  }

  test('a passkey is made in the profile, opens the console, and is removed after a proof', async () => {
    const { context, page } = await open();
    const device = await plugIn(context, page);
    await signIn(page);
    await page.goto(`${server.url}/settings/profile`);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Work laptop');
    await look(page, 'passkey-add');
    await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('cell', { name: 'Work laptop', exact: true }).waitFor();
    await look(page, 'profile-passkeys');

    await device.touch(false);
    await page.getByRole('button', { name: /Ada Admin/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    await device.touch(true);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();

    // Without a click: the address field offers it, and somebody takes it.
    await page.getByRole('button', { name: /Ada Admin/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await page.goto(`${server.url}/settings/profile`);
    await page.getByRole('region', { name: 'Open sessions' }).getByText('Passkey').first().waitFor();

    await page.getByRole('button', { name: 'More actions: Work laptop' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    // As if ten minutes had passed: the server asks once more who it is.
    await page.route('**/api/v1/passkeys/*', (route) => proofNeeded(route), { times: 1 });
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog', { name: 'Prove that it is you' }).waitFor();
    await look(page, 'proof');
    await page.getByRole('dialog').getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('cell', { name: 'Work laptop', exact: true }).waitFor({ state: 'detached' });
    await context.close();
    expect(problems).toEqual([]);
  }, 180_000);

  const proofNeeded = (route: Parameters<Parameters<Page['route']>[1]>[0]): Promise<void> =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        status: 403,
        code: 'proof_needed',
        detail: 'Prove first that it is you.',
        instance: '',
      }),
    });

  test('the sign-in page offers the identity provider, which leads in, or back with a reason', async () => {
    issuer.user = 'stranger';
    const { context, page } = await open();
    await page.goto(`${server.url}/settings/users`);
    await page.getByRole('link', { name: 'Continue with Nimbus SSO' }).click();
    await page.getByRole('alert').getByText('There is no account or invitation').waitFor();
    await page.getByText('oidc_user_unknown').waitFor();
    await look(page, 'sign-in-problem');
    await context.close();

    issuer.user = 'ada';
    const second = await open();
    await second.page.goto(`${server.url}/settings/users`);
    await second.page.getByRole('link', { name: 'Continue with Nimbus SSO' }).click();
    await second.page.getByRole('heading', { name: 'Users' }).first().waitFor();
    await second.page.getByRole('cell', { name: /^Password, .*Nimbus SSO$/ }).waitFor();
    await second.context.close();
    expect(problems).toEqual([]);
  }, 120_000);

  test('an invitation is accepted at the identity provider; an administrator removes what is lost', async () => {
    const { companyId } = (await server.api.get('/session')).body as { companyId: string };
    await server.api.make('/users/invitations', {
      email: 'bea@nimbus.example',
      role: 'lead',
      companyId,
    });
    const { text } = await mail.waitFor('bea@nimbus.example', AbortSignal.timeout(20_000));
    issuer.people.set('bea', { email: 'bea@nimbus.example', email_verified: true, name: 'Bea Berg' });
    issuer.user = 'bea';
    const guest = await open();
    await guest.page.goto(/http\S+\/invitation\/[\w-]+/.exec(text)?.[0] ?? '');
    await guest.page.getByRole('link', { name: 'Continue with Nimbus SSO' }).waitFor();
    await look(guest.page, 'invitation');
    await guest.page.getByRole('link', { name: 'Continue with Nimbus SSO' }).click();
    await guest.page.getByRole('heading', { name: 'Today' }).waitFor();
    await guest.page.goto(`${server.url}/settings/profile`);
    await guest.page.getByText('You have no password.').waitFor();

    const admin = await open();
    await signIn(admin.page);
    await admin.page.goto(`${server.url}/settings/users`);
    await admin.page.getByRole('button', { name: 'More actions: Bea Berg' }).click();
    await admin.page.getByRole('menuitem', { name: 'Ways to sign in' }).click();
    await admin.page.getByRole('button', { name: 'Remove the link: Nimbus SSO' }).waitFor();
    await look(admin.page, 'user-ways');
    await admin.page.getByRole('button', { name: 'Remove the link: Nimbus SSO' }).click();
    await admin.page.getByText('This is the only way to sign in.').waitFor();
    await look(admin.page, 'user-ways-remove');
    await admin.page.getByRole('button', { name: 'Remove the link' }).click();
    await admin.page.getByText('Not linked to an identity provider.').waitFor();
    await guest.page.goto(`${server.url}/incidents`);
    await guest.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await guest.context.close();
    await admin.context.close();
    expect(problems).toEqual([]);
  }, 120_000);

  test('a customer’s identity provider is offered by the domain of the typed address', async () => {
    const { context, page } = await open();
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel('E-mail').fill('mia@elsewhere.example');
    await page.getByRole('link', { name: 'Continue with Nimbus SSO' }).waitFor();
    expect(await page.getByRole('link', { name: 'Continue with Acme Login' }).count()).toBe(0);
    await page.getByLabel('E-mail').fill('mia@acme.example');
    await page.getByRole('link', { name: 'Continue with Acme Login' }).waitFor();
    await look(page, 'sign-in-domain');
    await context.close();
    expect(problems).toEqual([]);
  }, 60_000);

  test.each([
    ['light', 1280, 'en-GB'],
    ['dark', 1280, 'ru-RU'],
    ['dark', 390, 'en-GB'],
    ['light', 390, 'ru-RU'],
  ] as const)(
    'no page of signing in has a serious accessibility fault (%s, %i, %s)',
    async (scheme, width, locale) => {
      await server.api.patch('/session', { locale: locale.slice(0, 2) });
      const { context, page } = await open(scheme, width, locale);
      await page.goto(`${server.url}/sign-in`);
      await page.getByRole('link', { name: /Nimbus SSO/ }).waitFor();
      const name = `${scheme}-${width}-${locale.slice(0, 2)}`;
      await look(page, `sign-in-${name}`);
      await page.goto(`${server.url}/sign-in?problem=oidc_email_unverified&provider=staff`);
      await page.getByRole('alert').waitFor();
      await look(page, `sign-in-problem-${name}`);
      issuer.user = 'ada';
      await page.getByRole('link', { name: /Nimbus SSO/ }).click();
      await page.getByRole('main').waitFor();
      // As high as the page: its contents scroll inside of it.
      await page.setViewportSize({ width, height: 2_000 });
      await page.goto(`${server.url}/settings/profile`);
      await page.getByRole('main').waitFor();
      await look(page, `profile-${name}`);
      await page.goto(`${server.url}/settings/users`);
      await page.getByRole('main').waitFor();
      await look(page, `users-${name}`);
      await context.close();
      expect(problems).toEqual([]);
    },
    120_000,
  );
});
