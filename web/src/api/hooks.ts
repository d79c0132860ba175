import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { get, type ApiError } from './client.ts';
import { makeStale } from './refresh.ts';
import type { Item, PathFor, Query, Reply } from './routes.ts';

/** A page of any list. */
interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total?: number | null;
}

/** A list that grows by pages: rows so far, how many there are, and how to get the next ones. */
export interface ListQuery<T, P = unknown> {
  readonly rows: readonly T[];
  readonly total: number | null;
  readonly firstPage: P | undefined;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly error: ApiError | null;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly refetch: () => void;
  /** Something changed while too many pages were open to fetch them all again by themselves. */
  readonly changed: boolean;
  /** Begins again with the first page. */
  readonly refresh: () => void;
}

const pageSize = 100;

/** Rows that the server counts at most; one more means "more than so many". Also the most of an export of these. */
export const mostCounted = 100_000;
/** An export of events may be longer. */
export const mostExportedEvents = 1_000_000;

export function useList<const P extends string>(
  key: readonly unknown[],
  path: P & PathFor<'get', P>,
  query: Omit<Query<P>, 'limit' | 'cursor'>,
  options: { readonly enabled?: boolean; readonly limit?: number } = {},
): ListQuery<Item<P>, Reply<'get', P>> {
  const limit = options.limit ?? pageSize;
  const client = useQueryClient();
  const queryKey = [...key, query, limit];
  const result = useInfiniteQuery<
    Page<Item<P>>,
    ApiError,
    { pages: Page<Item<P>>[] },
    readonly unknown[],
    string | null
  >({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      // Every list of the server knows `limit` and `cursor` and answers in pages.
      get(path, {
        query: { ...query, limit, cursor: pageParam } as unknown as Query<P>,
        signal,
      }) as unknown as Promise<Page<Item<P>>>,
    initialPageParam: null,
    getNextPageParam: (last) => last.nextCursor,
    enabled: options.enabled ?? true,
    placeholderData: keepPreviousData,
  });
  const changed = useSyncExternalStore(
    useCallback((notify: () => void) => client.getQueryCache().subscribe(notify), [client]),
    () => client.getQueryState(queryKey)?.isInvalidated === true,
  );
  const pages = result.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  return {
    rows,
    total: pages?.[0]?.total ?? null,
    firstPage: pages?.[0] as Reply<'get', P> | undefined,
    isPending: result.isPending,
    isFetching: result.isFetching,
    error: result.error,
    hasMore: result.hasNextPage,
    loadMore: () => {
      if (result.hasNextPage && !result.isFetchingNextPage) void result.fetchNextPage();
    },
    refetch: () => void result.refetch(),
    changed: changed && !result.isFetching,
    refresh: () => {
      client.setQueryData<{ pages: unknown[]; pageParams: unknown[] }>(
        queryKey,
        (old) => old && { pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) },
      );
      void result.refetch();
    },
  };
}

/** A change on the server that makes the named queries stale. */
export function useChange<TInput, TOutput>(
  run: (input: TInput) => Promise<TOutput>,
  stale: readonly (readonly unknown[])[],
): UseMutationResult<TOutput, ApiError, TInput> {
  const client = useQueryClient();
  return useMutation<TOutput, ApiError, TInput>({
    mutationFn: run,
    onSuccess: async () => {
      await Promise.all(stale.map((key) => makeStale(client, key)));
    },
  });
}
