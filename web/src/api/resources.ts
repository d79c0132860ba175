import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
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
  IdentityProvider,
  IncidentDetail,
  IntakeStatus,
  Invitation,
  Items,
  Notice,
  NoticeSummary,
  Obligation,
  OffBoarding,
  OpenSession,
  Overview,
  Page,
  Passkey,
  Plan,
  Playbook,
  Project,
  ProviderContact,
  QueryField,
  RuleDetail,
  RuleList,
  Source,
  Tracking,
  User,
  UserWays,
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

/** Obligations that still run, those due first on top. */
export const runningObligationsQuery = queryOptions({
  queryKey: ['obligation', 'running'],
  queryFn: ({ signal }) =>
    get<Page<Obligation>>('/obligations', { query: { status: 'active', limit: 100 }, signal }),
  select: (page) => page.items.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt)),
});

export const playbooksQuery = (locale: string) =>
  queryOptions({
    queryKey: ['playbook', locale],
    queryFn: ({ signal }) => get<Items<Playbook>>('/playbooks', { query: { locale }, signal }),
    staleTime: 5 * 60_000,
  });
export const planQuery = (incidentId: string, locale: string) =>
  queryOptions({
    queryKey: ['incident', 'plan', incidentId, locale],
    queryFn: ({ signal }) =>
      get<{ readonly plan: Plan | null }>(`/incidents/${incidentId}/plan`, { query: { locale }, signal }),
  });
export const incidentObligationsQuery = (incidentId: string) =>
  queryOptions({
    queryKey: ['obligation', 'incident', incidentId],
    queryFn: ({ signal }) => get<Items<Obligation>>(`/incidents/${incidentId}/obligations`, { signal }),
  });
export const incidentNoticesQuery = (incidentId: string) =>
  queryOptions({
    queryKey: ['notice', 'incident', incidentId],
    queryFn: ({ signal }) => get<Items<NoticeSummary>>(`/incidents/${incidentId}/notices`, { signal }),
  });
export const providerContactQuery = queryOptions({
  queryKey: ['provider-contact'],
  queryFn: ({ signal }) => get<ProviderContact>('/notice-settings/contact', { signal }),
});
export const openSessionsQuery = queryOptions({
  queryKey: ['open-session'],
  queryFn: ({ signal }) => get<Items<OpenSession>>('/sessions', { signal }),
});

export const passkeysQuery = queryOptions({
  queryKey: ['passkey'],
  queryFn: ({ signal }) => get<Items<Passkey>>('/passkeys', { signal }),
});
export const userWaysQuery = (userId: string) =>
  queryOptions({
    queryKey: ['user', 'sign-in', userId],
    queryFn: ({ signal }) => get<UserWays>(`/users/${userId}/sign-in`, { signal }),
  });
export const identityProvidersQuery = queryOptions({
  queryKey: ['identity-provider'],
  queryFn: ({ signal }) => get<Items<IdentityProvider>>('/identity-providers', { signal }),
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
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['event', 'one', id],
    queryFn: ({ signal }) => get<EventDetail>(`/events/${id}`, { signal }),
    staleTime: Infinity,
  });
export const queryFieldsQuery = queryOptions({
  queryKey: ['query-fields'],
  queryFn: ({ signal }) => get<Items<QueryField>>('/events/query-fields', { signal }),
  select: (data) => data.items,
  staleTime: Infinity,
});
export const intakeQuery = queryOptions({
  queryKey: ['intake'],
  queryFn: ({ signal }) => get<IntakeStatus>('/intake/status', { signal }),
  refetchInterval: 10_000,
});

export const companyChoicesQuery = queryOptions({
  queryKey: ['company', 'choices'],
  queryFn: ({ signal }) =>
    get<Page<Company>>('/companies', { query: { kind: 'customer', limit: 200 }, signal }),
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
    queryFn: ({ signal }) => get<Items<Project>>(`/companies/${id}/projects`, { signal }),
  });
export const offBoardingQuery = (id: string) =>
  queryOptions({
    queryKey: ['company', 'off-boarding', id],
    queryFn: ({ signal }) => get<OffBoarding>(`/companies/${id}/off-boarding`, { signal }),
  });
export const contactsQuery = (id: string) =>
  queryOptions({
    queryKey: ['contact', id],
    queryFn: ({ signal }) => get<Items<Contact>>(`/companies/${id}/contacts`, { signal }),
  });
export const sourcesQuery = (companyId?: string) =>
  queryOptions({
    queryKey: ['source', companyId ?? null],
    queryFn: ({ signal }) => get<Items<Source>>('/sources', { query: { companyId }, signal }),
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
  queryFn: ({ signal }) => get<Items<Invitation>>('/users/invitations', { signal }),
});
export const tokensQuery = queryOptions({
  queryKey: ['token'],
  queryFn: ({ signal }) => get<Items<ApiToken>>('/tokens', { signal }),
});

export const trackingQuery = (token: string) =>
  queryOptions({
    queryKey: ['tracking', token],
    queryFn: ({ signal }) => get<Tracking>(`/track/${encodeURIComponent(token)}`, { signal }),
    retry: false,
    refetchInterval: 60_000,
  });
