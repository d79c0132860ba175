import type { FastifyInstance } from 'fastify';
import { systemScope } from '../kernel/index.ts';
import type { ProblemTable } from '../platform/http/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import type { Subscription } from '../platform/outbox/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { apiTokenRoutes } from './api-token-routes.ts';
import { insertToken } from './api-token-store.ts';
import { authProblems } from './auth-flow.ts';
import { authJobs, mountAuth } from './auth-routes.ts';
import { createAuth, type Auth } from './auth-service.ts';
import { createAuthenticate } from './authenticate-service.ts';
import { companyRoutes } from './company-routes.ts';
import { contactRoutes } from './contact-routes.ts';
import { cleanUpCrontab, cleanUpJobs } from './clean-up-store.ts';
import type { CountCompany, IdentityDeps } from './identity-deps.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { rolePermissions, type Permission } from './permission.ts';
import { eraseSweepCrontab, eraseSweepJobs } from './erase-sweep-service.ts';
import { createOidcClient } from './oidc-client-service.ts';
import { mountOidcLogout } from './oidc-logout-routes.ts';
import { mountOidc, type OidcMountDeps } from './oidc-routes.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import { mountPasskeySignIn } from './passkey-sign-in-routes.ts';
import { mountProof } from './proof-routes.ts';
import { offBoardingRoutes } from './off-boarding-routes.ts';
import { offBoardingJobs } from './off-boarding-service.ts';
import { projectRoutes } from './project-routes.ts';
import type { Route } from './route-schema.ts';
import type { AllowRequest, Authenticate } from './route-service.ts';
import { sessionRoutes } from './session-routes.ts';
import { createSetupLink, setupRoutes } from './setup-routes.ts';
import { withinRate } from './sign-in-guard-store.ts';
import { exportProblems } from './export-schema.ts';
import { signInWayRoutes } from './sign-in-way-routes.ts';
import { userRoutes } from './user-routes.ts';
import { firstAdmin, userById } from './user-store.ts';

/** Problems of this slice: code → HTTP status and title. */
const problems = {
  ...authProblems,
  ...exportProblems,
  slug_taken: { status: 409, title: 'This short name is taken' },
  company_erased: { status: 409, title: 'The company has been erased' },
  role_of_other_side: { status: 400, title: 'This role is for the other side of the house' },
  permission_beyond_yours: { status: 403, title: 'You cannot give what you lack' },
  own_account: { status: 409, title: 'You cannot do this to your own account' },
  last_manager: { status: 409, title: 'The last administrator or owner stays' },
  user_exists: { status: 409, title: 'This address has an account' },
  invitation_invalid: { status: 404, title: 'The invitation is wrong, used up, or has expired' },
  expiry_past: { status: 400, title: 'The time of expiry has passed' },
  setup_done: { status: 409, title: 'The set-up is done' },
  setup_link_invalid: { status: 403, title: 'The set-up link is wrong or has expired' },
  off_boarding_refused: { status: 409, title: 'The company cannot be off-boarded so' },
} as const satisfies ProblemTable;

/** Whose token is made by the program itself, for what. */
export interface TokenRequest {
  /** A user's id, or `first_admin`: the provider's first enabled administrator. */
  readonly user: string;
  readonly name: string;
  /** Default: everything that the user may do. */
  readonly permissions?: readonly Permission[];
  readonly expiresAt?: Date;
}

/** The slice, ready to be mounted. */
export interface Identity {
  readonly routes: readonly Route[];
  readonly problems: ProblemTable;
  readonly jobs: ReadonlyMap<string, JobHandler>;
  /** Lines for the job queue's clock, UTC. */
  readonly crontab: string;
  readonly subscriptions: readonly Subscription[];
  readonly authenticate: Authenticate;
  readonly allowRequest: AllowRequest;
  /** Mounts the sign-in flows below /api/auth. */
  mountAuth(app: FastifyInstance): void;
  /** A new first-run link; null when the set-up is done. */
  createSetupLink(): Promise<string | null>;
  /** Makes an API token without a request; null when there is no such user (or none yet). */
  createTokenFor(wanted: TokenRequest): Promise<{ readonly id: string; readonly token: string } | null>;
}

const noCounts: CountCompany = () => Promise.resolve({ sources: 0, openIncidents: 0, openFindings: 0 });
const aboutNothing = () => ({ mail: { configured: false, outboxPath: null }, version: '' });

/** Puts the slice together. Nothing is started; the sign-in library is made at its first use. */
export function createIdentity(deps: IdentityDeps): Identity {
  let made: Auth | null = null;
  // The public address may be known only when the server listens.
  const auth = (): Auth => (made ??= createAuth(deps));
  const authenticate = createAuthenticate(deps);
  const identityProviders = deps.identityProviders ?? [];
  const oidcClient = createOidcClient(deps);
  const authDeps: OidcMountDeps = { ...deps, auth, authenticate, identityProviders, oidcClient };
  const publicUrl = (): string => deps.publicUrl();
  const ways = { publicUrl, identityProviders, oidcClient };
  const hashPassword = async (password: string): Promise<string> =>
    (await auth().$context).password.hash(password);
  return {
    routes: [
      ...setupRoutes(hashPassword),
      ...sessionRoutes({ ...ways, about: deps.about ?? aboutNothing }),
      ...invitationRoutes({ ...ways, sendMail: deps.sendMail, hashPassword }),
      ...userRoutes(identityProviders),
      ...passkeyRoutes(ways),
      ...signInWayRoutes(ways),
      ...apiTokenRoutes,
      ...companyRoutes(deps.countCompany ?? noCounts),
      ...projectRoutes,
      ...contactRoutes,
      ...offBoardingRoutes,
    ],
    problems,
    jobs: new Map([
      ...authJobs(authDeps),
      ...cleanUpJobs(deps),
      ...offBoardingJobs(deps),
      ...eraseSweepJobs(deps),
    ]),
    crontab: `${cleanUpCrontab}\n${eraseSweepCrontab}`,
    subscriptions: [],
    authenticate,
    allowRequest: (key, limitPerMinute) => withinRate(deps.db, deps.clock, key, limitPerMinute, 60),
    mountAuth: (app) => {
      mountAuth(app, authDeps);
      mountPasskeySignIn(app, authDeps);
      mountProof(app, authDeps);
      mountOidc(app, authDeps);
      mountOidcLogout(app, authDeps);
    },
    createSetupLink: () => createSetupLink(deps),
    createTokenFor: (wanted) => createTokenFor(deps, wanted),
  };
}

function createTokenFor(
  deps: IdentityDeps,
  wanted: TokenRequest,
): Promise<{ readonly id: string; readonly token: string } | null> {
  return inScope(deps.db, systemScope('create-token'), async (tx) => {
    const user = wanted.user === 'first_admin' ? await firstAdmin(tx) : await userById(tx, wanted.user);
    if (user === null) return null;
    const { id, token } = await insertToken(
      tx,
      {
        companyId: user.companyId,
        userId: user.id,
        name: wanted.name,
        permissions: wanted.permissions ?? [...rolePermissions[user.role]],
        expiresAt: wanted.expiresAt ?? null,
      },
      deps.clock.now(),
    );
    return { id, token };
  });
}
