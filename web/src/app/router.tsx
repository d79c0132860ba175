import { Notifications } from '@mantine/notifications';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { sessionQuery } from '../api/session.ts';
import { ErrorState, LoadingBlock } from '../components/states.tsx';
import { parseSearch, writeSearch } from '../lib/search-params.ts';
import { HomePage, preloadHome } from './home-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import {
  readActivitySearch,
  readAttackSearch,
  readCompanySearch,
  readEventsSearch,
  readFindingsSearch,
  readIncidentSearch,
  readIncidentsSearch,
  readListSearch,
  readNewRuleSearch,
  readRuleSearch,
  readRulesSearch,
  readSignInSearch,
  readSuppressionsSearch,
  readTokenSearch,
} from './search.ts';

interface Context {
  readonly queryClient: QueryClient;
}

/** Toasts live inside the router, so that they may hold links. */
function Root() {
  return (
    <>
      <Outlet />
      <Notifications position="bottom-right" limit={4} transitionDuration={120} />
    </>
  );
}

const root = createRootRouteWithContext<Context>()({ component: Root, notFoundComponent: NotFoundPage });

const publicRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: readSignInSearch,
    component: lazyRouteComponent(() => import('../features/auth/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/forgot-password',
    component: lazyRouteComponent(() => import('../features/auth/password-pages.tsx'), 'ForgotPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset-password',
    validateSearch: readTokenSearch,
    component: lazyRouteComponent(() => import('../features/auth/password-pages.tsx'), 'ResetPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/setup',
    validateSearch: readTokenSearch,
    component: lazyRouteComponent(() => import('../features/auth/setup-page.tsx'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/invitation/$token',
    component: lazyRouteComponent(() => import('../features/auth/invitation-page.tsx'), 'InvitationPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/track/$token',
    component: lazyRouteComponent(() => import('../features/tracking/tracking-page.tsx'), 'TrackingPage'),
  }),
] as const;

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.query({ ...sessionQuery, staleTime: 'static' });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's own way to redirect
      throw redirect({
        to: '/sign-in',
        search: { redirect: location.href === '/' ? undefined : location.href },
      });
    }
  },
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
});

const appRoutes = [
  createRoute({
    getParentRoute: () => app,
    path: '/',
    loader: async ({ context }) => {
      const session = context.queryClient.getQueryData(sessionQuery.queryKey);
      await preloadHome(session?.kind !== 'customer');
    },
    component: HomePage,
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/incidents',
    validateSearch: readIncidentsSearch,
    component: lazyRouteComponent(() => import('../features/incidents/incidents-page.tsx'), 'IncidentsPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/incidents/$incidentId',
    validateSearch: readIncidentSearch,
    component: lazyRouteComponent(() => import('../features/incidents/incident-page.tsx'), 'IncidentPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/findings',
    validateSearch: readFindingsSearch,
    component: lazyRouteComponent(() => import('../features/findings/findings-page.tsx'), 'FindingsPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/findings/$findingId',
    component: lazyRouteComponent(() => import('../features/findings/finding-page.tsx'), 'FindingPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/events',
    validateSearch: readEventsSearch,
    component: lazyRouteComponent(() => import('../features/events/events-page.tsx'), 'EventsPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/activity',
    validateSearch: readActivitySearch,
    component: lazyRouteComponent(() => import('../features/activity/activity-page.tsx'), 'ActivityPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/companies',
    validateSearch: readListSearch,
    component: lazyRouteComponent(() => import('../features/companies/companies-page.tsx'), 'CompaniesPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/companies/$companyId',
    validateSearch: readCompanySearch,
    component: lazyRouteComponent(() => import('../features/companies/company-page.tsx'), 'CompanyPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/rules',
    validateSearch: readRulesSearch,
    component: lazyRouteComponent(() => import('../features/rules/rules-page.tsx'), 'RulesPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/rules/$ruleId',
    validateSearch: readRuleSearch,
    component: lazyRouteComponent(() => import('../features/rules/rule-page.tsx'), 'RulePage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/rules/$ruleId/edit',
    component: lazyRouteComponent(() => import('../features/rules/rule-edit-page.tsx'), 'RuleEditPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/new-rule',
    validateSearch: readNewRuleSearch,
    component: lazyRouteComponent(() => import('../features/rules/rule-edit-page.tsx'), 'NewRulePage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/attack',
    validateSearch: readAttackSearch,
    component: lazyRouteComponent(() => import('../features/attack/attack-page.tsx'), 'AttackPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/suppressions',
    validateSearch: readSuppressionsSearch,
    component: lazyRouteComponent(
      () => import('../features/suppressions/suppressions-page.tsx'),
      'SuppressionsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/suppressions/$suppressionId',
    component: lazyRouteComponent(
      () => import('../features/suppressions/suppression-page.tsx'),
      'SuppressionPage',
    ),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/users',
    component: lazyRouteComponent(() => import('../features/settings/users-page.tsx'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/tokens',
    component: lazyRouteComponent(() => import('../features/settings/tokens-page.tsx'), 'TokensPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/intake',
    component: lazyRouteComponent(() => import('../features/settings/intake-page.tsx'), 'IntakePage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/backups',
    component: lazyRouteComponent(() => import('../features/settings/backups-page.tsx'), 'BackupsPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/contact',
    component: lazyRouteComponent(() => import('../features/settings/contact-page.tsx'), 'ContactPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/profile',
    component: lazyRouteComponent(() => import('../features/settings/profile-page.tsx'), 'ProfilePage'),
  }),
] as const;

/** Any other address: inside the frame for whoever is signed in. */
const nowhere = createRoute({ getParentRoute: () => app, path: '$', component: NotFoundPage });

const tree = root.addChildren([...publicRoutes, app.addChildren([...appRoutes, nowhere])]);

function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <div role="main">
      <ErrorState error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
    </div>
  );
}

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    parseSearch: (text) => parseSearch(text),
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    defaultPendingComponent: () => <LoadingBlock lines={6} />,
    defaultErrorComponent: RouteError,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
