import { dayMs, err, newId, ok, systemScope, type CompanyId, type UserId } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { publishFact } from '../platform/outbox/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { hashToken, newToken } from '../platform/secret/index.ts';
import { isThoughtless, thoughtless } from './auth-flow.ts';
import { insertCompany } from './company-store.ts';
import type { IdentityDeps } from './identity-deps.ts';
import {
  deleteSetupLinks,
  providerExists,
  providerName,
  saveSetupLink,
  setupLinkOpen,
} from './provider-store.ts';
import { defineRoute, type Route } from './route-schema.ts';
import { setupBody, setupQuery, setupState } from './user-schema.ts';
import { insertUser } from './user-store.ts';

/** How long a printed first-run link works; every start prints a new one until the set-up is done. */
const setupLinkMs = 7 * dayMs;
const perMinute = 20;

/** The fact of a finished set-up: `{companyId, userId}` of the provider and its first administrator. */
export const providerSetUp = 'provider.set_up';

const done: Failure = { code: 'setup_done', message: 'Tocsin has been set up already. Sign in.' };
const deadLink: Failure = {
  code: 'setup_link_invalid',
  message: 'This set-up link is wrong or has expired. Restart Tocsin: it prints a new one.',
};

/** The link that opens the set-up, for whoever can read the terminal; null when it is done. */
export async function createSetupLink(
  deps: Pick<IdentityDeps, 'db' | 'clock' | 'publicUrl'>,
): Promise<string | null> {
  return inScope(deps.db, systemScope('setup'), async (tx) => {
    if (await providerExists(tx)) return null;
    const token = newToken('setup');
    const now = deps.clock.now();
    await saveSetupLink(tx, hashToken(token), now, new Date(now.getTime() + setupLinkMs));
    return `${deps.publicUrl()}/setup?token=${token}`;
  });
}

export const setupRoutes = (hashPassword: (password: string) => Promise<string>): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/setup',
    operation: 'setup.show',
    summary: 'Whether the set-up is open to the holder of this link',
    access: 'public',
    limitPerMinute: perMinute,
    query: setupQuery,
    reply: setupState,
    handler: async ({ tx, query, clock }) => {
      if (await providerExists(tx))
        return ok({ state: 'done' as const, providerName: await providerName(tx) });
      const open = await setupLinkOpen(tx, hashToken(query.token), clock.now());
      return ok({ state: open ? ('open' as const) : ('invalid' as const), providerName: null });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/setup',
    operation: 'setup.complete',
    summary: 'Make the provider and its first administrator; works once',
    access: 'public',
    limitPerMinute: perMinute,
    body: setupBody,
    reply: setupState,
    handler: async ({ tx, body, clock, touch }) => {
      const now = clock.now();
      if (await providerExists(tx)) return err(done);
      if (!(await setupLinkOpen(tx, hashToken(body.token), now))) return err(deadLink);
      if (isThoughtless(body.password, body.email)) return err(thoughtless);
      const passwordHash = await hashPassword(body.password);
      const companyId = await makeProvider(tx, body.providerName, body.locale, now);
      if (companyId === null) return err(done);
      const { name, email, locale } = body;
      const userId = await insertUser(
        tx,
        { companyId, name, email, role: 'admin', locale, passwordHash },
        now,
      );
      if (userId === null) return err(done);
      touch({ type: 'company', id: companyId }, companyId);
      touch({ type: 'user', id: userId });
      await deleteSetupLinks(tx);
      await publishFact(tx, clock, setUpFact(companyId, userId));
      return ok({ state: 'done' as const, providerName: body.providerName });
    },
  }),
];

/** Null when another set-up was faster: its provider's row is waited for, and then wins. */
async function makeProvider(tx: Tx, name: string, locale: string, now: Date): Promise<CompanyId | null> {
  const made = await insertCompany(tx, {
    id: newId<'company'>(now),
    kind: 'provider',
    name,
    slug: 'provider',
    locale,
    retentionDays: null,
    quotaBytes: null,
    quotaAction: 'warn',
    status: 'active',
    createdAt: now,
  });
  return made?.id ?? null;
}

const setUpFact = (companyId: CompanyId, userId: UserId) => ({
  name: providerSetUp,
  companyId,
  payload: { companyId, userId },
});
