import type { Query, QueryClient } from '@tanstack/react-query';

/** Pages of a list that are fetched again by themselves, one after the other; a longer list says that it has changed. */
const mostPages = 10;

/** Whether so much of a list is open that fetching all of it again would take long and move what is being read. */
export function isLong(query: Pick<Query, 'state'>): boolean {
  const data: unknown = query.state.data;
  return (
    typeof data === 'object' &&
    data !== null &&
    'pages' in data &&
    Array.isArray(data.pages) &&
    data.pages.length > mostPages
  );
}

/** Says that what begins with `key` has changed: it is fetched again where it is shown, unless it is long. */
export async function makeStale(client: QueryClient, key: readonly unknown[]): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: key, predicate: (query) => !isLong(query) }),
    client.invalidateQueries({ queryKey: key, predicate: isLong, refetchType: 'none' }),
  ]);
}
