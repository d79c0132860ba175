import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tokenClient } from './api-client.ts';
import { followChain } from './chain.ts';
import type { Mailbox } from './mailbox.ts';
import { createStageLog, type StageLog } from './stages.ts';

const incidentId = 'incident-1';
const attacked = {
  companyId: 'company-1',
  name: 'Juniper Books',
  securityContact: 'security@juniper.example',
};

/** A server that answers as Tocsin does when everything goes well; `broken` replaces answers by path. */
const answers: Readonly<Record<string, unknown>> = {
  'GET /api/v1/intake/status': { received: 12, stored: 12, listeners: [] },
  'GET /api/v1/events': { items: [{ id: 'e', message: 'deploy logged on from 127.0.0.66 by password.' }] },
  'GET /api/v1/findings': {
    items: [
      {
        id: 'finding-1',
        number: 'F-1',
        title: 'SSH Log-on After Many Failures',
        severity: 'high',
        status: 'triaged',
        entity: { type: 'src_ip', value: '127.0.0.66' },
        matchCount: 1,
        incidentId,
      },
    ],
  },
  [`GET /api/v1/incidents/${incidentId}`]: {
    incident: { number: 'INC-2026-0001', title: 'SSH', severity: 'high', status: 'new', companies: [] },
  },
  [`GET /api/v1/incidents/${incidentId}/plan`]: {
    plan: { playbook: { name: 'SSH account compromise' }, steps: [{ status: 'open' }] },
  },
  [`GET /api/v1/incidents/${incidentId}/obligations`]: {
    items: [
      {
        companyId: attacked.companyId,
        agreementTitle: 'Hosting agreement',
        dueAt: '2026-03-05T05:06:07.000Z',
        status: 'open',
        noticeId: 'notice-1',
      },
    ],
  },
  'GET /api/v1/notices/notice-1': {
    id: 'notice-1',
    companyId: attacked.companyId,
    status: 'accepted',
    subject: 'Security incident',
    recipients: [{ email: attacked.securityContact, status: 'accepted' }],
    trackingUrl: null,
    messageId: '<n@x.example>',
  },
  'POST /api/v1/notices/notice-1/submit': {},
  'POST /api/v1/notices/notice-1/approve': {},
  'GET /api/v1/track/abc_-1': {
    incidentNumber: 'INC-2026-0001',
    companyName: attacked.name,
    status: 'investigating',
  },
};

let server: Server;
let url: string;
let broken: Map<string, { readonly status: number; readonly body: unknown }>;
let asked: string[];

beforeEach(async () => {
  broken = new Map();
  asked = [];
  server = createServer((request, response) => {
    const key = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
    asked.push(key);
    const { status, body } = broken.get(key) ?? {
      status: answers[key] === undefined ? 404 : 200,
      body: answers[key],
    };
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const mailbox: Mailbox = {
  waitFor: (address) =>
    Promise.resolve({
      to: [address],
      subject: 'Security incident',
      text: `Follow it here:\n${url}/track/abc_-1\n`,
      messageId: '<n@x.example>',
    }),
};

async function follow(log: StageLog, limitMs = 10_000): Promise<void> {
  const signal = AbortSignal.timeout(limitMs);
  await followChain({
    serverUrl: url,
    operator: tokenClient(url, 'tcn_operator', signal),
    approver: tokenClient(url, 'tcn_approver', signal),
    customers: { suffix: 'a1', attacked, other: { companyId: 'company-2' }, syslogToken: 'tcs_1' },
    mailbox,
    receivedBefore: 3,
    since: new Date('2026-03-04T05:06:07.000Z'),
    log,
    signal,
  });
}

const newLog = (): StageLog =>
  createStageLog(
    () => 0,
    () => undefined,
  );

test('the stages are reached in order, from the event to the tracking page', async () => {
  const log = newLog();
  await follow(log);
  expect(log.stages().map(({ name, text }) => `${name}: ${text}`)).toEqual([
    'received: 9 events, acknowledged and on disk',
    'stored: 1 events of Juniper Books can be searched',
    'finding: F-1 SSH Log-on After Many Failures (high), src_ip 127.0.0.66',
    'incident: INC-2026-0001 SSH (high, new)',
    'plan: SSH account compromise, 1 steps',
    'obligation: Hosting agreement: notice due 2026-03-05T05:06:07.000Z',
    'drafted: “Security incident”',
    'approved: submitted by the operator, approved by a second person',
    'accepted: mail to security@juniper.example: “Security incident”',
    'tracking: INC-2026-0001 for Juniper Books: investigating',
  ]);
});

test('a stage that never comes ends the waiting, and no later stage is claimed', async () => {
  broken.set(`GET /api/v1/incidents/${incidentId}/obligations`, { status: 200, body: { items: [] } });
  const log = newLog();
  await expect(follow(log, 500)).rejects.toThrow();
  expect(log.stages().at(-1)?.name).toBe('plan');
  expect(asked).not.toContain('POST /api/v1/notices/notice-1/submit');
});

test('a refusal is reported with its code', async () => {
  const body = { code: 'second_person_required', detail: 'Another person must approve.' };
  broken.set('POST /api/v1/notices/notice-1/approve', { status: 409, body });
  const log = newLog();
  await expect(follow(log)).rejects.toThrow(
    'POST /notices/notice-1/approve was answered 409 second_person_required: Another person must approve.',
  );
  expect(log.stages().at(-1)?.name).toBe('drafted');
});

test('an answer in an unknown form is an error, not a stage', async () => {
  broken.set('GET /api/v1/track/abc_-1', { status: 200, body: { status: 7 } });
  const log = newLog();
  await expect(follow(log)).rejects.toThrow('GET /api/v1/track/… was answered in an unknown form');
  expect(log.stages().at(-1)?.name).toBe('accepted');
});
