import { randomBytes } from 'node:crypto';
import { signIn, publicClient, type ApiClient } from './api-client.ts';
import { attackedCompany, noticeHours, otherCompany } from './cast.ts';
import type { Mailbox } from './mailbox.ts';
import { anything, created, madeSource, session } from './replies.ts';

/** The two customers of one run and what the demo needs of them. */
export interface Customers {
  /** Tells this run's customers from those of other runs. */
  readonly suffix: string;
  readonly attacked: { readonly companyId: string; readonly name: string; readonly securityContact: string };
  readonly other: { readonly companyId: string };
  /** Token of the attacked company's syslog source. */
  readonly syslogToken: string;
}

/** Makes both customers with contacts, agreements and sources. A suffix makes each run's own. */
export async function makeCustomers(api: ApiClient, today: Date): Promise<Customers> {
  const suffix = randomBytes(3).toString('hex');
  const attacked = await makeCompany(api, attackedCompany, suffix, today);
  const other = await makeCompany(api, otherCompany, suffix, today);
  const source = { projectId: null, addresses: [] };
  const { token } = await api.post(
    '/sources',
    { ...source, companyId: attacked.companyId, name: 'Web servers', kind: 'syslog' },
    madeSource,
  );
  await api.post(
    '/sources',
    { ...source, companyId: other.companyId, name: 'Cloud audit', kind: 'http' },
    madeSource,
  );
  return { suffix, attacked, other, syslogToken: token };
}

type Cast = typeof attackedCompany | typeof otherCompany;

async function makeCompany(
  api: ApiClient,
  cast: Cast,
  suffix: string,
  today: Date,
): Promise<Customers['attacked']> {
  const name = `${cast.name} ${suffix}`;
  const slug = `${cast.slug}-${suffix}`;
  const body = { name, slug, locale: cast.locale, retentionDays: 30 };
  const { id: companyId } = await api.post('/companies', body, created);
  const securityContact = `security@${slug}.example`;
  const contacts = [
    { name: 'Security desk', email: securityContact, categories: ['security'], locale: cast.locale },
    { name: 'Legal desk', email: `legal@${slug}.example`, categories: ['legal'], locale: cast.locale },
  ];
  for (const contact of contacts) await api.post(`/companies/${companyId}/contacts`, contact, created);
  await api.post('/agreements', agreement(companyId, name, suffix, today), created);
  return { companyId, name, securityContact };
}

const agreement = (companyId: string, name: string, suffix: string, today: Date): object => ({
  companyId,
  title: `Hosting agreement with ${name}`,
  number: `DEMO-${suffix}`,
  effectiveFrom: today.toISOString().slice(0, 10),
  effectiveTo: null,
  clauses: [
    {
      trigger: { minSeverity: 'medium' },
      startsAt: 'company_affected',
      durationHours: noticeHours,
      channel: 'email',
      contactCategories: ['security'],
      language: 'en',
    },
  ],
});

/** Invites a second member of the provider's staff, accepts by the mailed link, and signs in as that person. */
export async function makeApprover(
  api: ApiClient,
  serverUrl: string,
  mailbox: Mailbox,
  suffix: string,
  signal: AbortSignal,
): Promise<ApiClient> {
  const { companyId } = await api.get('/session', session);
  const email = `approver-${suffix}@northwind.example`;
  await api.post('/users/invitations', { email, role: 'lead', companyId }, created);
  const mail = await mailbox.waitFor(email, signal);
  const link = /\/invitation\/([\w-]+)/.exec(mail.text)?.[1];
  if (link === undefined) throw new Error('The mailed invitation has no link.');
  const password = randomBytes(18).toString('base64url');
  const name = `Demo approver ${suffix}`;
  await publicClient(serverUrl, signal).post(`/invitations/${link}`, { name, password }, anything);
  return signIn(serverUrl, { email, password }, signal);
}
