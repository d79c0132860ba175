import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, getFrom } from './client.ts';
import type {
  Agreement,
  ApiToken,
  Company,
  CompanyDetail,
  Contact,
  EventDetail,
  FieldValues,
  FindingDetail,
  Histogram,
  IncidentDetail,
  IntakeStatus,
  Invitation,
  Notice,
  Obligation,
  OffBoarding,
  Overview,
  Page,
  Playbook,
  Project,
  QueryField,
  RuleDetail,
  RuleList,
  Source,
  Tracking,
  User,
} from './types.ts';

/** Reads, one a resource. The first part of a key is the topic that live updates make stale. */

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => get<Overview>('/overview', { signal }),
  refetchInterval: 60_000,
});

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', 'one', id],
    queryFn: ({ signal }) => get<IncidentDetail>(`/incidents/${id}`, { signal }),
  });

export const findingQuery = (id: string) =>
  queryOptions({
    queryKey: ['finding', 'one', id],
    queryFn: ({ signal }) => get<FindingDetail>(`/findings/${id}`, { signal }),
  });

export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ['notice', 'one', id],
    queryFn: ({ signal }) => get<Notice>(`/notices/${id}`, { signal }),
  });

export const obligationsQuery = (companyId?: string) =>
  queryOptions({
    queryKey: ['obligation', 'list', companyId ?? null],
    queryFn: ({ signal }) =>
      get<Page<Obligation>>('/obligations', { query: { companyId, limit: 100 }, signal }),
  });

export const playbooksQuery = queryOptions({
  queryKey: ['playbook'],
  queryFn: ({ signal }) => get<Page<Playbook>>('/playbooks', { signal }),
  staleTime: 5 * 60_000,
});

export const rulesQuery = queryOptions({
  queryKey: ['rule', 'list'],
  queryFn: ({ signal }) => get<RuleList>('/rules', { signal }),
});
export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['rule', 'one', id],
    queryFn: ({ signal }) => get<RuleDetail>(`/rules/${id}`, { signal }),
  });

export interface EventScope {
  readonly from: string;
  readonly to: string;
  readonly q?: string | undefined;
  readonly companyId?: string | undefined;
}
export const histogramQuery = (scope: EventScope, buckets: number) =>
  queryOptions({
    queryKey: ['event', 'histogram', scope, buckets],
    queryFn: ({ signal }) => get<Histogram>('/events/histogram', { query: { ...scope, buckets }, signal }),
    placeholderData: keepPreviousData,
  });
export const fieldValuesQuery = (scope: EventScope, field: string) =>
  queryOptions({
    queryKey: ['event', 'field', scope, field],
    queryFn: ({ signal }) => get<FieldValues>('/events/fields', { query: { ...scope, field }, signal }),
  });
export const eventQuery = (id: string, at: string) =>
  queryOptions({
    queryKey: ['event', 'one', id],
    queryFn: ({ signal }) => get<EventDetail>(`/events/${id}`, { query: { at }, signal }),
    staleTime: Infinity,
  });
export const queryFieldsQuery = queryOptions({
  queryKey: ['query-fields'],
  queryFn: ({ signal }) =>
    get<readonly QueryField[] | { readonly items: readonly QueryField[] }>('/events/query-fields', {
      signal,
    }),
  select: (data) => ('items' in data ? data.items : data),
  staleTime: Infinity,
});
export const intakeQuery = queryOptions({
  queryKey: ['intake'],
  queryFn: ({ signal }) => get<IntakeStatus>('/intake/status', { signal }),
  refetchInterval: 10_000,
});

export const companyChoicesQuery = queryOptions({
  queryKey: ['company', 'choices'],
  queryFn: ({ signal }) => get<Page<Company>>('/companies', { query: { limit: 200 }, signal }),
  staleTime: 60_000,
});
export const companyQuery = (id: string) =>
  queryOptions({
    queryKey: ['company', 'one', id],
    queryFn: ({ signal }) => get<CompanyDetail>(`/companies/${id}`, { signal }),
  });
export const projectsQuery = (id: string) =>
  queryOptions({
    queryKey: ['company', 'projects', id],
    queryFn: ({ signal }) => get<Page<Project>>(`/companies/${id}/projects`, { signal }),
  });
export const offBoardingQuery = (id: string) =>
  queryOptions({
    queryKey: ['company', 'off-boarding', id],
    queryFn: ({ signal }) => get<OffBoarding | null>(`/companies/${id}/off-boarding`, { signal }),
  });
export const contactsQuery = (id: string) =>
  queryOptions({
    queryKey: ['contact', id],
    queryFn: ({ signal }) => get<Page<Contact>>(`/companies/${id}/contacts`, { signal }),
  });
export const sourcesQuery = (companyId?: string) =>
  queryOptions({
    queryKey: ['source', companyId ?? null],
    queryFn: ({ signal }) => get<Page<Source>>('/sources', { query: { companyId, limit: 200 }, signal }),
  });
export const agreementsQuery = (companyId: string) =>
  queryOptions({
    queryKey: ['agreement', companyId],
    queryFn: ({ signal }) => get<Page<Agreement>>('/agreements', { query: { companyId }, signal }),
  });

export const usersQuery = (companyId?: string) =>
  queryOptions({
    queryKey: ['user', companyId ?? null],
    queryFn: ({ signal }) => get<Page<User>>('/users', { query: { companyId, limit: 200 }, signal }),
  });
export const invitationsQuery = queryOptions({
  queryKey: ['user-invitation'],
  queryFn: ({ signal }) => get<Page<Invitation>>('/users/invitations', { signal }),
});
export const tokensQuery = queryOptions({
  queryKey: ['token'],
  queryFn: ({ signal }) => get<Page<ApiToken>>('/tokens', { signal }),
});

export const trackingQuery = (token: string) =>
  queryOptions({
    queryKey: ['tracking', token],
    queryFn: ({ signal }) => getFrom<Tracking>(`/api/track/${encodeURIComponent(token)}`, signal),
    retry: false,
    refetchInterval: 60_000,
  });
