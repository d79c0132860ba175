import { queryOptions } from '@tanstack/react-query';
import { get } from '../../api/client.ts';
import type { CompanyStorage, FileSystems } from '../../api/types.ts';

export const fileSystemsQuery = queryOptions({
  queryKey: ['file-system'],
  queryFn: ({ signal }) => get<FileSystems>('/file-systems', { signal }),
  refetchInterval: 30_000,
});

/** What a company has stored; asked again soon while a change of its retention is on its way. */
export const storageQuery = (companyId: string) =>
  queryOptions({
    queryKey: ['company', 'storage', companyId],
    queryFn: ({ signal }) => get<CompanyStorage>(`/companies/${companyId}/storage`, { signal }),
    refetchInterval: (query) => (query.state.data?.retention.isApplied === false ? 2_000 : false),
  });

/** What keeping events for so many days would remove. */
export const retentionPreviewQuery = (companyId: string, days: number | 'default') =>
  queryOptions({
    queryKey: ['company', 'storage', companyId, days],
    queryFn: ({ signal }) =>
      get<CompanyStorage>(`/companies/${companyId}/storage`, { query: { days }, signal }),
    staleTime: 10_000,
  });
