import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  browserMissing,
  faultsOf,
  launchBrowser,
  openWindow,
  phone,
  settled,
  signInBy,
  visit,
} from './support/browser.ts';
import { until } from './support/processes.ts';
import { operator, startRunningServer, type RunningServer } from './support/running-server.ts';

const call = {
  ...{ eventVersion: '1.08', eventTime: new Date().toISOString(), eventName: 'DeleteTrail' },
  ...{ eventSource: 'cloudtrail.amazonaws.com', awsRegion: 'eu-west-1', sourceIPAddress: '203.0.113.7' },
  userIdentity: { type: 'IAMUser', userName: 'ann' },
};

describe.skipIf(browserMissing)('rules, techniques and events in a browser', () => {
  const problems: string[] = [];
  let server: RunningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await startRunningServer({ entry: 'bin/tocsin' });
    browser = await launchBrowser();
    ({ page } = await openWindow(browser, problems));
    await signInBy(page, server.url, operator, 'Today');
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  test('the map of ATT&CK leads to the rules of a technique by the keyboard', async () => {
    await visit(page, `${server.url}/attack`);
    await page.getByText('techniques covered').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open sub-techniques' }).click();
    const cell = page.getByRole('link', { name: /^T1078\.\d{3} ?\d rules? in force/ }).first();
    await cell.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Technique T1078\.\d{3}/ }).waitFor();
    expect(new URL(page.url()).search).toMatch(/^\?technique=T1078\.\d{3}$/);
    await page.goBack();
    await page.getByText('Not covered').click();
    await page.getByText('No technique is left by these filters.').waitFor();
    await page.reload();
    await page.getByText('No technique is left by these filters.').waitFor();
    const file = await page.request.get(`${server.url}/api/v1/attack/navigator-layer`);
    expect(await file.json()).toMatchObject({ domain: 'enterprise-attack' });
  }, 60_000);

  test('it is readable in the dark and on a phone', async () => {
    for (const look of [{ scheme: 'dark' as const }, { size: phone }]) {
      const other = await openWindow(browser, problems, look);
      await signInBy(other.page, server.url, operator, 'Today');
      await visit(other.page, `${server.url}/attack`);
      await other.page.getByText('techniques covered').waitFor();
      expect(await faultsOf(other.page)).toEqual([]);
      await other.context.close();
    }
  }, 60_000);

  test('an event is opened as a rule, whose test passes', async () => {
    const { id } = await server.api.make('/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
    const source = await server.api.make('/sources', { companyId: id, name: 'trail', kind: 'http' });
    await fetch(`${server.url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${source.token as string}` },
      body: JSON.stringify(call),
    });
    const event = await until('the event is stored', async () => {
      const { body } = await server.api.get('/events?q=DeleteTrail');
      return (body.items as readonly { readonly id: string }[])[0] ?? null;
    });
    await visit(page, `${server.url}/events?selected=${event.id}`);
    await page.getByRole('button', { name: 'Open as rule' }).click();
    await page.getByLabel(/^eventName/).check();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open in the editor' }).click();
    await page.getByText('1 of 1 tests pass').waitFor();
    await page.locator('.cm-line', { hasText: 'eventName: DeleteTrail' }).waitFor();
    await settled(page);
    expect(await faultsOf(page)).toEqual([]);
  }, 60_000);

  test('a mistake in a search is shown while it is typed, and Enter still searches', async () => {
    await visit(page, `${server.url}/events`);
    const box = page.getByRole('textbox', { name: 'Search events' });
    await box.click();
    await page.keyboard.type('user:ann nofield:x');
    await page.getByRole('status').filter({ hasText: 'There is no field "nofield"' }).waitFor();
    expect(await page.locator('.cm-mistake').textContent()).toBe('nofield:');
    expect(new URL(page.url()).search).toBe('');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'query_malformed' }).waitFor();
    await box.fill('user:ann');
    await page.getByRole('alert').filter({ hasText: 'query_malformed' }).waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  }, 60_000);
});
