import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, type ApiError } from './client.ts';
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
}

const pageSize = 100;

export function useList<const P extends string>(
  key: readonly unknown[],
  path: P & PathFor<'get', P>,
  query: Omit<Query<P>, 'limit' | 'cursor'>,
  options: { readonly enabled?: boolean; readonly limit?: number } = {},
): ListQuery<Item<P>, Reply<'get', P>> {
  const limit = options.limit ?? pageSize;
  const result = useInfiniteQuery<
    Page<Item<P>>,
    ApiError,
    { pages: Page<Item<P>>[] },
    readonly unknown[],
    string | null
  >({
    queryKey: [...key, query, limit],
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
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}
