import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './support/processes.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';

/** Linear in the text, with more than a thousand states to keep for each character of it. */
const dearRegex = '[ab]{1,900}[abz]{1,900}$';
const textOf = (length: number): string => `${'ab'.repeat(length / 2)}c`;
const rule = (id: string, condition: string): string => `title: ${id}
id: ${id}
logsource: { product: aws, service: cloudtrail }
level: low
detection: { long: ${condition}, condition: long }
`;
const call = (name: string, more: object = {}) => ({
  eventVersion: '1.08',
  eventTime: new Date().toISOString(),
  eventSource: 'ec2.amazonaws.com',
  eventName: 'RunInstances',
  eventID: name,
  awsRegion: 'eu-west-1',
  sourceIPAddress: '203.0.113.7',
  userIdentity: { type: 'IAMUser', userName: name },
  ...more,
});

let server: RunningServer;
let token: string;
let sent = 0;
beforeAll(async () => {
  server = await startRunningServer({
    env: { TOCSIN_DETECTION_HUNT_DAYS: '0', TOCSIN_DETECTION_RULE_BUDGET_PERCENT: '0.1' },
  });
  const { id } = await server.api.make('/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
  ({ token } = await server.api.make('/sources', { companyId: id, name: 'trail', kind: 'http' }));
}, 120_000);
afterAll(() => server.stop(), 60_000);

async function send(events: readonly object[]): Promise<void> {
  const reply = await fetch(`${server.url}/api/intake/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: events.map((event) => JSON.stringify(event)).join('\n'),
  });
  expect(await reply.json()).toMatchObject({ accepted: events.length });
  sent += events.length;
  await until(
    'all is judged',
    async () => ((await server.api.get('/intake/status')).body.evaluated === sent ? true : null),
    60_000,
  );
}

async function activate(id: string, condition: string): Promise<void> {
  await server.api.make('/rules', { yaml: rule(id, condition), reason: 'x' });
  await server.api.make(`/rules/${id}/activate`, { version: 1, withoutTests: true, reason: 'x' });
}
const ruleOf = async (id: string) => (await server.api.get(`/rules/${id}`)).body;
const mails = async (): Promise<readonly string[]> => {
  const outbox = join(server.dataFolder, 'outbox');
  const names = (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const texts = await Promise.all(names.map((name) => readFile(join(outbox, name), 'utf8')));
  // Quoted-printable breaks lines with an equals sign.
  return texts.map((text) => text.replaceAll(/=\r?\n/g, ''));
};
const metric = async (line: RegExp): Promise<boolean> => {
  const reply = await fetch(`${server.url}/metrics`, { headers: server.api.headers });
  return line.test(await reply.text());
};

test('a rule that takes more of a core than it may is measured, taken out loudly, and released with a reason', async () => {
  await activate('dear', `{ 'requestParameters.text|re': '${dearRegex}' }`);
  await activate('cheap', `{ eventName: StopInstances }`);
  const text = textOf(1_000);
  const out = await until(
    'the rule is in quarantine',
    async () => {
      await send(
        Array.from({ length: 20 }, (_, at) => call(`u${sent}-${at}`, { requestParameters: { text } })),
      );
      const now = await ruleOf('dear');
      return now.state === 'quarantined' ? now : null;
    },
    150_000,
  );
  expect(out.quarantine).toMatchObject({ cause: 'budget', windowMs: 300_000, stallMs: null });
  expect(out.quarantine.micros).toBeGreaterThan(5_000_000);
  expect(out.changes[0]).toMatchObject({ change: 'quarantine', by: 'Tocsin' });
  expect(await ruleOf('cheap')).toMatchObject({ state: 'active' });
  const { body } = await server.api.get('/activity?eventName=rule.quarantine');
  expect(body.items).toMatchObject([{ eventName: 'rule.quarantine' }]);
  await until('it is mailed', async () =>
    (await mails()).some((mail) => mail.includes('The rule "dear" was taken out of force')) ? true : null,
  );
  expect(await metric(/^tocsin_rule_quarantined 1$/m)).toBe(true);

  await server.api.make('/rules/dear/release', { reason: 'we pay for it', exemptHours: 1 });
  const released = await ruleOf('dear');
  expect(released).toMatchObject({ state: 'active', quarantine: null });
  expect(released.exemption.until).not.toBeNull();
}, 240_000);

test('a rule is taken out at once when a single evaluation takes longer than a second', async () => {
  await activate('stalls', `{ 'requestParameters.huge|re': '${dearRegex}' }`);
  const requestParameters = { huge: textOf(60_000) };
  const out = await until(
    'the rule is in quarantine',
    async () => {
      await send([call(`s${sent}`, { requestParameters })]);
      const now = await ruleOf('stalls');
      return now.state === 'quarantined' ? now : null;
    },
    120_000,
  );
  expect(out.quarantine).toMatchObject({ cause: 'stall', coreShare: null });
  expect(out.quarantine.stallMs).toBeGreaterThanOrEqual(1_000);
}, 180_000);
