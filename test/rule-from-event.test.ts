import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './support/processes.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';

let server: RunningServer;
let token: string;
beforeAll(async () => {
  server = await startRunningServer({ env: { TOCSIN_DETECTION_HUNT_DAYS: '0' } });
  const { id } = await server.api.make('/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
  ({ token } = await server.api.make('/sources', { companyId: id, name: 'trail', kind: 'http' }));
}, 120_000);
afterAll(() => server.stop(), 60_000);

const call = (userName: string) => ({
  ...{ eventVersion: '1.08', eventTime: new Date().toISOString(), eventName: 'DeleteTrail' },
  ...{ eventSource: 'cloudtrail.amazonaws.com', awsRegion: 'eu-west-1', sourceIPAddress: '203.0.113.7' },
  userIdentity: { type: 'IAMUser', userName },
  requestParameters: { name: 'arn:aws:cloudtrail:*:1:trail/a\\*b?' },
});

/** Sends a record and resolves with the id of its event. */
async function stored(record: string, query: string): Promise<string> {
  const reply = await fetch(`${server.url}/api/intake/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: record,
  });
  expect(reply.status).toBe(200);
  return until('the event is stored', async () => {
    const { body } = await server.api.get(`/events?q=${encodeURIComponent(query)}`);
    return (body.items as readonly { readonly id: string }[])[0]?.id ?? null;
  });
}

test('a rule made from an event comes into force with the event as its test, and finds the next one', async () => {
  const { api } = server;
  const id = await stored(JSON.stringify(call('ann')), 'DeleteTrail');
  const { body: offered } = await api.get(`/events/${id}/rule-fields`);
  expect(offered.logSources).toEqual([{ product: 'aws', category: null, service: 'cloudtrail' }]);
  expect(offered.fields).toEqual(
    expect.arrayContaining([
      { name: 'eventName', value: 'DeleteTrail' },
      { name: 'requestParameters.name', value: 'arn:aws:cloudtrail:*:1:trail/a\\*b?' },
    ]),
  );
  const draft = await api.make(`/events/${id}/rule-draft`, {
    fields: ['eventName', 'requestParameters.name'],
  });
  expect(draft.yaml).toContain('eventName: DeleteTrail');
  expect(draft.yaml).toContain('author: ');
  const saved = await api.make('/rules', { yaml: draft.yaml, tests: draft.tests, reason: 'seen' });
  await api.make(`/rules/${saved.id as string}/activate`, { version: 1 });
  await until('the next one is found', async () => {
    await stored(JSON.stringify(call('ben')), 'DeleteTrail');
    const { body } = await api.get(`/findings?ruleId=${saved.id as string}`);
    return (body.items as readonly unknown[]).length > 0 ? true : null;
  });
}, 120_000);

test('events that no rule is for say why not', async () => {
  const { api } = server;
  const shapeless = await stored('{"message":"an order of nobody we know"}', '"an order of nobody"');
  expect(await api.get(`/events/${shapeless}/rule-fields`)).toMatchObject({
    ...{ status: 409, body: { code: 'event_without_log_source' } },
  });
  const unparsed = await stored('{"broken": "cut off her', '"cut off her"');
  expect(await api.get(`/events/${unparsed}/rule-fields`)).toMatchObject({
    ...{ status: 404, body: { code: 'event_not_judged' } },
  });
  const id = await stored(JSON.stringify(call('cid')), 'DeleteTrail');
  expect(await api.post(`/events/${id}/rule-draft`, { fields: ['no.such'] })).toMatchObject({
    ...{ status: 400, body: { code: 'event_field_unknown' } },
  });
  expect(await api.post(`/events/${id}/rule-draft`, { fields: [] })).toMatchObject({ status: 400 });
}, 60_000);
