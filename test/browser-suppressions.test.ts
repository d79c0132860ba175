import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  browserMissing,
  faultsOf,
  launchBrowser,
  openWindow,
  takePicture,
  settled,
  signInBy,
  visit,
} from './support/browser.ts';
import { until } from './support/processes.ts';
import { operator, startRunningServer, type RunningServer } from './support/running-server.ts';

const rule = `title: Instance stopped
id: instance-stopped
description: Somebody stopped a virtual machine.
logsource: { product: aws, service: cloudtrail }
level: medium
detection:
  selection: { eventName: StopInstances }
  condition: selection
tocsin: { entity: [userIdentity.userName] }
`;

describe.skipIf(browserMissing)('suppressions in a browser', () => {
  const problems: string[] = [];
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let companyId: string;
  let token: string;

  beforeAll(async () => {
    server = await startRunningServer({ entry: 'bin/tocsin' });
    const { api } = server;
    companyId = (await api.make('/companies', { name: 'Harbour Bank', slug: 'harbour', locale: 'en' }))
      .id as string;
    const source = await api.make('/sources', { companyId, name: 'trail', kind: 'http' });
    token = source.token as string;
    await api.make('/rules', { yaml: rule, tests: null, reason: 'asked for' });
    const active = await api.post('/rules/instance-stopped/activate', {
      ...{ version: 1, withoutTests: true, reason: 'asked for' },
    });
    expect(active.status).toBe(200);
    browser = await launchBrowser();
    ({ page } = await openWindow(browser, problems));
    await signInBy(page, server.url, operator, 'Today');
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  let calls = 0;
  /** A user of a cloud account stops a machine. */
  const stopInstance = async (user: string): Promise<void> => {
    calls += 1;
    const call = {
      ...{ eventVersion: '1.08', eventTime: new Date().toISOString(), eventSource: 'ec2.amazonaws.com' },
      ...{ eventName: 'StopInstances', eventID: `stop-${calls}`, awsRegion: 'eu-west-1' },
      ...{ sourceIPAddress: '203.0.113.7', userAgent: 'aws-cli', recipientAccountId: '111122223333' },
      userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/${user}`, userName: user },
    };
    await until('intake takes the record', async () => {
      const reply = await fetch(`${server.url}/api/intake/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(call),
      });
      return reply.status === 200 ? true : null;
    });
  };
  const items = async (path: string): Promise<readonly Record<string, unknown>[]> =>
    (await server.api.get(path)).body.items as readonly Record<string, unknown>[];
  /** The rule comes into force on the node a moment after it was activated. */
  const findingOf = (user: string): Promise<string> =>
    until(`a finding about ${user}`, async () => {
      const [found] = await items(`/findings?ruleId=instance-stopped&status=new&q=${user}`);
      if (found === undefined) await stopInstance(user);
      return (found?.['id'] as string | undefined) ?? null;
    });

  test('an empty list says what suppressions are for', async () => {
    await visit(page, `${server.url}/suppressions`);
    await page.getByText('Nothing is suppressed').waitFor();
    await takePicture(page, 'suppressions-empty');
    expect(await faultsOf(page)).toEqual([]);
  }, 60_000);

  test('findings like one are suppressed, and what is taken is shown', async () => {
    const finding = await findingOf('backup');
    await visit(page, `${server.url}/findings/${finding}`);
    await page.getByRole('button', { name: 'Suppress', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Suppress findings like this…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('The backup job stops machines every night.');
    await dialog.getByRole('button', { name: '90 days' }).click();
    await takePicture(page, 'suppress-dialog');
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Suppress', exact: true }).click();
    await page.getByText('Findings like this are suppressed', { exact: true }).waitFor();
    await stopInstance('backup');
    await page.getByText('Suppressed since').waitFor();
    await settled(page);
    await takePicture(page, 'suppressed-finding');
    expect(await faultsOf(page)).toEqual([]);

    await visit(page, `${server.url}/suppressions`);
    await page.getByRole('link', { name: 'Instance stopped' }).click();
    await page.getByRole('cell', { name: 'backup', exact: true }).waitFor();
    await settled(page);
    await takePicture(page, 'suppression');
    expect(await faultsOf(page)).toEqual([]);
  }, 120_000);

  test('events like one are excluded without writing a filter', async () => {
    const finding = await findingOf('robot');
    await visit(page, `${server.url}/findings/${finding}`);
    await page.getByRole('button', { name: 'Suppress', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Exclude events like this…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: /^userIdentity.userName robot/ }).check();
    await dialog.getByText('It is about 1 rule in force.').waitFor();
    await dialog.getByLabel('Reason').fill('A test robot of the customer.');
    await takePicture(page, 'exclude-dialog');
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Exclude', exact: true }).click();
    await page.getByText('The events are excluded.').waitFor();
    await stopInstance('robot');
    await page.getByRole('link', { name: 'Show it' }).click();
    await page.getByRole('cell', { name: 'robot', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Switch off' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('Looking at it again.');
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Switched off', { exact: true }).first().waitFor();
    await settled(page);
    await takePicture(page, 'filter');
    expect(await faultsOf(page)).toEqual([]);
  }, 120_000);

  test('trying the rule, and judging a finding again, say what is suppressed', async () => {
    const tried = async (on: Page, name: string): Promise<void> => {
      await visit(on, `${server.url}/rules/instance-stopped?tab=try`);
      await on.getByRole('button', { name: 'Try it' }).click();
      await on.getByText(/of them would have opened no finding/).waitFor();
      await on.getByRole('cell', { name: 'Keeps out of findings', exact: true }).waitFor();
      await on.getByRole('cell', { name: 'Excludes events', exact: true }).waitFor();
      await settled(on);
      await takePicture(on, name);
      expect(await faultsOf(on)).toEqual([]);
    };
    await tried(page, 'tried-suppressed');
    const [finding] = await items('/findings?ruleId=instance-stopped&q=backup');
    await visit(page, `${server.url}/findings/${finding?.['id'] as string}`);
    await page.getByRole('button', { name: 'Judge again' }).click();
    await page.getByText('Matches like these open no finding now: a suppression takes them.').waitFor();
    await page.getByText('Same verdict', { exact: true }).waitFor();
    await page
      .getByRole('link', { name: /Instance stopped.*: \d+ events? of the evidence/ })
      .scrollIntoViewIfNeeded();
    await settled(page);
    await takePicture(page, 'replay-suppressed');
    expect(await faultsOf(page)).toEqual([]);
    const dark = await openWindow(browser, problems, { scheme: 'dark' });
    await signInBy(dark.page, server.url, operator, 'Today');
    await tried(dark.page, 'tried-suppressed-dark');
    await dark.page.close();
  }, 120_000);

  test('a filter is written by hand, and the list and the rule show what there is', async () => {
    await visit(page, `${server.url}/suppressions`);
    await page.getByRole('button', { name: 'New filter' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/It is about \d+ rules in force/).waitFor();
    await takePicture(page, 'filter-dialog');
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await takePicture(page, 'suppressions');
    expect(await faultsOf(page)).toEqual([]);
    await visit(page, `${server.url}/rules/instance-stopped`);
    await page.getByRole('link', { name: '1 in force' }).click();
    await page.getByRole('link', { name: 'Instance stopped', exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('ruleId')).toBe('instance-stopped');
    const dark = await openWindow(browser, problems, { scheme: 'dark' });
    await signInBy(dark.page, server.url, operator, 'Today');
    for (const [name, path] of [
      ['suppressions', '/suppressions'],
      ['suppression', `/suppressions/${(await items('/suppressions'))[0]?.['id'] as string}`],
    ] as const) {
      await visit(dark.page, `${server.url}${path}`);
      await takePicture(dark.page, `${name}-dark`);
      expect(await faultsOf(dark.page)).toEqual([]);
    }
    expect(problems).toEqual([]);
  }, 120_000);
});
