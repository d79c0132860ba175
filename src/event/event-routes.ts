import { z } from 'zod';
import type { ClickHouseClient } from '@clickhouse/client';
import { defineRoute, idParams, type Route } from '../identity/index.ts';
import { err, ok, parseId, type EventId, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { eventById, searchEvents, type EventCursor } from './event-store.ts';
import {
  eventDetailBody,
  eventListQuery,
  eventPageBody,
  queryCheckBody,
  queryCheckQuery,
  rangeOf,
  toEventBody,
  toEventDetailBody,
} from './event-schema.ts';
import { eventExport } from './event-export-routes.ts';
import { readQuery, searchScope } from './event-request.ts';
import { parseQuery } from './search/parse-query.ts';
import { statisticsRoutes } from './statistics/statistics-routes.ts';

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
  const checkAndStatistics = [queryCheckRoute, ...statisticsRoutes(client)];
  return [eventExport(client), listRoute(client), ...checkAndStatistics, getRoute(client)];
}

const queryCheckRoute = defineRoute({
  method: 'GET',
  path: '/events/query-check',
  operation: 'event.check_query',
  summary: 'Whether a text can be searched with, and where its mistake is; nothing is searched',
  access: 'event:read',
  query: queryCheckQuery,
  reply: queryCheckBody,
  handler: ({ query }) => {
    const parsed = parseQuery(query.q);
    return Promise.resolve(ok({ mistake: parsed.ok ? null : parsed.error }));
  },
});

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
