import type { MailMessage, SendOutcome } from '../../src/platform/mail/index.ts';
import type { CompanyId, IncidentId, ManualClock } from '../../src/kernel/index.ts';
import { agreementBody } from './agreement.ts';
import { type IncidentHouse } from './incident-house.ts';
import { addCompany, addContact } from './people.ts';

/** A notice as the API shows it, as far as tests read it. */
export interface ShownNotice {
  readonly id: string;
  readonly status: string;
  readonly messageId: string;
  readonly nextAttemptAt: string | null;
  readonly recipients: readonly {
    readonly email: string;
    readonly status: string;
    readonly response: string | null;
    readonly acceptedAt: string | null;
    readonly deliveredAt: string | null;
    readonly bouncedAt: string | null;
  }[];
  readonly otherContacts: readonly { readonly email: string }[];
  readonly reports: readonly {
    readonly action: string;
    readonly attempt: number;
    readonly email: string | null;
  }[];
  readonly attempts: readonly { readonly attempt: number; readonly outcome: string }[];
}

export interface ShownObligation {
  readonly id: string;
  readonly status: string;
  readonly dueAt: string;
  readonly breachedAt: string | null;
  readonly fulfilledAt: string | null;
  readonly reopenedAt: string | null;
}

export interface ShownAlert {
  readonly level: string;
  readonly sentAt: string;
  readonly causes: readonly { readonly obligationId: string; readonly reason: string }[];
  readonly recipients: readonly { readonly name: string; readonly status: string }[];
}

/** One customer with one incident and its notice, and the steps that people and mail servers take with it. */
export interface NoticeCase {
  readonly companyId: CompanyId;
  readonly incidentId: IncidentId;
  readonly noticeId: string;
  read(): Promise<ShownNotice>;
  obligation(): Promise<ShownObligation>;
  alerts(): Promise<readonly ShownAlert[]>;
  /** What the timeline says, oldest first. */
  told(): Promise<readonly string[]>;
  post(who: 'ada' | 'bob', verb: string, body?: object): Promise<{ status: number; body: unknown }>;
  /** Ada hands it in, Bob approves it. */
  approve(): Promise<void>;
}

let cases = 0;

export async function startCase(
  house: IncidentHouse,
  options: { readonly clause?: object; readonly contacts?: readonly (readonly string[])[] } = {},
): Promise<NoticeCase> {
  cases += 1;
  const name = `Case ${cases}`;
  const { db } = house.database;
  const companyId = await addCompany(db, { kind: 'customer', name });
  for (const [index, categories] of (options.contacts ?? [['security']]).entries())
    await addContact(db, {
      companyId,
      name: `Person ${index}`,
      email: `person${index}@case${cases}.example`,
      categories,
    });
  await house.api.call(house.ada, 'POST', '/agreements', agreementBody(companyId, options.clause ?? {}));
  const incidentId = await house.openIncident(companyId);
  await house.jobs.run();
  const list = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}/notices`);
  const noticeId = (list.body.items as { id: string }[])[0]?.id ?? '';
  return { companyId, incidentId, noticeId, ...stepsOf(house, incidentId, noticeId) };
}

function stepsOf(
  house: IncidentHouse,
  incidentId: IncidentId,
  noticeId: string,
): Omit<NoticeCase, 'companyId' | 'incidentId' | 'noticeId'> {
  const get = async (path: string): Promise<unknown> => (await house.api.call(house.ada, 'GET', path)).body;
  const post: NoticeCase['post'] = (who, verb, body) =>
    house.api.call(house[who], 'POST', `/notices/${noticeId}/${verb}`, body);
  return {
    read: async () => (await get(`/notices/${noticeId}`)) as ShownNotice,
    obligation: async () => {
      const { items } = (await get(`/incidents/${incidentId}/obligations`)) as { items: ShownObligation[] };
      const [first] = items;
      if (first === undefined) throw new Error('the incident has no obligation');
      return first;
    },
    alerts: async () =>
      ((await get(`/incidents/${incidentId}/alerts`)) as { items: readonly ShownAlert[] }).items,
    told: async () =>
      ((await get(`/incidents/${incidentId}`)) as { timeline: { text: string }[] }).timeline.map(
        ({ text }) => text,
      ),
    post,
    approve: async () => {
      for (const [who, verb] of [
        ['ada', 'submit'],
        ['bob', 'approve'],
      ] as const) {
        const reply = await post(who, verb);
        if (reply.status !== 200) throw new Error(`${verb}: ${JSON.stringify(reply.body)}`);
      }
    },
  };
}

/** A mail server whose answers a test chooses; without one it accepts. `killed`: we die after it has the mail. */
export interface ScriptedMailer {
  readonly sent: MailMessage[];
  /** Answers for the next mails, in order. */
  readonly answers: ('accepted' | 'temp_failed' | 'unknown' | 'failed' | 'killed')[];
  send(message: MailMessage): Promise<SendOutcome>;
}

/** Answers only mails for which `isScripted` says so; others are accepted. */
export function scriptedMailer(isScripted: (message: MailMessage) => boolean): ScriptedMailer {
  const sent: MailMessage[] = [];
  const answers: ScriptedMailer['answers'] = [];
  return {
    sent,
    answers,
    send: (message) => {
      sent.push(message);
      const answer = isScripted(message) ? (answers.shift() ?? 'accepted') : 'accepted';
      if (answer === 'killed') return Promise.reject(new Error('killed'));
      const response = `scripted: ${answer}`;
      if (answer === 'unknown') return Promise.resolve({ kind: 'unknown', response });
      const emails = message.envelopeTo ?? message.to.map(({ email }) => email);
      if (answer === 'accepted') {
        const recipients = emails.map((email) => ({ email, kind: 'accepted' as const, response }));
        return Promise.resolve({ kind: 'accepted', response, recipients });
      }
      const reason = answer === 'failed' ? ('refused' as const) : ('server_busy' as const);
      return Promise.resolve({ kind: answer, reason, response, recipients: [] });
    },
  };
}

/** Runs what is due; a process that is killed in between is started again. */
export async function runJobs(house: IncidentHouse): Promise<void> {
  for (let kills = 0; ; kills += 1) {
    try {
      await house.jobs.run();
      return;
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'killed' || kills > 50) throw error;
    }
  }
}

/** Moves time on, minute by minute where asked, doing what is due and the sweep of every step. */
export async function passTime(
  house: IncidentHouse,
  clock: ManualClock,
  ms: number,
  stepMs = ms,
): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.advance(Math.min(stepMs, ms - passed));
    await runJobs(house);
    await house.notifications.jobs.get('notification-sweep')?.({});
    await runJobs(house);
  }
}
