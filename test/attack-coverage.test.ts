import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './support/processes.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';

const rule = (id: string, product: string, tags: readonly string[]): string => `title: Rule ${id}
id: ${id}
logsource: { product: ${product}${product === 'aws' ? ', service: cloudtrail' : ''} }
level: low
tags: [${tags.map((tag) => `attack.${tag}`).join(', ')}]
detection: { selection: { eventName: RunInstances }, condition: selection }
tocsin: { entity: [userIdentity.userName] }
`;
const technique = (id: string, name: string, tactic: string) => ({
  ...{ type: 'attack-pattern', id: `attack-pattern--${id}`, name },
  external_references: [{ source_name: 'mitre-attack', external_id: id }],
  kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: tactic }],
  x_mitre_platforms: ['IaaS'],
});

let server: RunningServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-attack-'));
  const file = join(folder, 'attack.json');
  const objects = [
    { type: 'x-mitre-collection', id: 'c', x_mitre_version: '19.0' },
    technique('T1578', 'Modify Cloud Compute', 'stealth'),
    technique('T1578.002', 'Create Cloud Instance', 'stealth'),
    technique('T1530', 'Data from Cloud Storage', 'collection'),
  ];
  await writeFile(file, JSON.stringify({ type: 'bundle', objects }));
  server = await startRunningServer({ env: { TOCSIN_DETECTION_ATTACK_FILE: file } });
}, 120_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const cell = async (id: string, query = '') =>
  (await server.api.get(`/attack/coverage${query}`)).body.techniques.find(
    (each: { id: string }) => each.id === id,
  ) as unknown;

/** Ids of the rules that cannot fire, with the time of the last event that they could have seen. */
const deadOnes = async (query = ''): Promise<Readonly<Record<string, string | null>>> =>
  Object.fromEntries(
    (
      (await server.api.get(`/dead-rules${query}`)).body.items as { id: string; lastEventAt: string | null }[]
    ).map(({ id, lastEventAt }) => [id, lastEventAt]),
  );

test('coverage: rules by technique, gaps, matches, what stored events can feed, which rules are dead, and the list behind it', async () => {
  const { api } = server;
  const files = [
    { file: 'a.yml', text: rule('cloud', 'aws', ['stealth', 't1578.002']) },
    { file: 'b.yml', text: rule('other', 'okta', ['defense_evasion', 't1578']) },
  ];
  const wish = { reason: 'x', activate: true, withoutTests: true };
  await api.make('/rules/import', { files, ...wish });
  await api.make('/rules/import', {
    files: [{ file: 'c.yml', text: rule('draft', 'aws', ['t1530']) }],
    reason: 'x',
  });
  expect(await cell('T1578')).toMatchObject({
    ...{ title: 'Modify Cloud Compute', parent: null, tactics: ['stealth'] },
    own: { inForce: 1, matches: 0 },
    all: { inForce: 2, matches: 0 },
  });
  expect(await cell('T1530')).toMatchObject({ all: { inForce: 0, drafts: 1 } });
  expect(await cell('T1578', '?fed=true')).toMatchObject({ all: { inForce: 0 } });
  expect(await deadOnes()).toMatchObject({ cloud: null, other: null });
  expect(await cell('T1578', '?product=okta')).toMatchObject({ all: { inForce: 1 } });

  const { id } = await api.make('/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
  const { token } = await api.make('/sources', { companyId: id, name: 'trail', kind: 'http' });
  await until('the event is judged by the rule', async () => {
    await fetch(`${server.url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token as string}` },
      body: JSON.stringify({
        ...{ eventVersion: '1.08', eventTime: new Date().toISOString(), eventName: 'RunInstances' },
        ...{ eventSource: 'ec2.amazonaws.com', awsRegion: 'eu-west-1', sourceIPAddress: '203.0.113.7' },
        userIdentity: { type: 'IAMUser', userName: 'ann' },
      }),
    });
    const found = (await cell('T1578.002')) as { readonly own: { readonly matches: number } };
    return found.own.matches > 0 ? true : null;
  });
  expect(await cell('T1578', '?fed=true')).toMatchObject({ all: { inForce: 1 } });
  expect(Object.keys(await deadOnes())).toContain('other');
  expect(Object.keys(await deadOnes())).not.toContain('cloud');
  const lacking = rule('lacking', 'aws', ['t1530']).replace(
    'eventName: RunInstances',
    'requestParameters.kmsKeyId: x',
  );
  await api.make('/rules/import', { files: [{ file: 'd.yml', text: lacking }], ...wish });
  const told = (await api.get('/dead-rules')).body;
  expect(told).toMatchObject({ lookedAt: expect.any(Number) as number, notLookedAt: [] });
  expect(told.items).toContainEqual(
    expect.objectContaining({
      ...{ id: 'lacking', code: 'no_field' },
      missing: [{ field: 'requestParameters.kmsKeyId', value: null }],
    }),
  );
  const birch = await api.make('/companies', { name: 'Birch', slug: 'birch', locale: 'en' });
  expect(await deadOnes(`?companyId=${birch.id as string}`)).toMatchObject({ cloud: null });

  const about = async (query: string) =>
    (await api.get(`/rules?${query}`)).body.items
      .map((each: { id: string }) => each.id)
      .toSorted() as unknown;
  expect(await about('technique=T1578')).toEqual(expect.arrayContaining(['cloud', 'other']));
  expect(await about('technique=t1578.002')).toEqual(['cloud']);
  expect(await about('technique=T1578&tactic=stealth')).toEqual(['cloud']);
  expect((await api.get('/rules?technique=x')).body).toMatchObject({ code: 'invalid_request' });

  const layer = (await api.get('/attack/navigator-layer')).body;
  expect(layer).toMatchObject({ domain: 'enterprise-attack', versions: { attack: '19', layer: '4.5' } });
  expect(layer.techniques).toContainEqual(expect.objectContaining({ techniqueID: 'T1578.002', score: 1 }));
}, 120_000);
