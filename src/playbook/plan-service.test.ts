import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApi, type ApiReply, type TestApi } from '../../test/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { addCompany, addUser } from '../../test/support/people.ts';
import { openVirtualJobs, type VirtualJobs } from '../../test/support/virtual-jobs.ts';
import { systemActor, type Principal } from '../identity/index.ts';
import { createIncidents, type Incidents } from '../incident/index.ts';
import { hourMs, manualClock, minuteMs, newId, systemScope, type CompanyId } from '../kernel/index.ts';
import { factHandlers } from '../platform/outbox/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { createPlaybooks, loadPlaybooks, type Playbooks } from './index.ts';

const clock = manualClock(new Date('2030-01-02T03:04:05.678Z'));
let database: TestDatabase;
let incidents: Incidents;
let playbooks: Playbooks;
let api: TestApi;
let jobs: VirtualJobs;
let acme: CompanyId;
let ada: Principal;
let customer: Principal;

beforeAll(async () => {
  database = await openTestDatabase();
  incidents = createIncidents({
    clock,
    findings: { attach: () => Promise.resolve(), summaries: () => Promise.resolve([]) },
    obligations: { openCount: () => Promise.resolve(0), nextDueAt: () => Promise.resolve(new Map()) },
    settings: { engineVersion: 'test', pipelineHash: 'test', autoIncidentFrom: 'high' },
  });
  playbooks = createPlaybooks({ clock, library: await loadPlaybooks('content/playbooks') });
  const provider = await addCompany(database.db, { kind: 'provider', name: 'Northwind' });
  acme = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  ada = await addUser(database.db, { companyId: provider, name: 'Ada', role: 'analyst', side: 'provider' });
  customer = await addUser(database.db, { companyId: acme, name: 'Cleo', role: 'owner', side: 'customer' });
  api = await openTestApi({
    db: database.db,
    clock,
    routes: [...incidents.routes, ...playbooks.routes],
    problems: [incidents.problems, playbooks.problems],
  });
  const subscriptions = [...incidents.subscriptions, ...playbooks.subscriptions];
  jobs = await openVirtualJobs(database, clock, factHandlers(database.db, clock, subscriptions));
});
beforeEach(() => {
  clock.advance(hourMs);
});
afterAll(async () => {
  await jobs.stop();
  await api.stop();
  await database.drop();
});

interface Step {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly dueAt: string | null;
  readonly doneAt: string | null;
  readonly doneBy: { readonly name: string } | null;
  readonly note: string | null;
}
const stepsOf = (reply: ApiReply): readonly Step[] => reply.body.plan.steps as Step[];

/** An incident for one finding of a brute-force rule, with the plan that comes by itself. */
async function incidentWithPlan(): Promise<{ id: string; plan: ApiReply }> {
  const finding = {
    findingId: newId<'finding'>(clock.now()),
    companyId: acme,
    ruleId: 'rule-1',
    ruleTitle: 'Brute force',
    severity: 'high' as const,
    title: 'Brute force',
    entity: { type: 'user', value: newId(clock.now()) },
    firstMatchAt: clock.now(),
    autoIncident: true,
    playbook: null,
    recommendedMeasures: [],
    tags: ['attack.t1110.001'],
  };
  const opened = await inScope(database.db, systemScope('test'), (tx) =>
    incidents.openFromFinding(tx, systemActor('test'), finding),
  );
  if (!opened.ok) throw new Error(opened.error.message);
  await jobs.run();
  return { id: opened.value, plan: await api.call(ada, 'GET', `/incidents/${opened.value}/plan`) };
}

test('PLB-1, PLB-3: an incident gets the plan of its finding by itself, with due times', async () => {
  const { id, plan } = await incidentWithPlan();
  expect(plan.body.plan.playbook).toEqual({
    id: 'ssh-account-compromise',
    name: 'Account taken over through SSH',
    version: 1,
  });
  expect(stepsOf(plan)).toHaveLength(8);
  expect(stepsOf(plan)[0]).toMatchObject({
    status: 'open',
    dueAt: new Date(clock.now().getTime() + 30 * minuteMs).toISOString(),
  });
  const russian = await api.call(ada, 'GET', `/incidents/${id}/plan?locale=ru`);
  expect(russian.body.plan.playbook.name).toBe('Захват учётной записи через SSH');
  const measures = await inScope(database.db, systemScope('test'), (tx) =>
    playbooks.customerMeasures(tx, id as Parameters<typeof playbooks.customerMeasures>[1], 'ru'),
  );
  expect(measures[0]).toMatch(/^Смените пароль/);
});

test('PLB-1: an incident without findings waits for a choice', async () => {
  const incident = await api.call(ada, 'POST', '/incidents', { title: 'By hand', severity: 'low' });
  await jobs.run();
  const path = `/incidents/${String(incident.body.id)}/plan`;
  expect((await api.call(ada, 'GET', path)).body).toEqual({ plan: null });
  expect((await api.call(ada, 'POST', path, { playbookId: 'nope' })).body.code).toBe('playbook_unknown');
  expect((await api.call(ada, 'POST', path, { playbookId: 'generic' })).status).toBe(201);
  expect((await api.call(ada, 'POST', path, { playbookId: 'generic' })).body.code).toBe('plan_attached');
});

test('PLB-4, PLB-5: steps move, and the timeline tells who moved them', async () => {
  const { id, plan } = await incidentWithPlan();
  const [first, second] = stepsOf(plan);
  const change = (step: Step | undefined, body: object) =>
    api.call(ada, 'POST', `/plan-steps/${step?.id ?? ''}`, body);
  await change(first, { status: 'in_progress' });
  const done = await change(first, { status: 'done', note: 'It was not the owner.' });
  expect(stepsOf(done)[0]).toMatchObject({
    status: 'done',
    doneAt: clock.now().toISOString(),
    doneBy: { name: 'Ada' },
    note: 'It was not the owner.',
  });
  expect((await change(second, { status: 'skipped' })).body.code).toBe('step_note_missing');
  expect((await change(second, { status: 'open' })).body.code).toBe('step_unchanged');
  await change(second, { status: 'skipped', note: 'No disk.' });
  const { body } = await api.call(ada, 'GET', `/incidents/${id}`);
  const entries = (body.timeline as { kind: string; text: string; visibility: string }[]).filter(
    ({ kind }) => kind === 'step',
  );
  expect(entries.map(({ text }) => text)).toEqual([
    "Step “Confirm that the log-on was not the owner's”: in progress.",
    "Step “Confirm that the log-on was not the owner's”: done. It was not the owner.",
    'Step “Preserve what the machine knows”: skipped. No disk.',
  ]);
  expect(entries.every(({ visibility }) => visibility === 'internal')).toBe(true);
});

test('PLB-3: another plan takes the place of the first, whose steps can no longer be moved', async () => {
  const { id, plan } = await incidentWithPlan();
  const other = await api.call(ada, 'POST', `/incidents/${id}/plan`, { playbookId: 'generic' });
  expect(other.body.plan.playbook.id).toBe('generic');
  const old = await api.call(ada, 'POST', `/plan-steps/${stepsOf(plan)[0]?.id ?? ''}`, { status: 'done' });
  expect(old.status).toBe(404);
});

test('PLB-6: the plan of an incident that has ended does not change', async () => {
  const { id, plan } = await incidentWithPlan();
  await api.call(ada, 'POST', `/incidents/${id}/transition`, { to: 'cancelled', reason: 'false_positive' });
  const moved = await api.call(ada, 'POST', `/plan-steps/${stepsOf(plan)[0]?.id ?? ''}`, { status: 'done' });
  expect(moved.body.code).toBe('incident_ended');
  const other = await api.call(ada, 'POST', `/incidents/${id}/plan`, { playbookId: 'generic' });
  expect(other.body.code).toBe('incident_ended');
});

test('PLB-7: a customer sees no plan', async () => {
  const { id } = await incidentWithPlan();
  expect((await api.call(customer, 'GET', `/incidents/${id}/plan`)).body).toEqual({ plan: null });
  expect((await api.call(customer, 'GET', '/playbooks')).status).toBe(403);
  const list = await api.call(ada, 'GET', '/playbooks?locale=ru');
  expect(list.body.items).toHaveLength(6);
  expect(list.body.refused).toEqual([]);
});
