import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../theme/fonts.css';
import '../theme/tokens.css';
import '../theme/global.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from '../api/query-client.ts';
import { sessionQuery } from '../api/session.ts';
import { startI18n } from '../i18n/index.ts';
import { Providers } from './providers.tsx';
import { createAppRouter } from './router.tsx';

const queryClient = createQueryClient(() => {
  const { pathname, href } = router.state.location;
  if (pathname === '/sign-in') return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { redirect: href } });
});
const router = createAppRouter(queryClient);

/** Pages that need no session; the frame of the others, and the session, are fetched while the words are. */
const open = /^\/(sign-in|forgot-password|reset-password|setup|invitation|track)(\/|$)/;
if (!open.test(window.location.pathname)) {
  queryClient.query(sessionQuery).catch(() => undefined);
  void import('./shell.tsx');
}

const container = document.getElementById('root');
if (!container) throw new Error('The page has no #root element.');
await startI18n();
// What stands in the page already goes only when the first page is whole.
await router.load();
createRoot(container).render(
  <StrictMode>
    <Providers queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
