import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './support/processes.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';

const rule = (selection: string): string => `title: Trail of a cloud account
logsource: { product: aws, service: cloudtrail }
level: low
detection:
  selection: ${selection}
  condition: selection
`;

/** A rule that is not in force, tried on what is stored, over the API of a running server. */
describe('a rule tried on stored events', () => {
  let server: RunningServer;
  const companies: string[] = [];
  const now = Date.now();

  beforeAll(async () => {
    server = await startRunningServer();
    for (const slug of ['acme', 'birch']) {
      const { id } = await server.api.make('/companies', { name: slug, slug, locale: 'en' });
      const { token } = await server.api.make('/sources', { companyId: id, name: 'trail', kind: 'http' });
      companies.push(id as string);
      await send(token as string, slug);
    }
    await until('all is stored', async () =>
      (await server.api.get('/intake/status')).body.stored === 8 ? true : null,
    );
  }, 120_000);
  afterAll(() => server.stop());

  /** Four calls: two of the company's user, one of each of the others two days ago. */
  async function send(token: string, user: string): Promise<void> {
    const call = (eventName: string, userName: string, day: number) => ({
      eventVersion: '1.08',
      eventTime: new Date(now - day * 86_400_000).toISOString(),
      eventSource: 'ec2.amazonaws.com',
      eventName,
      eventID: `${userName}-${eventName}-${day}`,
      awsRegion: 'eu-west-1',
      sourceIPAddress: '203.0.113.7',
      userIdentity: { type: 'IAMUser', userName },
    });
    const calls = [
      call('RunInstances', user, 0),
      call('StopInstances', user, 0),
      call('RunInstances', 'ann', 2),
      call('RunInstances', 'ben', 2),
    ];
    const reply = await fetch(`${server.url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: calls.map((each) => `${JSON.stringify(each)}\n`).join(''),
    });
    expect(await reply.json()).toMatchObject({ accepted: 4 });
  }

  const tryRule = (body: object) => server.api.post('/rules/try', body);

  test('says how often it would have fired, when and on whom', async () => {
    const { body, status } = await tryRule({ yaml: rule('{ eventName: RunInstances }') });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      complete: true,
      matches: 6,
      otherMatches: 0,
      correlations: [],
      refused: [],
    });
    expect(new Set(body.firedOn.map((each: { companyId: string }) => each.companyId))).toEqual(
      new Set(companies),
    );
    expect(body.days.map((each: { matches: number }) => each.matches)).toEqual([4, 2]);
    expect(body.newest).toHaveLength(6);
  });

  test('looks into nested records, at one company, at fewer days', async () => {
    const yaml = rule("{ userIdentity.userName: ['acme', 'ann'] }");
    const ofAcme = (await tryRule({ yaml, companyId: companies[0], days: 1 })).body;
    expect(ofAcme).toMatchObject({ complete: true, matches: 2 });
    expect((await tryRule({ yaml })).body).toMatchObject({ matches: 4 });
  });

  test('tells what it cannot read, with the line', async () => {
    const { body, status } = await tryRule({ yaml: 'title: half a rule\n' });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'rule_text_refused' });
    expect(body.detail).toContain('Line 1:');
    expect((await tryRule({ yaml: ' ' })).body.code).toBe('rule_text_refused');
    expect((await tryRule({ yaml: '' })).status).toBe(400);
  });

  test('refers to rules in force, and counts what is its own only', async () => {
    const calls = rule('{ eventName: RunInstances }').replace('title:', 'id: calls\nname: calls\ntitle:');
    const { body: saved } = await server.api.post('/rules', { yaml: calls, reason: 'a part' });
    expect(saved).toMatchObject({ id: 'calls', version: 1 });
    const activation = { version: 1, withoutTests: true, reason: 'a part' };
    expect((await server.api.post('/rules/calls/activate', activation)).status).toBe(200);
    const many = `title: Many
id: many
correlation:
  type: event_count
  rules: [calls]
  generate: true
  group-by: [eventName]
  timespan: 1h
  condition: { gte: 2 }
level: high
`;
    const { body, status } = await tryRule({ yaml: many });
    expect(status).toBe(200);
    // Ann and Ben called in the same second, in both companies: counted in each company by itself.
    expect(body).toMatchObject({
      matches: 0,
      refused: [],
      correlations: [{ ruleId: 'many', level: 'high', hits: 2, suppressed: 0 }],
    });
    const [event] = (await tryRule({ yaml: calls })).body.newest;
    const why = await server.api.post(`/events/${event.eventId}/explanation`, { yaml: many });
    expect(why.body).toMatchObject({
      ...{ kind: 'correlation', parts: [{ id: 'calls', matches: true }] },
      correlation: null,
    });
    // A draft under the id of a rule in force stands in its place.
    const narrower = calls.replace('RunInstances', 'StopInstances');
    expect((await tryRule({ yaml: narrower })).body).toMatchObject({ matches: 2 });
    expect((await server.api.post('/rules/calls/disable', { reason: 'tried' })).status).toBe(200);
  });

  test('explains itself on one of them, field by field', async () => {
    const yaml = rule("{ eventName: RunInstances, userIdentity.userName: ['acme', 'ben'] }");
    const { newest } = (await tryRule({ yaml: rule('{ userIdentity.userName: ann }') })).body;
    const event = newest[0] as { eventId: string; companyId: string };
    const why = (body: object) => server.api.post(`/events/${event.eventId}/explanation`, body);
    const { body, status } = await why({ yaml });
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'rule', matches: false, isFor: true, ruleSource: { product: 'aws' } });
    expect(
      body.detection.lines.map((line: { depth: number; holds: boolean; item: { key: string } | null }) => [
        line.depth,
        line.holds,
        line.item?.key ?? null,
      ]),
    ).toEqual([
      [0, false, null],
      [1, false, null],
      [2, true, 'eventName'],
      [2, false, 'userIdentity.userName'],
    ]);
    expect(body.detection.lines[3].item.read).toEqual({
      field: 'userIdentity.userName',
      foundAs: 'userIdentity.userName',
      texts: { count: 1, shown: ['ann'] },
    });
    const other = companies.find((id) => id !== event.companyId);
    expect((await why({ yaml, companyId: other })).body.code).toBe('event_not_judged');
    expect((await why({ yaml: 'title: half' })).body.code).toBe('rule_text_refused');
    expect((await why({ ruleId: 'none' })).body.code).toBe('rule_not_found');
    expect((await why({})).status).toBe(400);
    expect((await why({ yaml, ruleId: 'none' })).body).toMatchObject({ matches: false });
  });

  test('names the rules in force that are for an event', async () => {
    const [event] = (await tryRule({ yaml: rule('{ eventName: RunInstances }') })).body.newest;
    const { body, status } = await server.api.get(`/events/${event.eventId}/rules`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ eventSources: [{ product: 'aws', service: 'cloudtrail' }], matching: [] });
    // Of the rules shipped, two are about CloudTrail.
    expect([body.considered, body.asked]).toEqual([2, 2]);
    const [rules] = [await server.api.get('/rules')];
    const aws = rules.body.items.find((each: { file: string }) => each.file.includes('cloudtrail_logging'));
    const told = await server.api.post(`/events/${event.eventId}/explanation`, { ruleId: aws.id });
    expect(told.body).toMatchObject({ matches: false, isFor: true, rule: { title: aws.title } });
    expect(told.body.detection.lines.length).toBeGreaterThan(1);
  });

  test('SUP-13: says what a suppression would have taken', async () => {
    const [acme] = companies;
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const yaml = rule('{ eventName: RunInstances }').replace('title:', 'id: runs\ntitle:');
    await server.api.make('/rules', { yaml, reason: 'asked for' });
    const activation = { version: 1, withoutTests: true, reason: 'asked for' };
    expect((await server.api.post('/rules/runs/activate', activation)).status).toBe(200);
    const suppression = { companyId: acme, ruleId: 'runs', entity: null, reason: 'expected', expiresAt };
    const { id } = await server.api.make('/suppressions', suppression);
    const { token } = await server.api.make('/sources', { companyId: acme, name: 'late', kind: 'http' });
    await send(token as string, 'late');
    await until('all is stored', async () =>
      (await server.api.get('/intake/status')).body.stored === 12 ? true : null,
    );
    const { body } = await tryRule({ yaml });
    expect(body).toMatchObject({ matches: 9, suppressed: 3, excluded: 0 });
    expect(body.takenBy).toMatchObject([
      { suppressionId: id, companyId: acme, excluded: false, matches: 3, hits: 0 },
    ]);
    expect(body.newest.filter((each: { takenBy: unknown }) => each.takenBy !== null)).toHaveLength(3);
    expect((await tryRule({ yaml, companyId: companies[1] })).body).toMatchObject({
      suppressed: 0,
      takenBy: [],
    });
  });

  test('a correlation in force explains its windows with an event', async () => {
    const steps = rule('{ eventName: RebootInstances }').replace('title:', 'id: steps\nname: steps\ntitle:');
    const three = `title: Three restarts
id: three
correlation:
  type: event_count
  rules: [steps]
  group-by: [userIdentity.userName]
  timespan: 1h
  condition: { gte: 3 }
level: low
`;
    for (const [id, yaml] of [
      ['steps', steps],
      ['three', three],
    ]) {
      await server.api.make('/rules', { yaml, reason: 'a part' });
      const activation = { version: 1, withoutTests: true, reason: 'a part' };
      expect((await server.api.post(`/rules/${id}/activate`, activation)).status).toBe(200);
    }
    const [companyId] = companies;
    const { token } = await server.api.make('/sources', { companyId, name: 'more', kind: 'http' });
    const restarted = async (minute: number): Promise<void> => {
      const call = {
        ...{ eventVersion: '1.08', eventSource: 'ec2.amazonaws.com', eventName: 'RebootInstances' },
        eventTime: new Date(now - (90 - minute) * 60_000).toISOString(),
        ...{ eventID: `restart-${minute}`, awsRegion: 'eu-west-1', sourceIPAddress: '203.0.113.7' },
        userIdentity: { type: 'IAMUser', userName: 'dan' },
      };
      await fetch(`${server.url}/api/intake/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token as string}` },
        body: JSON.stringify(call),
      });
    };
    await restarted(0);
    await restarted(10);
    const why = async (state: string) =>
      until(`the window is told as ${state}`, async () => {
        const [event] = (await tryRule({ yaml: steps })).body.newest;
        if (event === undefined) return null;
        const { body } = await server.api.post(`/events/${event.eventId}/explanation`, { ruleId: 'three' });
        const [window] = body.correlation.windows;
        return window.state === state && (state !== 'holds' || window.counted !== null) ? body : null;
      });
    await until('both are stored', async () =>
      (await tryRule({ yaml: steps })).body.matches === 2 ? true : null,
    );
    expect((await why('short')).correlation).toMatchObject({
      ...{ type: 'event_count', timespanMs: 3_600_000, isSilent: false, missing: [], excluded: [] },
      windows: [
        {
          group: [{ field: 'userIdentity.userName', value: 'dan' }],
          best: { matches: 2, figure: 2, missing: 1, parts: [{ id: 'steps', state: 'present', count: 2 }] },
          ...{ hit: null, counted: null },
        },
      ],
    });
    await restarted(20);
    const [window] = (await why('holds')).correlation.windows;
    expect(window).toMatchObject({ hit: { matches: 3 }, counted: { matches: 3, suppressionId: null } });
    const finding = await server.api.get(`/findings/${window.counted.findingId}`);
    expect(finding.body).toMatchObject({ title: 'Three restarts' });
  });

  test('is on record', async () => {
    const { body } = await server.api.get('/activity?eventName=rule.try&limit=1');
    expect(body.items[0]).toMatchObject({ eventName: 'rule.try' });
  });
});
