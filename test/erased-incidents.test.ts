import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActivity, type Activity } from '../src/activity/index.ts';
import { incidentTraces } from '../src/app/serve/company-data.ts';
import { actorOf, createIdentity, type Action, type ResourceRef } from '../src/identity/index.ts';
import {
  manualClock,
  newId,
  systemScope,
  type CompanyId,
  type FindingId,
  type IncidentId,
} from '../src/kernel/index.ts';
import { inScope } from '../src/platform/postgres/index.ts';
import { createSecretBox } from '../src/platform/secret/index.ts';
import { agreementBody } from './support/agreement.ts';
import { openIncidentHouse, type IncidentHouse } from './support/incident-house.ts';
import { addCompany, addContact } from './support/people.ts';

const log = pino({ level: 'silent' });
const clock = manualClock(new Date('2030-05-01T08:00:00Z'));
/** Stands in everything of the company that leaves, and nowhere else. */
const mark = 'Zyxquort';
let house: IncidentHouse;
let activity: Activity;
let owner: Client;
let exportFolder: string;
let leaving: CompanyId;
let staying: CompanyId;

beforeAll(async () => {
  house = await openIncidentHouse(clock);
  const { db } = house.database;
  activity = createActivity({ db, clock, log });
  owner = new Client(house.database.settingsFor('owner'));
  await owner.connect();
  exportFolder = await mkdtemp(join(tmpdir(), 'tocsin-erase-'));
  leaving = await addCompany(db, { kind: 'customer', name: `${mark} Bakery GmbH` });
  staying = house.acme;
  await owner.query('update tocsin.company set slug = lower($2) where id = $1', [leaving, mark]);
  const contact = { companyId: leaving, name: 'Desk', categories: ['security'] };
  await addContact(db, { ...contact, email: 'desk@bakery.example' });
  for (const companyId of [leaving, staying]) {
    await house.api.call(house.ada, 'POST', '/agreements', agreementBody(companyId));
  }
});
afterAll(async () => {
  await activity.stop();
  await owner.end();
  await house.stop();
  await rm(exportFolder, { recursive: true, force: true });
});

const rowsOf = async (text: string, values: readonly unknown[] = []): Promise<readonly unknown[]> =>
  (await owner.query<object>(text, [...values])).rows;

/** A finding of the leaving company; its title and what it is about name nobody else. */
const itsFinding = {
  title: `root logged on to ${mark}-web from 203.0.113.5`,
  entity: { type: 'host', value: 'bakery-web-7' },
};

/** Puts a record of what was done into the Activity Log, as the routes do. */
const record = (eventName: string, resource: ResourceRef, parameters: object): Promise<void> => {
  const action: Action = {
    ...{ eventName, at: clock.now(), actor: actorOf(house.ada), outcome: 'success', errorCode: null },
    ...{
      readOnly: false,
      requestId: newId(clock.now()),
      sourceIp: '',
      userAgent: '',
      companyId: house.provider,
    },
    resources: [resource],
    parameters: { ...parameters },
  };
  return inScope(house.database.db, systemScope('test'), (tx) => activity.recorder.record(tx, action));
};

/** Erases as the program does: the request's step, then its job. Returns what it says of it. */
async function erase(companyId: CompanyId): Promise<Record<string, Record<string, number>>> {
  const { db } = house.database;
  const identity = createIdentity({
    ...{ db, clock, log, exportFolder },
    recorder: activity.recorder,
    secretBox: createSecretBox(Buffer.alloc(32, 7)),
    publicUrl: () => 'http://tocsin.test',
    sendMail: () => Promise.resolve(),
    companyData: [incidentTraces(clock)],
  });
  const id = newId(clock.now());
  await inScope(db, systemScope('test'), async (tx) => {
    await sql`update company set status = 'off_boarding' where id = ${companyId}`.execute(tx);
    await sql`insert into company_off_boarding (id, company_id, company_name, step, state, requested_by_name, requested_at)
      values (${id}, ${companyId}, 'x', 'erase', 'queued', 'Ada', ${clock.now()})`.execute(tx);
  });
  await identity.jobs.get('identity-off-board')?.({ id });
  const { rows } = await owner.query<{ state: string; detail: Record<string, Record<string, number>> }>(
    'select state, detail from tocsin.company_off_boarding where id = $1',
    [id],
  );
  expect(rows[0]?.state).toBe('done');
  return rows[0]?.detail ?? {};
}

async function shared(): Promise<IncidentId> {
  const { ada, api, incidents } = house;
  const id = await house.openIncident(leaving, itsFinding);
  const path = `/incidents/${id}`;
  await inScope(house.database.db, systemScope('test'), async (tx) => {
    const finding = {
      ...{ companyId: staying, ruleId: 'rule-2', ruleTitle: 'Trail stopped', tags: [] },
      severity: 'high' as const,
      ...{ title: 'The trail of an account was stopped', entity: { type: 'account', value: '111122223333' } },
      ...{ findingId: newId(clock.now()) as FindingId, firstMatchAt: clock.now(), autoIncident: true },
      ...{ playbook: null, recommendedMeasures: [] },
    };
    const attached = await incidents.attachFinding(tx, actorOf(ada), id, finding);
    if (!attached.ok) throw new Error(attached.error.message);
  });
  await house.jobs.run();
  await api.call(ada, 'PATCH', path, { summary: `It began at ${mark} Bakery.`, assigneeId: ada.userId });
  const note = (text: string, over: object = {}) =>
    api.call(ada, 'POST', `${path}/timeline`, { text, visibility: 'internal', ...over });
  await note('The firewall was closed for everybody.');
  await note(`Called ${mark}; nobody answered.`);
  await note('bakery-web-7 was taken off the net.');
  await note('Yours is clean now.', { visibility: 'customer', companyId: leaving });
  await note('We close the port today.', { visibility: 'customer', companyId: staying });
  const { plan } = (await api.call(ada, 'GET', `${path}/plan`)).body;
  const [first, second] = plan.steps as { id: string }[];
  for (const [step, note] of [
    [first, 'asked desk@bakery.example'],
    [second, 'keys rolled over'],
  ] as const) {
    const reply = await api.call(ada, 'POST', `/plan-steps/${step?.id ?? ''}`, { status: 'done', note });
    expect(reply.status).toBe(200);
    await record('plan.change_step', { type: 'plan_step', id: step?.id ?? '' }, { body: { note } });
  }
  await record(
    'incident.edit',
    { type: 'incident', id },
    { body: { summary: `It began at ${mark} Bakery.` } },
  );
  await record('incident.transition', { type: 'incident', id }, { body: { to: 'contained' } });
  return id;
}

test('an incident that only the erased company had goes with it, with all that hangs on it (KEEP-9)', async () => {
  const id = await house.openIncident(leaving, {
    ...itsFinding,
    entity: { type: 'host', value: 'bakery-web-8' },
  });
  await house.jobs.run();
  await record('incident.edit', { type: 'incident', id }, { body: { title: 'anything' } });
  const of = (table: string) => rowsOf(`select 1 from tocsin.${table} where incident_id = $1`, [id]);
  for (const table of ['plan', 'incident_timeline', 'incident_finding', 'obligation', 'notice']) {
    expect([table, (await of(table)).length > 0]).toEqual([table, true]);
  }
  const sharedId = await shared();

  const { rows, traces } = await erase(leaving);

  expect(await rowsOf('select 1 from tocsin.incident where id = $1', [id])).toEqual([]);
  for (const table of [
    'plan',
    'incident_timeline',
    'incident_finding',
    'incident_company',
    'obligation',
    'notice',
  ])
    expect([table, await of(table)]).toEqual([table, []]);
  expect(
    await rowsOf('select 1 from tocsin.plan_step where plan_id not in (select id from tocsin.plan)'),
  ).toEqual([]);
  expect(traces).toMatchObject({
    incidents: 1,
    sharedIncidents: 1,
    planNotes: 1,
    activityRecords: 3,
    notices: 1,
    noticesNaming: 0,
  });
  expect(rows).toMatchObject({ incident_company: 2, agreement: 1, contact: 1 });
  await checkShared(sharedId);
  await checkNothingNamed();
});

/** What touches others is still there, and names nobody who has left. */
async function checkShared(id: IncidentId): Promise<void> {
  const { ada, api } = house;
  const { incident, timeline } = (await api.call(ada, 'GET', `/incidents/${id}`)).body;
  expect(incident).toMatchObject({
    title: 'The trail of an account was stopped',
    summary: 'Erased with a company that has left.',
    companies: [{ id: staying, name: 'Acme Bakery' }],
  });
  const texts = (timeline as { text: string }[]).map(({ text }) => text);
  expect(texts).toContain('The firewall was closed for everybody.');
  expect(texts).toContain('We close the port today.');
  expect(texts).not.toContain('Yours is clean now.');
  // The summary's entry, two notes and the two steps' entries that repeat a note: one names it, one does not.
  expect(
    texts.filter((text) => text === 'Erased with a company that has left.').length,
  ).toBeGreaterThanOrEqual(3);
  expect(texts.at(-1)).toBe(
    'A company that this incident affected has left. What was recorded about it has been erased.',
  );
  const { plan } = (await api.call(ada, 'GET', `/incidents/${id}/plan`)).body;
  expect((plan.steps as { note: string | null }[]).slice(0, 2).map(({ note }) => note)).toEqual([
    'Erased with a company that has left.',
    'keys rolled over',
  ]);
  const findings = await rowsOf('select company_id from tocsin.incident_finding where incident_id = $1', [
    id,
  ]);
  expect(findings).toEqual([{ company_id: staying }]);
  const records = await rowsOf(
    `select event_name from tocsin.activity_record where resources @> jsonb_build_array(jsonb_build_object('id', $1::text))`,
    [id],
  );
  expect(records).toEqual([{ event_name: 'incident.transition' }]);
}

/** Asks every column of every table, so that a place that is added later is looked at too. */
async function checkNothingNamed(): Promise<void> {
  const columns = (await rowsOf(
    `select columns.table_name as table, columns.column_name as column from information_schema.columns
     join information_schema.tables using (table_schema, table_name)
     where table_schema = 'tocsin' and table_type = 'BASE TABLE' and data_type in ('uuid', 'ARRAY', 'jsonb', 'text')`,
  )) as { table: string; column: string }[];
  const left: string[] = [];
  for (const { table, column } of columns) {
    const found = await rowsOf(
      `select ${column}::text from tocsin.${table} where ${column}::text ~* '${mark}|bakery-web|bakery[.]example' limit 1`,
    );
    if (found.length > 0) left.push(`${table}.${column}: ${JSON.stringify(found)}`);
  }
  expect(left).toEqual([]);
}

test('only the job that erases a company takes entries off a timeline or records out of the Activity Log', async () => {
  const id = await house.openIncident(staying);
  const entries = (await rowsOf('select id from tocsin.incident_timeline where incident_id = $1', [id])) as {
    id: string;
  }[];
  const ids = entries.map((entry) => entry.id);
  const attempt = (statement: ReturnType<typeof sql>): Promise<unknown> =>
    inScope(house.database.db, systemScope('somebody-else'), (tx) => statement.execute(tx));
  await expect(
    attempt(sql`select tocsin.erase_incident_entries(${id}, ${ids}::uuid[], '{}', 'x')`),
  ).rejects.toThrow('only with a company');
  await expect(attempt(sql`select tocsin.erase_activity_records(${ids}::uuid[])`)).rejects.toThrow(
    'only with a company',
  );
});
