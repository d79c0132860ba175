import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './support/processes.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';

const rule = `title: Instances started
id: started
logsource: { product: aws, service: cloudtrail }
level: low
detection: { selection: { eventName: RunInstances }, condition: selection }
tocsin: { entity: [userIdentity.userName] }
`;

const burst = `title: Many instances
id: burst
level: medium
correlation:
  type: event_count
  rules: [started]
  group-by: [userIdentity.userName]
  timespan: 30m
  condition: { gte: 15 }
`;

interface Finding {
  readonly entity: { readonly value: string };
  readonly matchCount: number;
  readonly huntedCount: number;
  readonly foundBy: string;
}

/** A rule comes into force in a running server that has events already and goes on receiving. */
describe('a rule that hunts backwards', () => {
  let server: RunningServer;
  let token: string;
  let sent = 0;
  const now = Date.now();

  beforeAll(async () => {
    server = await startRunningServer();
    const { id } = await server.api.make('/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
    ({ token } = await server.api.make('/sources', { companyId: id, name: 'trail', kind: 'http' }));
  }, 120_000);
  afterAll(() => server.stop());

  /** Calls of ann, one a minute back from now or from some days ago. */
  async function send(count: number, day = 0): Promise<void> {
    const calls = Array.from({ length: count }, (_, index) => ({
      eventVersion: '1.08',
      eventTime: new Date(now - day * 86_400_000 - index * 60_000).toISOString(),
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      eventID: `${sent + index}`,
      awsRegion: 'eu-west-1',
      sourceIPAddress: '203.0.113.7',
      userIdentity: { type: 'IAMUser', userName: 'ann' },
    }));
    const reply = await fetch(`${server.url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: calls.map((each) => `${JSON.stringify(each)}\n`).join(''),
    });
    expect(await reply.json()).toMatchObject({ accepted: count });
    sent += count;
  }

  const hunts = async (id = 'started') =>
    (await server.api.get(`/rules/${id}`)).body.hunts as { state: string }[];
  async function findings(ruleId = 'started'): Promise<readonly Finding[]> {
    const { items } = (await server.api.get(`/findings?ruleId=${ruleId}`)).body as {
      items: readonly { readonly id: string }[];
    };
    return Promise.all(
      items.map(async ({ id }) => (await server.api.get(`/findings/${id}`)).body as Finding),
    );
  }
  const stored = () =>
    until('all is stored', async () =>
      (await server.api.get('/intake/status')).body.stored === sent ? true : null,
    );

  test('each event counts once, whether it came before, around or after, and though the server is killed', async () => {
    await send(20);
    await send(10, 3);
    await send(5, 9);
    await stored();
    await server.api.make('/rules', { yaml: rule, reason: 'new' });
    const around = send(15);
    const activation = { version: 1, withoutTests: true, reason: 'new' };
    const { body } = await server.api.post('/rules/started/activate', activation);
    expect(body).toMatchObject({ state: 'active', noHunt: null });
    await around;
    await send(15);
    await server.kill9('server');
    await server.restart();
    await send(5);
    await stored();
    await until('the hunt is done', async () => ((await hunts())[0]?.state === 'done' ? true : null), 90_000);
    // 65 within the last seven days; which of those around the activation were live is nobody's business.
    const [finding, ...others] = await findings();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ entity: { value: 'ann' }, matchCount: 65 });
    expect(finding?.huntedCount).toBeGreaterThanOrEqual(30);
    expect((await hunts())[0]).toMatchObject({ matches: finding?.huntedCount, stopReason: null });
  }, 180_000);

  test('enabled again, it counts what it has missed and nothing twice', async () => {
    expect((await server.api.post('/rules/started/disable', { reason: 'noise' })).body).toMatchObject({
      noHunt: 'not_in_force',
    });
    const { setVersion } = (await server.api.get('/rules')).body as { setVersion: number };
    await until('the threads have turned', async () => {
      const before = (await findings())[0]?.matchCount;
      await send(1);
      await stored();
      return (await findings())[0]?.matchCount === before ? true : null;
    });
    await send(7);
    await stored();
    expect(setVersion).toBeGreaterThan(2);
    const again = { withoutTests: true, reason: 'not that much noise' };
    expect((await server.api.post('/rules/started/enable', again)).body).toMatchObject({ noHunt: null });
    await until('the hunt is done', async () => ((await hunts())[0]?.state === 'done' ? true : null), 90_000);
    expect((await findings())[0]).toMatchObject({ matchCount: sent - 5 });
    expect(await hunts()).toHaveLength(2);
  }, 180_000);

  test('a correlation that comes into force later counts them all at its end, and once', async () => {
    await server.api.make('/rules', { yaml: burst, reason: 'new' });
    const activation = { version: 1, withoutTests: true, reason: 'new' };
    const { body } = await server.api.post('/rules/burst/activate', activation);
    expect(body).toMatchObject({ state: 'active', noHunt: null });
    await server.kill9('server');
    await server.restart();
    await send(3);
    await stored();
    await until(
      'the hunt is done',
      async () => ((await hunts('burst'))[0]?.state === 'done' ? true : null),
      90_000,
    );
    // Ten lie three days back and are too few for a window of their own, five are out of reach.
    const wanted = sent - 15;
    await until('the correlation has been judged', async () =>
      (await findings('burst'))[0]?.matchCount === wanted ? true : null,
    );
    const [finding, ...others] = await findings('burst');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ entity: { value: 'ann' }, matchCount: wanted });
    expect((await hunts('burst'))[0]).toMatchObject({ matches: 0, stopReason: null });
  }, 180_000);
});
