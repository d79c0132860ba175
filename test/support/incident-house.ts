import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemActor, type Principal } from '../../src/identity/index.ts';
import { createIncidents, type FindingOpened, type Incidents } from '../../src/incident/index.ts';
import {
  newId,
  systemScope,
  type CompanyId,
  type IncidentId,
  type ManualClock,
} from '../../src/kernel/index.ts';
import {
  createNotifications,
  loadTemplates,
  obligationsPort,
  type Notifications,
} from '../../src/notification/index.ts';
import { createMailer, createReturnAddresses, type Mailer } from '../../src/platform/mail/index.ts';
import { factHandlers } from '../../src/platform/outbox/index.ts';
import { inScope } from '../../src/platform/postgres/index.ts';
import { createSecretBox } from '../../src/platform/secret/index.ts';
import { createPlaybooks, loadPlaybooks, type Playbooks } from '../../src/playbook/index.ts';
import { openTestApi, type TestApi } from './api.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { addCompany, addContact, addUser } from './people.ts';
import { openVirtualJobs, type VirtualJobs } from './virtual-jobs.ts';

/** Incidents, plans and notices joined as the program joins them, with people, on a database of their own. */
export interface IncidentHouse {
  readonly database: TestDatabase;
  readonly incidents: Incidents;
  readonly playbooks: Playbooks;
  readonly notifications: Notifications;
  readonly api: TestApi;
  readonly jobs: VirtualJobs;
  readonly outbox: string;
  readonly provider: CompanyId;
  readonly acme: CompanyId;
  readonly ada: Principal;
  readonly bob: Principal;
  readonly customer: Principal;
  /** The way out for mail; a test may put another in its place. */
  mailer: Mailer;
  /** Opens an incident for a new finding of a company, as detection does. */
  openIncident(companyId: CompanyId, over?: Partial<FindingOpened>): Promise<IncidentId>;
  stop(): Promise<void>;
}

export async function openIncidentHouse(clock: ManualClock): Promise<IncidentHouse> {
  const database = await openTestDatabase();
  const { db } = database;
  const outbox = await mkdtemp(join(tmpdir(), 'tocsin-outbox-'));
  const log = pino({ level: 'silent' });
  const from = 'Northwind Cloud <soc@northwind.example>';
  const state = { mailer: createMailer({ smtpUrl: null, from, outboxFolder: outbox, clock, log }) };
  const incidents = createIncidents({
    clock,
    findings: { attach: () => Promise.resolve(), summaries: () => Promise.resolve([]) },
    obligations: obligationsPort,
    settings: { engineVersion: 'test', pipelineHash: 'test', autoIncidentFrom: 'high' },
  });
  const playbooks = createPlaybooks({ clock, library: await loadPlaybooks('content/playbooks') });
  const notifications = createNotifications({
    db,
    clock,
    log,
    box: createSecretBox(Buffer.alloc(32, 7)),
    mailer: {
      send: (message) => state.mailer.send(message),
      configured: true,
      outboxPath: null,
      from,
    },
    templates: await loadTemplates('content/templates'),
    returnAddresses: createReturnAddresses('bounce+*@mail.northwind.example', 'key of the house'),
    bounceMailbox: 'test',
    publicUrl: () => 'https://soc.northwind.example',
    customerMeasures: (tx, id, language) => playbooks.customerMeasures(tx, id, language),
    planName: (tx, id, language) => playbooks.planName(tx, id, language),
  });
  const slices = [incidents, playbooks, notifications];
  const api = await openTestApi({
    db,
    clock,
    routes: slices.flatMap(({ routes }) => [...routes]),
    problems: slices.map(({ problems }) => problems),
  });
  const handlers = new Map([
    ...factHandlers(
      db,
      clock,
      slices.flatMap(({ subscriptions }) => [...subscriptions]),
    ),
    ...notifications.jobs,
  ]);
  const jobs = await openVirtualJobs(database, clock, handlers);
  const provider = await addCompany(db, { kind: 'provider', name: 'Northwind Cloud' });
  const acme = await addCompany(db, { kind: 'customer', name: 'Acme Bakery' });
  await addContact(db, {
    companyId: acme,
    name: 'Cleo Baker',
    email: 'cleo@acme.example',
    categories: ['security'],
  });
  const staff = (name: string): Promise<Principal> =>
    addUser(db, { companyId: provider, name, role: 'lead', side: 'provider' });
  const [ada, bob] = [await staff('Ada'), await staff('Bob')];
  const customer = await addUser(db, { companyId: acme, name: 'Cleo', role: 'owner', side: 'customer' });
  return Object.assign(state, {
    ...{
      database,
      incidents,
      playbooks,
      notifications,
      api,
      jobs,
      outbox,
      provider,
      acme,
      ada,
      bob,
      customer,
    },
    openIncident: async (companyId: CompanyId, over: Partial<FindingOpened> = {}) => {
      const finding: FindingOpened = {
        findingId: newId(clock.now()),
        companyId,
        ruleId: 'rule-1',
        ruleTitle: 'Brute force, then success',
        severity: 'high',
        title: 'root logged on to web-1 from 203.0.113.5 after 12 failures',
        entity: { type: 'user', value: 'root' },
        firstMatchAt: clock.now(),
        autoIncident: true,
        playbook: 'ssh-account-compromise',
        recommendedMeasures: [],
        tags: [],
        ...over,
      };
      const opened = await inScope(db, systemScope('test'), (tx) =>
        incidents.openFromFinding(tx, systemActor('detection'), finding),
      );
      if (!opened.ok) throw new Error(opened.error.message);
      return opened.value;
    },
    stop: async () => {
      await jobs.stop();
      await api.stop();
      await database.drop();
      await rm(outbox, { recursive: true, force: true });
    },
  });
}
