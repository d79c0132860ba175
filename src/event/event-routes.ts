import { z } from 'zod';
import type { ClickHouseClient } from '@clickhouse/client';
import { defineRoute, idParams, type Route } from '../identity/index.ts';
import { err, ok, parseId, type EventId, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { eventById, fieldStatistics, histogram, searchEvents, type EventCursor } from './event-store.ts';
import {
  eventDetailBody,
  eventListQuery,
  eventPageBody,
  fieldQuery,
  fieldValuesBody,
  histogramBody,
  histogramQuery,
  queryFieldsBody,
  rangeOf,
  toEventBody,
  toEventDetailBody,
} from './event-schema.ts';
import { eventExport } from './event-export-routes.ts';
import { readQuery, searchScope } from './event-request.ts';
import { searchFields } from './search/fields.ts';

export const eventProblems = {
  event_not_found: { status: 404, title: 'There is no such event' },
  query_malformed: { status: 400, title: 'The search cannot be read' },
  field_unknown: { status: 400, title: 'There is no such field' },
} as const;

function readCursor(text: string | undefined): Result<EventCursor | undefined, Failure> {
  if (text === undefined) return ok(undefined);
  const [time = '', id = ''] = text.split('~');
  const parsed = parseId<'event'>(id);
  if (!parsed.ok || !/^-?\d{1,15}$/.test(time)) {
    return err({ code: 'invalid_request', message: 'The cursor is not one that this search gave.' });
  }
  return ok({ time: Number(time), id: parsed.value });
}

/** Search over stored events. Every query is bounded in time, rows and result, and sees only the caller's companies. */
export function eventRoutes(client: () => ClickHouseClient): readonly Route[] {
  return [
    eventExport(client),
    listRoute(client),
    histogramRoute(client),
    fieldsRoute(client),
    queryFieldsRoute,
    getRoute(client),
  ];
}

const listRoute = (client: () => ClickHouseClient): Route =>
  defineRoute({
    method: 'GET',
    path: '/events',
    operation: 'event.search',
    summary: 'Search security events, newest first',
    access: 'event:read',
    query: eventListQuery,
    reply: eventPageBody,
    handler: async ({ principal, query, clock }) => {
      const parsed = readQuery(query.q);
      if (!parsed.ok) return parsed;
      const cursor = readCursor(query.cursor);
      if (!cursor.ok) return cursor;
      const started = performance.now();
      const page = await searchEvents(client(), searchScope(principal, query.companyId), {
        query: parsed.value,
        range: rangeOf(query, clock.now()),
        limit: query.limit,
        ...(cursor.value === undefined ? {} : { cursor: cursor.value }),
      });
      const nextCursor = page.next === null ? null : `${page.next.time}~${page.next.id}`;
      const ms = Math.round(performance.now() - started);
      return ok({ items: page.events.map(toEventBody), nextCursor, searched: { ms } });
    },
  });

const histogramRoute = (client: () => ClickHouseClient): Route =>
  defineRoute({
    method: 'GET',
    path: '/events/histogram',
    operation: 'event.histogram',
    summary: 'Matching events over time',
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
      });
      return ok({
        from: new Date(range.from),
        to: new Date(range.to),
        bucketMs: stepMs,
        buckets: buckets.map(({ at, count }) => ({ at: new Date(at), count })),
        total: buckets.reduce((sum, bucket) => sum + bucket.count, 0),
      });
    },
  });

const fieldsRoute = (client: () => ClickHouseClient): Route =>
  defineRoute({
    method: 'GET',
    path: '/events/fields',
    operation: 'event.field_values',
    summary: 'The commonest values of a field among matching events',
    access: 'event:read',
    query: fieldQuery,
    reply: fieldValuesBody,
    handler: async ({ principal, query, clock }) => {
      const parsed = readQuery(query.q);
      if (!parsed.ok) return parsed;
      const { field, limit } = query;
      const search = { query: parsed.value, range: rangeOf(query, clock.now()), field, limit };
      const values = await fieldStatistics(client(), searchScope(principal, query.companyId), search);
      if (values === null)
        return err({ code: 'field_unknown', message: 'The field is not one that can be counted.' });
      return ok({ field, values: [...values] });
    },
  });

const queryFieldsRoute = defineRoute({
  method: 'GET',
  path: '/events/query-fields',
  operation: 'event.query_fields',
  summary: 'The fields that a search may name',
  access: 'event:read',
  reply: queryFieldsBody,
  handler: () =>
    Promise.resolve(
      ok({
        items: searchFields.map(({ name, type, description, values }) => ({
          name,
          type,
          description,
          values: [...values],
        })),
      }),
    ),
});

const getRoute = (client: () => ClickHouseClient): Route =>
  defineRoute({
    method: 'GET',
    path: '/events/:id',
    operation: 'event.get',
    summary: 'One event: normalised and as received',
    access: 'event:read',
    params: idParams,
    query: z.object({ companyId: z.uuid().optional() }),
    reply: eventDetailBody,
    handler: async ({ principal, params, query, touch }) => {
      const event = await eventById(client(), searchScope(principal, query.companyId), params.id as EventId);
      if (event === null)
        return err({ code: 'event_not_found', message: 'There is no such event, or it has expired.' });
      touch({ type: 'event', id: event.id }, event.companyId);
      return ok(toEventDetailBody(event));
    },
  });
