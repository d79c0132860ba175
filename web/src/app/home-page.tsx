import { lazy, Suspense } from 'react';
import { useSession } from '../api/session.ts';
import { LoadingBlock } from '../components/states.tsx';

const loadToday = () => import('../features/today/today-page.tsx');
const loadPortal = () => import('../features/portal/portal-page.tsx');

const Today = lazy(async () => ({ default: (await loadToday()).TodayPage }));
const Portal = lazy(async () => ({ default: (await loadPortal()).PortalPage }));

/** Fetches the page for this side of the house before it is drawn. */
export const preloadHome = (isProvider: boolean): Promise<unknown> =>
  isProvider ? loadToday() : loadPortal();

/** The first page: what is due next for the provider's people, the answer for a customer's. */
export function HomePage() {
  const session = useSession();
  return (
    <Suspense fallback={<LoadingBlock lines={6} />}>{session.isProvider ? <Today /> : <Portal />}</Suspense>
  );
}
