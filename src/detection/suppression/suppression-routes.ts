import type { ClickHouseClient } from '@clickhouse/client';
import type { z } from 'zod';
import {
  decodeCursor,
  defineRoute,
  idParams,
  mostCounted,
  pageQuery,
  toPage,
  type Principal,
  type Route,
} from '../../identity/index.ts';
import { err, ok, type CompanyId, type Result } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import type { RuleSet } from '../sigma/load.ts';
import { suppressedHits, suppressedMatches, type MatchPlace } from './suppression-match-store.ts';
import {
  suppressedMatchPage,
  suppressionDetailBody,
  suppressionPage,
  suppressionQuery,
  toMatchBody,
  toSuppressionBody,
  toSuppressionDetailBody,
  type suppressionFilters,
} from './suppression-schema.ts';
import type { SuppressionDeps } from './suppression-service.ts';
import {
  countSuppressions,
  findSuppression,
  listSuppressions,
  stepsOf,
  type SuppressedRule,
  type SuppressionFilter,
  type SuppressionPlace,
} from './suppression-store.ts';
import type { SuppressionId } from './suppression.ts';

export interface SuppressionRouteDeps extends SuppressionDeps {
  readonly clickhouse: () => ClickHouseClient;
}

const access = 'finding:read';
const path = '/suppressions';

/** Suppressions and filters of companies, and what they took. Customers see their own. */
export const suppressionRoutes = (deps: SuppressionRouteDeps): readonly Route[] => [
  listRoute(deps),
  getRoute,
  matchesRoute(deps),
];

const ownCompany = (principal: Principal): CompanyId | null =>
  principal.side === 'customer' ? principal.companyId : null;

function filterOf(
  principal: Principal,
  set: RuleSet,
  query: z.output<typeof suppressionFilters>,
): SuppressionFilter {
  const { entity, entityType } = query;
  return {
    companyId: ownCompany(principal) ?? ((query.companyId ?? null) as CompanyId | null),
    kind: query.kind,
    state: query.state,
    rule: query.ruleId === undefined ? null : ruleNamed(set, query.ruleId),
    entity: entity === undefined || entityType === undefined ? null : { type: entityType, value: entity },
    ownerId: query.ownerId ?? null,
    text: query.q ?? null,
  };
}

function ruleNamed(set: RuleSet, id: string): SuppressedRule {
  const rule = set.rules.find((known) => known.id === id);
  return { id, name: rule?.name ?? null, logSource: rule?.logSource ?? null };
}

function placeOf(cursor: string | undefined): Result<SuppressionPlace | null, Failure> {
  if (cursor === undefined) return ok(null);
  const place = decodeCursor(cursor, 2);
  if (!place.ok) return place;
  const [at = '', id = ''] = place.value;
  const createdAt = new Date(at);
  return Number.isNaN(createdAt.getTime()) || !isUuid(id) ? badCursor : ok({ createdAt, id });
}

const isUuid = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text);
const badCursor: Result<never, Failure> = err({
  code: 'invalid_request',
  message: 'The cursor is not one that this list gave out. Start without one.',
});

const listRoute = ({ book }: SuppressionRouteDeps): Route =>
  defineRoute({
    ...{ method: 'GET', path, access },
    operation: 'suppression.list',
    summary: 'Suppressions and filters of companies, the last made first',
    query: suppressionQuery,
    reply: suppressionPage,
    handler: async ({ tx, principal, query, clock }) => {
      const after = placeOf(query.cursor);
      if (!after.ok) return after;
      const now = clock.now();
      const filter = filterOf(principal, book.current(), query);
      const found = await listSuppressions(tx, filter, now, query.limit + 1, after.value);
      const total = after.value === null ? await countSuppressions(tx, filter, now, mostCounted + 1) : null;
      const page = toPage(found, query.limit, ({ createdAt, id }) => [createdAt.toISOString(), id]);
      return ok({ ...page, items: page.items.map((each) => toSuppressionBody(each, now)), total });
    },
  });

const getRoute = defineRoute({
  ...{ method: 'GET', path: `${path}/:id`, access },
  operation: 'suppression.get',
  summary: 'One suppression or filter, with what happened to it',
  params: idParams,
  reply: suppressionDetailBody,
  handler: async ({ tx, principal, params, clock, touch }) => {
    const found = await findSuppression(tx, params.id as SuppressionId, ownCompany(principal));
    if (found === null) return notFound;
    touch({ type: 'suppression', id: found.id }, found.companyId);
    return ok(toSuppressionDetailBody(found, await stepsOf(tx, found), clock.now()));
  },
});

const notFound: Result<never, Failure> = err({
  code: 'suppression_not_found',
  message: 'There is no such suppression.',
});

const matchesRoute = ({ book, clickhouse }: SuppressionRouteDeps): Route =>
  defineRoute({
    ...{ method: 'GET', path: `${path}/:id/matches`, access },
    operation: 'suppression.matches',
    summary: 'What a suppression or filter took, newest first, with the events',
    params: idParams,
    query: pageQuery,
    reply: suppressedMatchPage,
    handler: async ({ tx, principal, params, query, touch }) => {
      const found = await findSuppression(tx, params.id as SuppressionId, ownCompany(principal));
      if (found === null) return notFound;
      touch({ type: 'suppression', id: found.id }, found.companyId);
      const after = placeOf(query.cursor);
      if (!after.ok) return after;
      const place: MatchPlace | null =
        after.value === null ? null : { at: after.value.createdAt.getTime(), id: after.value.id };
      const { subject } = found;
      const isCorrelation =
        subject.kind !== 'filter' && book.current().correlations.some(({ id }) => id === subject.ruleId);
      const matches = isCorrelation
        ? await suppressedHits(tx, found, query.limit + 1, place)
        : await suppressedMatches(clickhouse(), found, query.limit + 1, place);
      const page = toPage(matches, query.limit, ({ at, id }) => [new Date(at).toISOString(), id]);
      return ok({ ...page, items: page.items.map(toMatchBody) });
    },
  });
