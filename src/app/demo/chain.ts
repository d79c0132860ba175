import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { publicClient, type ApiClient } from './api-client.ts';
import type { Customers } from './customers.ts';
import type { Mailbox } from './mailbox.ts';
import * as replies from './replies.ts';
import type { StageLog } from './stages.ts';

export interface ChainOptions {
  readonly serverUrl: string;
  readonly operator: ApiClient;
  readonly approver: ApiClient;
  readonly customers: Customers;
  readonly mailbox: Mailbox;
  /** Events received by the server before the attack. */
  readonly receivedBefore: number;
  readonly since: Date;
  readonly log: StageLog;
  readonly signal: AbortSignal;
}

const pollMs = 100;

/** Follows the attack from the event received to the tracking page; returns when the whole chain has happened. */
export async function followChain(options: ChainOptions): Promise<void> {
  await seeEvents(options);
  const finding = await seeFinding(options);
  const incidentId = await seeIncident(options, finding);
  await seePlan(options, incidentId);
  const noticeId = await seeObligation(options, incidentId);
  await approveNotice(options, noticeId);
  await seeNoticeArrive(options, noticeId);
}

async function seeEvents({
  operator,
  customers,
  receivedBefore,
  since,
  log,
  signal,
}: ChainOptions): Promise<void> {
  const received = await until(signal, async () => {
    const status = await operator.get('/intake/status', replies.intakeStatus);
    return status.received > receivedBefore ? status.received - receivedBefore : null;
  });
  log.reached('received', `${received} events, acknowledged and on disk`);
  const query = new URLSearchParams({
    companyId: customers.attacked.companyId,
    from: since.toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
    limit: '100',
  });
  const stored = await until(signal, async () => {
    const { items } = await operator.get(`/events?${query.toString()}`, replies.events);
    return items.some(({ message }) => message.includes('logged on')) ? items.length : null;
  });
  log.reached('stored', `${stored} events of ${customers.attacked.name} can be searched`);
}

type Finding = z.infer<typeof replies.findings>['items'][number];

async function seeFinding({ operator, customers, log, signal }: ChainOptions): Promise<Finding> {
  const path = `/findings?companyId=${customers.attacked.companyId}`;
  const finding = await until(
    signal,
    async () => (await operator.get(path, replies.findings)).items[0] ?? null,
  );
  const { number, title, severity, entity } = finding;
  log.reached('finding', `${number} ${title} (${severity}), ${entity.type} ${entity.value}`);
  return finding;
}

/** How long triage by rule level gets before the demo triages by hand. */
const triageByRuleMs = 5_000;

async function seeIncident(options: ChainOptions, finding: Finding): Promise<string> {
  const { operator, customers, log, signal } = options;
  const byHandAt = performance.now() + triageByRuleMs;
  const path = `/findings?companyId=${customers.attacked.companyId}`;
  const incidentId = await until(signal, async () => {
    const { items } = await operator.get(path, replies.findings);
    const found = items.find(({ id }) => id === finding.id)?.incidentId ?? null;
    if (found !== null || performance.now() < byHandAt) return found;
    const body = { decision: 'incident' };
    return (await operator.post(`/findings/${finding.id}/triage`, body, replies.triaged)).incidentId;
  });
  const { incident } = await operator.get(`/incidents/${incidentId}`, replies.incident);
  log.reached('incident', `${incident.number} ${incident.title} (${incident.severity}, ${incident.status})`);
  return incidentId;
}

async function seePlan({ operator, log, signal }: ChainOptions, incidentId: string): Promise<void> {
  const plan = await until(
    signal,
    async () => (await operator.get(`/incidents/${incidentId}/plan`, replies.plan)).plan,
  );
  log.reached('plan', `${plan.playbook.name}, ${plan.steps.length} steps`);
}

async function seeObligation(options: ChainOptions, incidentId: string): Promise<string> {
  const { operator, customers, log, signal } = options;
  const find = async () => {
    const { items } = await operator.get(`/incidents/${incidentId}/obligations`, replies.obligations);
    return items.find(({ companyId }) => companyId === customers.attacked.companyId) ?? null;
  };
  const obligation = await until(signal, find);
  log.reached('obligation', `${obligation.agreementTitle}: notice due ${obligation.dueAt}`);
  const noticeId = await until(signal, async () => (await find())?.noticeId ?? null);
  const notice = await operator.get(`/notices/${noticeId}`, replies.notice);
  log.reached('drafted', `“${notice.subject}”`);
  return noticeId;
}

async function approveNotice({ operator, approver, log }: ChainOptions, noticeId: string): Promise<void> {
  await operator.post(`/notices/${noticeId}/submit`, {}, replies.anything);
  await approver.post(`/notices/${noticeId}/approve`, {}, replies.anything);
  log.reached('approved', 'submitted by the operator, approved by a second person');
}

async function seeNoticeArrive(options: ChainOptions, noticeId: string): Promise<void> {
  const { operator, mailbox, customers, serverUrl, log, signal } = options;
  const mail = await mailbox.waitFor(customers.attacked.securityContact, signal);
  await until(signal, async () => {
    const { status } = await operator.get(`/notices/${noticeId}`, replies.notice);
    return status === 'accepted' ? status : null;
  });
  log.reached('accepted', `mail to ${mail.to.join(', ')}: “${mail.subject}”`);
  const token = /\/track\/([\w-]+)/.exec(mail.text)?.[1];
  if (token === undefined) throw new Error('The mailed notice has no tracking link.');
  const page = await publicClient(serverUrl, signal).get(`/api/v1/track/${token}`, replies.tracked);
  log.reached('tracking', `${page.incidentNumber} for ${page.companyName}: ${page.status}`);
}

/** Asks again and again until there is an answer; the signal ends the waiting. */
async function until<T>(signal: AbortSignal, ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    await delay(pollMs, undefined, { signal });
  }
}
