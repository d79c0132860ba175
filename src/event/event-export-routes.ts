import { z } from 'zod';
import type { ClickHouseClient } from '@clickhouse/client';
import { companiesByIds, defineExport, type Route } from '../identity/index.ts';
import { err, ok, parseId } from '../kernel/index.ts';
import type { EventDetail } from './event-rows-schema.ts';
import { readQuery, searchScope } from './event-request.ts';
import { rangeOf, searchQuery, toEventDetailBody } from './event-schema.ts';
import { readLimits } from './event-read-store.ts';
import { countMatching, searchDetails, type EventCursor } from './event-store.ts';

/** Telemetry comes in other numbers than the rest. */
const mostRows = 1_000_000;

/** `limit`: the newest so many, where the whole is not wanted. */
const exportQuery = searchQuery.extend({
  limit: z.coerce.number().int().min(1).max(mostRows).optional(),
});

interface Row extends EventDetail {
  readonly companyName: string;
}

const severityOf = (event: Row): string => toEventDetailBody(event).severity;

export const eventExport = (client: () => ClickHouseClient): Route =>
  defineExport({
    path: '/events/export',
    operation: 'event.export',
    summary: 'Matching events as a file, newest first; NDJSON holds each as it is and as it was received',
    access: 'event:read',
    filters: exportQuery,
    name: 'events',
    mostRows,
    columns: [
      ['time', (event: Row) => new Date(event.time)],
      ['received_at', (event) => new Date(event.receivedAt)],
      ['company', (event) => event.companyName],
      ['class', (event) => event.className],
      ['activity', (event) => event.activity],
      ['severity', severityOf],
      ['status', (event) => event.status],
      ['host', (event) => event.host],
      ['user', (event) => event.userName],
      ['src_ip', (event) => event.srcIp],
      ['dst_ip', (event) => event.dstIp],
      ['process', (event) => event.processName],
      ['product', (event) => event.product],
      ['service', (event) => event.service],
      ['parser', (event) => event.parser],
      ['message', (event) => event.message],
      ['raw', (event) => event.raw],
      ['id', (event) => event.id],
    ],
    item: ({ companyName, ...event }) => ({ ...toEventDetailBody(event), companyName }),
    start: async ({ principal, query, clock }) => {
      const parsed = readQuery(query.q);
      if (!parsed.ok) return parsed;
      const scope = searchScope(principal, query.companyId);
      // The end is set here, so that events that arrive meanwhile do not make it run on.
      const search = { query: parsed.value, range: rangeOf(query, clock.now()) };
      if (search.range.from >= search.range.to)
        return err({ code: 'invalid_request', message: 'The range ends before it begins.' });
      return ok({
        count: Math.min(await countMatching(client(), scope, search), query.limit ?? Infinity),
        page: async (tx, place) => {
          const { left, ...cursor } = place === null ? { left: query.limit ?? mostRows } : placeOf(place);
          const limit = Math.min(left, readLimits.exportPage);
          const { events, next } = await searchDetails(client(), scope, { ...search, ...cursor, limit });
          const ids = [...new Set(events.map((event) => event.companyId))];
          const names = new Map((await companiesByIds(tx, ids)).map(({ id, name }) => [id as string, name]));
          const rows = events.map((event) => ({ ...event, companyName: names.get(event.companyId) ?? '' }));
          const isLast = next === null || left <= rows.length;
          return { rows, next: isLast ? null : `${next.time} ${next.id} ${left - rows.length}` };
        },
      });
    },
  });

/** Where a page ended, and how many rows may still come. */
function placeOf(place: string): { readonly left: number; readonly cursor: EventCursor } {
  const [time = '', text = '', left = ''] = place.split(' ');
  const id = parseId<'event'>(text);
  if (!id.ok) throw new Error(`${place} is no place among events.`);
  return { left: Number(left), cursor: { time: Number(time), id: id.value } };
}
