import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { isLong, makeStale } from './refresh.ts';

const pages = (count: number): object => ({
  pages: Array.from({ length: count }, () => ({ items: [] })),
  pageParams: [],
});

test('a change fetches what is shown again, and leaves a long list where it is, marked', async () => {
  const client = new QueryClient();
  const fetched: string[] = [];
  const watch = (key: readonly string[], data: unknown): (() => void) => {
    client.setQueryData(key, data);
    const observer = new QueryObserver(client, {
      queryKey: key,
      queryFn: () => {
        fetched.push(key.join('/'));
        return Promise.resolve(data);
      },
      staleTime: Infinity,
    });
    return observer.subscribe(() => undefined);
  };
  const ends = [
    watch(['finding', 'short'], pages(10)),
    watch(['finding', 'long'], pages(11)),
    watch(['finding', 'one'], { id: 1 }),
    watch(['incident', 'one'], { id: 1 }),
  ];
  await makeStale(client, ['finding']);
  expect(fetched.sort()).toEqual(['finding/one', 'finding/short']);
  expect(client.getQueryState(['finding', 'long'])?.isInvalidated).toBe(true);
  expect(client.getQueryState(['finding', 'short'])?.isInvalidated).toBe(false);
  for (const end of ends) end();
});

test.each([undefined, null, 'text', { pages: 'none' }, pages(10)])('%j is not long', (data) => {
  expect(isLong({ state: { data } } as Parameters<typeof isLong>[0])).toBe(false);
});
