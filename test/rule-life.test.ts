import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './support/processes.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';

const rule = (level: string, eventName: string): string => `title: Calls of a cloud account
id: calls
logsource: { product: aws, service: cloudtrail }
level: ${level}
detection: { selection: { eventName: '${eventName}' }, condition: selection }
tocsin: { entity: [userIdentity.userName] }
`;
const call = (eventName: string, userName: string) => ({
  eventVersion: '1.08',
  eventTime: new Date().toISOString(),
  eventSource: 'ec2.amazonaws.com',
  eventName,
  eventID: `${userName}-${eventName}`,
  awsRegion: 'eu-west-1',
  sourceIPAddress: '203.0.113.7',
  userIdentity: { type: 'IAMUser', userName },
});
const tests = (eventName: string): string =>
  `tests: [{ name: one call, format: json, events: [${JSON.stringify(call(eventName, 'ann'))}],
  hits: [{ rule: calls, entity: 'user:ann' }] }]`;

let server: RunningServer;
let token: string;
beforeAll(async () => {
  // Nothing looks back: what was received before a rule came into force stays unseen.
  server = await startRunningServer({ env: { TOCSIN_DETECTION_HUNT_DAYS: '0' } });
  const { id } = await server.api.make('/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
  ({ token } = await server.api.make('/sources', { companyId: id, name: 'trail', kind: 'http' }));
}, 120_000);
afterAll(() => server.stop(), 60_000);

async function send(eventName: string, userName: string): Promise<void> {
  const reply = await fetch(`${server.url}/api/intake/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(call(eventName, userName)),
  });
  expect(await reply.json()).toMatchObject({ accepted: 1 });
  sent += 1;
  await until('it is judged', async () =>
    (await server.api.get('/intake/status')).body.evaluated === sent ? true : null,
  );
}
let sent = 0;

const findings = async (): Promise<readonly string[]> =>
  (await server.api.get('/findings')).body.items
    .map((each: { severity: string; entity: { value: string } }) => `${each.severity} ${each.entity.value}`)
    .toSorted();

/** Sends events of a user until one of them is a finding: a new set judges a moment after it was activated. */
const untilFound = (eventName: string, userName: string, finding: string): Promise<true> =>
  until(`a finding "${finding}"`, async () => {
    await send(eventName, userName);
    return (await findings()).includes(finding) ? true : null;
  });

test('a local rule lives: saved, tested, in force, changed, through a kill, disabled', async () => {
  const { api } = server;
  const saved = await api.make('/rules', {
    yaml: rule('low', 'RunInstances'),
    tests: tests('StopInstances'),
    reason: 'x',
  });
  expect(saved).toMatchObject({ id: 'calls', version: 1 });
  const failing = await api.post('/rules/calls/activate', { version: 1 });
  expect(failing).toMatchObject({ status: 409, body: { code: 'rule_test_failed' } });
  await send('RunInstances', 'before');
  expect(await findings()).toEqual([]);

  const put = (body: object) =>
    fetch(`${server.url}/api/v1/rules/calls`, {
      method: 'PUT',
      headers: { ...api.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'x', ...body }),
    });
  const tested = { yaml: rule('low', 'RunInstances'), tests: tests('RunInstances') };
  expect((await put({ ...tested, after: 1 })).status).toBe(200);
  await api.make('/rules/calls/activate', { version: 2 });
  await untilFound('RunInstances', 'ann', 'low ann');

  await server.kill9('server');
  await server.restart();
  await untilFound('RunInstances', 'ben', 'low ben');

  expect(
    (await put({ yaml: rule('medium', 'StopInstances'), tests: tests('StopInstances'), after: 2 })).status,
  ).toBe(200);
  await api.make('/rules/calls/activate', { version: 3 });
  await untilFound('StopInstances', 'cid', 'medium cid');
  await send('RunInstances', 'dan');

  await api.make('/rules/calls/disable', { reason: 'enough' });
  await until('the rule is out of force', async () =>
    (await api.get('/rules/calls')).body.state === 'disabled' ? true : null,
  );
  expect((await findings()).filter((each) => /dan|before/.test(each))).toEqual([]);
  const { body } = await api.get('/activity?eventName=rule.disable&limit=1');
  expect(body.items[0]).toMatchObject({ eventName: 'rule.disable' });
}, 120_000);
