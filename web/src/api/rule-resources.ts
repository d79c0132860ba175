import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type AttackFilter, get, post } from './client.ts';

/** Reads of rules, suppressions and explanations, one a resource; keys as in resources.ts. */

/** Rules; of those about a technique or tactic of ATT&CK. */
export const rulesAboutQuery = (about: {
  readonly technique?: string | undefined;
  readonly tactic?: string | undefined;
}) =>
  queryOptions({
    queryKey: ['rule', 'list', about],
    queryFn: ({ signal }) => get('/rules', { query: about, signal }),
  });
export const rulesQuery = rulesAboutQuery({});
/** Rules in force that no event can have reached in the last days. */
export const deadRulesQuery = queryOptions({
  // No topic of live updates: it reads much, and changes by the hour.
  queryKey: ['dead-rules'],
  queryFn: ({ signal }) => get('/dead-rules', { signal }),
  staleTime: 300_000,
});
export const attackQuery = (filter: AttackFilter) =>
  queryOptions({
    queryKey: ['rule', 'attack', filter],
    queryFn: ({ signal }) => get('/attack/coverage', { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
  });
export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['rule', 'one', id],
    queryFn: ({ signal }) => get(`/rules/${encodeURIComponent(id)}`, { signal }),
  });
/** A text that is being written: read, and its tests run, as for saving. */
export const ruleCheckQuery = (yaml: string, tests: string | null) =>
  queryOptions({
    queryKey: ['rule', 'check', yaml, tests],
    queryFn: () => post('/rules/check', { yaml, tests }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
export const eventFieldsQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['event', 'rule-fields', eventId],
    queryFn: ({ signal }) => get(`/events/${encodeURIComponent(eventId)}/rule-fields`, { signal }),
    staleTime: 60_000,
    retry: false,
  });
/** The text of a rule made from an event; made once, because each has an id of its own. */
export const ruleFromEventQuery = (eventId: string, fields: readonly string[], logSource: number) =>
  queryOptions({
    queryKey: ['rule-from-event', eventId, fields, logSource],
    queryFn: () =>
      post(`/events/${encodeURIComponent(eventId)}/rule-draft`, { fields: [...fields], logSource }),
    staleTime: 'static',
    gcTime: Infinity,
    retry: false,
  });
export const ruleVersionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['rule-version', id, version],
    queryFn: ({ signal }) => get(`/rules/${encodeURIComponent(id)}/versions/${version}`, { signal }),
    staleTime: Infinity,
  });

export const suppressionQuery = (id: string) =>
  queryOptions({
    queryKey: ['suppression', 'one', id],
    queryFn: ({ signal }) => get(`/suppressions/${id}`, { signal }),
  });
/** Those in force about a rule, and about one entity when it is named. */
export const currentSuppressionsQuery = (about: {
  readonly ruleId: string;
  readonly companyId?: string;
  readonly entityType?: string;
  readonly entity?: string;
}) =>
  queryOptions({
    queryKey: ['suppression', 'current', about],
    queryFn: ({ signal }) =>
      get('/suppressions', { query: { ...about, state: ['active', 'expiring'], limit: 20 }, signal }),
  });

export const rulesOfEventQuery = (id: string) =>
  queryOptions({
    queryKey: ['rule', 'of-event', id],
    queryFn: ({ signal }) => get(`/events/${id}/rules`, { signal }),
  });
export const explanationQuery = (id: string, ruleId: string) =>
  queryOptions({
    queryKey: ['rule', 'explanation', id, ruleId],
    queryFn: () => post(`/events/${id}/explanation`, { ruleId }),
  });
/** The same for a rule that is not in force, as it is written. */
export const draftExplanationQuery = (id: string, yaml: string) =>
  queryOptions({
    queryKey: ['rule', 'draft-explanation', id, yaml],
    queryFn: () => post(`/events/${id}/explanation`, { yaml }),
  });
