import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  browserMissing,
  faultsOf,
  launchBrowser,
  openWindow,
  settled,
  signInBy,
  takePicture,
} from './support/browser.ts';
import { until } from './support/processes.ts';
import { operator, startRunningServer, type RunningServer } from './support/running-server.ts';

const rule = `title: Log-on of mallory
id: mallory
logsource: { product: linux, service: sshd }
level: high
detection:
  selection: { user: mallory }
  condition: selection
`;
const tests = `tests:
  - name: he is told
    format: syslog
    events:
      - '<38>1 2026-11-23T10:00:00Z web-1 sshd 1 - - Failed password for mallory from 203.0.113.7 port 1 ssh2'
    hits: [{ rule: mallory, entity: 'ip:203.0.113.7' }]
`;

describe.skipIf(browserMissing)('a rule written in a browser', () => {
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

  const write = async (editor: 'Rule' | 'Tests', text: string): Promise<void> => {
    await page.getByRole('tab', { name: editor, exact: true }).click();
    const box = page.getByRole('textbox', { name: editor, exact: true });
    await box.fill(text);
  };

  test('mistakes stand at their lines, tests run, and a reload loses nothing', async () => {
    await page.goto(`${server.url}/rules`);
    await page.getByRole('link', { name: 'New rule' }).click();
    await write('Rule', rule.replace('condition: selection', 'condition: other'));
    await page.locator('.cm-lintRange-error', { hasText: 'condition: other' }).waitFor();
    await page.getByText('Line 7:').waitFor();
    await write('Rule', rule);
    await page.getByText('The rule can be read.').waitFor();
    await write('Tests', tests);
    await page.getByText('1 of 1 tests pass').waitFor();
    await expect
      .poll(() => page.evaluate("JSON.stringify(Object.values(localStorage)).includes('he is told')"))
      .toBe(true);
    await page.reload();
    await page.getByText('What you typed before was kept.').waitFor();
    await page.getByText('1 of 1 tests pass').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  }, 60_000);

  test('it is tried, saved with a reason, and activated', async () => {
    await page.getByRole('tab', { name: 'Try on stored events' }).click();
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('It would have found nothing.').waitFor();
    await page.getByRole('button', { name: 'Save…' }).click();
    await page.getByLabel('Reason').fill('seen at a neighbour');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Log-on of mallory' }).waitFor();
    await page.getByRole('button', { name: 'Activate version 1' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
    await page.getByText('In force', { exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/rules/mallory');
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByText('seen at a neighbour').waitFor();
    await settled(page);
    expect(await faultsOf(page)).toEqual([]);
    expect(problems).toEqual([]);
  }, 60_000);

  test('a rule that no event can reach says what is missing, in the list and on its page', async () => {
    const { api } = server;
    const windows = (id: string, source: string, detection: string): string =>
      `title: Rule ${id}\nid: ${id}\nlogsource: { product: windows, ${source} }\nlevel: low\ndetection: { s: { ${detection} }, condition: s }\n`;
    const files = [
      windows('tickets', 'service: security', 'EventID: [4768, 4769], Status: x'),
      windows('defender', 'service: windefend', 'EventID: 5001'),
      windows('status', 'service: security', 'EventID: 4624, LogonStatus: x'),
      windows('logons', 'service: security', 'EventID: 4624, LogonType: 3'),
    ].map((text, index) => ({ file: `${index}.yml`, text }));
    await api.make('/rules/import', { files, reason: 'x', activate: true, withoutTests: true });
    const { id } = await api.make('/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
    const { token } = await api.make('/sources', { companyId: id, name: 'dc', kind: 'http' });
    const event = { Channel: 'Security', EventID: 4624, LogonType: 10, TargetUserName: 'ann' };
    await fetch(`${server.url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token as string}` },
      body: JSON.stringify({ ...event, '@timestamp': new Date().toISOString() }),
    });
    const dead = async (): Promise<string> => JSON.stringify((await api.get('/dead-rules')).body);
    await until('the event is stored', async () => ((await dead()).includes('LogonStatus') ? true : null));
    await page.goto(`${server.url}/rules?mark=dead&q=Rule`);
    await page.getByText('Channels, event ids and fields: looked at 1 event of the last 7 days.').waitFor();
    for (const name of ['Rule tickets', 'Rule defender', 'Rule status'])
      await page.getByRole('link', { name, exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'Rule logons', exact: true }).count()).toBe(0);
    await settled(page);
    await takePicture(page, 'rules-dead');
    expect(await faultsOf(page)).toEqual([]);
    for (const [rule, text] of [
      ['tickets', 'in the last 7 days there was no event with EventID 4768 or 4769.'],
      ['defender', 'there was no event with Channel Microsoft-Windows-Windows Defender/Operational.'],
      ['status', 'no event of the last 7 days that could fit has the field that it needs: LogonStatus.'],
    ] as const) {
      await page.goto(`${server.url}/rules/${rule}`);
      await page.getByText(text).waitFor();
    }
    await settled(page);
    await takePicture(page, 'rule-dead');
    expect(await faultsOf(page)).toEqual([]);
    expect(problems).toEqual([]);
  }, 60_000);
});
