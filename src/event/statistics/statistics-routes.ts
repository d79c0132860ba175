import type { ClickHouseClient } from '@clickhouse/client';
import { defineRoute, type Route } from '../../identity/index.ts';
import { err, ok } from '../../kernel/index.ts';
import { readQuery, searchScope } from '../event-request.ts';
import { rangeOf } from '../event-schema.ts';
import { fieldStatistics, valuesBeginningWith } from './field-statistics-store.ts';
import { histogram } from './histogram-store.ts';
import { presentFields } from './present-fields-store.ts';
import {
  fieldQuery,
  fieldStatisticsBody,
  fieldValuesBody,
  fieldValuesQuery,
  histogramBody,
  histogramQuery,
  queryFieldsBody,
  queryFieldsQuery,
} from './statistics-body-schema.ts';

/** What matching events are like: over time, field by field; and what a search may name. */
export function statisticsRoutes(client: () => ClickHouseClient): readonly Route[] {
  return [histogramRoute(client), fieldsRoute(client), fieldValuesRoute(client), queryFieldsRoute(client)];
}

const unknownField = err({
  code: 'field_unknown',
  message: 'The field is not one that can be counted.',
} as const);

const histogramRoute = (client: () => ClickHouseClient): Route =>
  defineRoute({
    method: 'GET',
    path: '/events/histogram',
    operation: 'event.histogram',
    summary: 'Matching events over time, split by severity or class where asked',
    access: 'event:read',
    query: histogramQuery,
    reply: histogramBody,
    handler: async ({ principal, query, clock }) => {
      const parsed = readQuery(query.q);
      if (!parsed.ok) return parsed;
      const range = rangeOf(query, clock.now());
      const scope = searchScope(principal, query.companyId);
      const { stepMs, buckets } = await histogram(client(), scope, {
        query: parsed.value,
        range,
        buckets: query.buckets,
        ...(query.split === undefined ? {} : { split: query.split }),
      });
      return ok({
        from: new Date(range.from),
        to: new Date(range.to),
        bucketMs: stepMs,
        split: query.split ?? null,
        buckets: buckets.map(({ at, count, parts }) => ({ at: new Date(at), count, parts: [...parts] })),
        total: buckets.reduce((sum, bucket) => sum + bucket.count, 0),
      });
    },
  });

const fieldsRoute = (client: () => ClickHouseClient): Route =>
  defineRoute({
    method: 'GET',
    path: '/events/fields',
    operation: 'event.field_statistics',
    summary: 'The commonest values of a field or path among matching events, and what they are like together',
    access: 'event:read',
    query: fieldQuery,
    reply: fieldStatisticsBody,
    handler: async ({ principal, query, clock }) => {
      const parsed = readQuery(query.q);
      if (!parsed.ok) return parsed;
      const { field, limit } = query;
      const search = { query: parsed.value, range: rangeOf(query, clock.now()), field, limit };
      const found = await fieldStatistics(client(), searchScope(principal, query.companyId), search);
      if (found === null) return unknownField;
      return ok({ field, ...found, values: [...found.values] });
    },
  });

const fieldValuesRoute = (client: () => ClickHouseClient): Route =>
  defineRoute({
    method: 'GET',
    path: '/events/field-values',
    operation: 'event.field_values',
    summary: 'Values of a field that begin with a text, commonest first, for completion',
    access: 'event:read',
    query: fieldValuesQuery,
    reply: fieldValuesBody,
    handler: async ({ principal, query, clock }) => {
      const parsed = readQuery(query.q);
      if (!parsed.ok) return parsed;
      const { field, limit, start } = query;
      const values = await valuesBeginningWith(client(), searchScope(principal, query.companyId), {
        query: parsed.value,
        range: rangeOf(query, clock.now()),
        ...{ field, limit, start },
      });
      if (values === null) return unknownField;
      return ok({ field, values: [...values] });
    },
  });

const queryFieldsRoute = (client: () => ClickHouseClient): Route =>
  defineRoute({
    method: 'GET',
    path: '/events/query-fields',
    operation: 'event.query_fields',
    summary: 'The fields that a search may name, and how many events of the range have each',
    access: 'event:read',
    query: queryFieldsQuery,
    reply: queryFieldsBody,
    handler: async ({ principal, query, clock }) => {
      const scope = searchScope(principal, query.companyId);
      const fields = await presentFields(client(), scope, rangeOf({ ...query, q: '' }, clock.now()));
      return ok({ items: fields.map((field) => ({ ...field, values: [...field.values] })) });
    },
  });
