import { queryOptions } from '@tanstack/react-query';
import { get } from '../../api/client.ts';

export const fileSystemsQuery = queryOptions({
  queryKey: ['file-system'],
  queryFn: ({ signal }) => get('/file-systems', { signal }),
  refetchInterval: 30_000,
});

/** What a company has stored; asked again soon while a change of its retention is on its way. */
export const storageQuery = (companyId: string) =>
  queryOptions({
    queryKey: ['company', 'storage', companyId],
    queryFn: ({ signal }) => get(`/companies/${companyId}/storage`, { signal }),
    refetchInterval: (query) => (query.state.data?.retention.isApplied === false ? 2_000 : false),
  });

/** What keeping events for so many days would remove. */
export const retentionPreviewQuery = (companyId: string, days: number | 'default') =>
  queryOptions({
    queryKey: ['company', 'storage', companyId, days],
    queryFn: ({ signal }) => get(`/companies/${companyId}/storage`, { query: { days }, signal }),
    staleTime: 10_000,
  });
