import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';

/** Reads, one a resource. The first part of a key is the topic that live updates make stale. */

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => get('/overview', { signal }),
  refetchInterval: 60_000,
});

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', 'one', id],
    queryFn: ({ signal }) => get(`/incidents/${id}`, { signal }),
  });

export const findingQuery = (id: string) =>
  queryOptions({
    queryKey: ['finding', 'one', id],
    queryFn: ({ signal }) => get(`/findings/${id}`, { signal }),
  });

export const replayQuery = (id: string) =>
  queryOptions({
    queryKey: ['finding', 'replay', id],
    queryFn: ({ signal }) => get(`/findings/${id}/replay`, { signal }),
  });

export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ['notice', 'one', id],
    queryFn: ({ signal }) => get(`/notices/${id}`, { signal }),
  });

/** Obligations that still run, those due first on top. */
export const runningObligationsQuery = queryOptions({
  queryKey: ['obligation', 'running'],
  queryFn: ({ signal }) => get('/obligations', { query: { status: 'active', limit: 100 }, signal }),
  select: (page) => page.items.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt)),
});

export const playbooksQuery = (locale: string) =>
  queryOptions({
    queryKey: ['playbook', locale],
    queryFn: ({ signal }) => get('/playbooks', { query: { locale }, signal }),
    staleTime: 5 * 60_000,
  });
export const planQuery = (incidentId: string, locale: string) =>
  queryOptions({
    queryKey: ['incident', 'plan', incidentId, locale],
    queryFn: ({ signal }) => get(`/incidents/${incidentId}/plan`, { query: { locale }, signal }),
  });
export const incidentObligationsQuery = (incidentId: string) =>
  queryOptions({
    queryKey: ['obligation', 'incident', incidentId],
    queryFn: ({ signal }) => get(`/incidents/${incidentId}/obligations`, { signal }),
  });
export const incidentNoticesQuery = (incidentId: string) =>
  queryOptions({
    queryKey: ['notice', 'incident', incidentId],
    queryFn: ({ signal }) => get(`/incidents/${incidentId}/notices`, { signal }),
  });
export const incidentAlertsQuery = (incidentId: string) =>
  queryOptions({
    queryKey: ['incident', 'alerts', incidentId],
    queryFn: ({ signal }) => get(`/incidents/${incidentId}/alerts`, { signal }),
  });
export const alertPreferenceQuery = queryOptions({
  queryKey: ['alert-preference'],
  queryFn: ({ signal }) => get('/alert-preference', { signal }),
});
export const bounceHealthQuery = queryOptions({
  queryKey: ['bounce-health'],
  queryFn: ({ signal }) => get('/notice-settings/bounces', { signal }),
  refetchInterval: 60_000,
});
export const providerContactQuery = queryOptions({
  queryKey: ['provider-contact'],
  queryFn: ({ signal }) => get('/notice-settings/contact', { signal }),
});
export const receivedNoticesQuery = (incidentId?: string) =>
  queryOptions({
    queryKey: ['received-notice', incidentId ?? null],
    queryFn: ({ signal }) => get('/received-notices', { query: { incidentId }, signal }),
  });
export const openSessionsQuery = queryOptions({
  queryKey: ['open-session'],
  queryFn: ({ signal }) => get('/sessions', { signal }),
});

export const passkeysQuery = queryOptions({
  queryKey: ['passkey'],
  queryFn: ({ signal }) => get('/passkeys', { signal }),
});
export const userWaysQuery = (userId: string) =>
  queryOptions({
    queryKey: ['user', 'sign-in', userId],
    queryFn: ({ signal }) => get(`/users/${userId}/sign-in`, { signal }),
  });
export const identityProvidersQuery = queryOptions({
  queryKey: ['identity-provider'],
  queryFn: ({ signal }) => get('/identity-providers', { signal }),
});

/** Bars of the histogram of events. */
export const bucketCount = 80;

export interface EventScope {
  readonly from: string;
  readonly to: string;
  readonly q?: string | undefined;
  readonly companyId?: string | undefined;
}
export type HistogramSplit = 'severity' | 'class';
export const histogramQuery = (scope: EventScope, buckets: number, split?: HistogramSplit) =>
  queryOptions({
    queryKey: ['event', 'histogram', scope, buckets, split],
    queryFn: ({ signal }) => get('/events/histogram', { query: { ...scope, buckets, split }, signal }),
    placeholderData: keepPreviousData,
  });
export const fieldStatisticsQuery = (scope: EventScope, field: string) =>
  queryOptions({
    queryKey: ['event', 'field', scope, field],
    queryFn: ({ signal }) => get('/events/fields', { query: { ...scope, field, limit: 50 }, signal }),
  });
/** Values for completion; `stopped` when the reader has typed on. */
export const fieldProposals = (
  wanted: Omit<EventScope, 'q'> & { readonly field: string; readonly start: string; readonly limit: number },
  stopped: AbortSignal,
) =>
  queryOptions({
    queryKey: ['event', 'proposals', wanted],
    queryFn: ({ signal }) =>
      get('/events/field-values', { query: wanted, signal: AbortSignal.any([signal, stopped]) }),
    staleTime: 60_000,
    retry: false,
  });
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['event', 'one', id],
    queryFn: ({ signal }) => get(`/events/${id}`, { signal }),
    staleTime: Infinity,
  });
/** The fields that a search may name, with how many events of a range have each. */
export const queryFieldsQuery = (range: Omit<EventScope, 'q'>) =>
  queryOptions({
    queryKey: ['event', 'query-fields', range],
    queryFn: ({ signal }) => get('/events/query-fields', { query: { ...range }, signal }),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
/** A search that is being written, and where its mistake is. */
export const queryCheckQuery = (q: string) =>
  queryOptions({
    queryKey: ['query-check', q],
    queryFn: ({ signal }) => get('/events/query-check', { query: { q }, signal }),
    staleTime: 'static',
    gcTime: 60_000,
    retry: false,
  });
export const savedSearchesQuery = queryOptions({
  queryKey: ['saved-search'],
  queryFn: ({ signal }) => get('/saved-searches', { signal }),
});
export const backupsQuery = queryOptions({
  queryKey: ['backup'],
  queryFn: ({ signal }) => get('/backups', { signal }),
  refetchInterval: 60_000,
});
export const intakeQuery = queryOptions({
  queryKey: ['intake'],
  queryFn: ({ signal }) => get('/intake/status', { signal }),
  refetchInterval: 10_000,
});

export const reconciliationQuery = (companyId?: string) =>
  queryOptions({
    queryKey: ['intake', 'reconciliation', companyId],
    queryFn: ({ signal }) => get('/intake/reconciliation', { query: { companyId }, signal }),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
export const companyChoicesQuery = queryOptions({
  queryKey: ['company', 'choices'],
  queryFn: ({ signal }) => get('/companies', { query: { kind: 'customer', limit: 200 }, signal }),
  staleTime: 60_000,
});
export const companyQuery = (id: string) =>
  queryOptions({
    queryKey: ['company', 'one', id],
    queryFn: ({ signal }) => get(`/companies/${id}`, { signal }),
  });
export const projectsQuery = (id: string) =>
  queryOptions({
    queryKey: ['company', 'projects', id],
    queryFn: ({ signal }) => get(`/companies/${id}/projects`, { signal }),
  });
export const offBoardingQuery = (id: string) =>
  queryOptions({
    queryKey: ['company', 'off-boarding', id],
    queryFn: ({ signal }) => get(`/companies/${id}/off-boarding`, { signal }),
  });
export const contactsQuery = (id: string) =>
  queryOptions({
    queryKey: ['contact', id],
    queryFn: ({ signal }) => get(`/companies/${id}/contacts`, { signal }),
  });
export const sourcesQuery = (companyId?: string) =>
  queryOptions({
    queryKey: ['source', companyId ?? null],
    queryFn: ({ signal }) => get('/sources', { query: { companyId }, signal }),
  });
export const agreementsQuery = (companyId: string) =>
  queryOptions({
    queryKey: ['agreement', companyId],
    queryFn: ({ signal }) => get('/agreements', { query: { companyId }, signal }),
  });

export const usersQuery = (companyId?: string) =>
  queryOptions({
    queryKey: ['user', companyId ?? null],
    queryFn: ({ signal }) => get('/users', { query: { companyId, limit: 200 }, signal }),
  });
export const invitationsQuery = queryOptions({
  queryKey: ['user-invitation'],
  queryFn: ({ signal }) => get('/users/invitations', { signal }),
});
export const tokensQuery = queryOptions({
  queryKey: ['token'],
  queryFn: ({ signal }) => get('/tokens', { signal }),
});

export const trackingQuery = (token: string) =>
  queryOptions({
    queryKey: ['tracking', token],
    queryFn: ({ signal }) => get(`/track/${encodeURIComponent(token)}`, { signal }),
    retry: false,
    refetchInterval: 60_000,
  });
