import type { z } from 'zod';
import {
  decodeCursor,
  defineExport,
  defineRoute,
  idParams,
  mostCounted,
  toPage,
  type Principal,
  type Route,
} from '../identity/index.ts';
import { dayMs, err, hourMs, ok, type Clock } from '../kernel/index.ts';
import { asSeenBy, type ActivityRecord } from './activity-record.ts';
import {
  activityBody,
  activityFilters,
  activityPage,
  activityQuery,
  countBody,
  countQuery,
  toActivityBody,
} from './activity-schema.ts';
import {
  countRecords,
  listCounts,
  recordById,
  searchRecords,
  type ActivityFilter,
} from './activity-store.ts';

/** How far back is looked when the request does not say. */
const defaultRangeMs = 30 * dayMs;
const mostCounts = 10_000;

const seen = (record: ActivityRecord, viewer: Principal): ActivityRecord =>
  viewer.side === 'provider' ? record : asSeenBy(record, viewer.companyId);

interface Range {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** The records of the request's own second are included when it names no end. */
function rangeOf({ from, to }: Range, clock: Clock): { readonly from: Date; readonly to: Date } {
  const end = to ?? new Date(clock.now().getTime() + 1_000);
  return { from: from ?? new Date(end.getTime() - defaultRangeMs), to: end };
}

/** What the query asks for. */
const filterOf = (query: z.output<typeof activityFilters>, clock: Clock): ActivityFilter => ({
  ...rangeOf(query, clock),
  principal: query.principal ?? null,
  eventName: query.eventName ?? null,
  resource: query.resource ?? null,
  outcome: query.outcome ?? null,
  readOnly: query.readOnly ?? null,
  companyId: query.companyId ?? null,
  sourceIp: query.sourceIp ?? null,
});

const placeOf = (record: ActivityRecord): readonly [string, string] => [record.at.toISOString(), record.id];

const exportPage = 1_000;

const activityExport = defineExport({
  path: '/activity/export',
  operation: 'activity.export',
  summary: 'Records as they are filtered, as a file, newest first',
  access: 'activity:read',
  filters: activityFilters,
  name: 'activity',
  mostRows: mostCounted,
  columns: [
    ['at', (record: ActivityRecord) => record.at],
    ['principal', (record) => record.identity.userName],
    ['principal_kind', (record) => record.identity.type],
    ['principal_id', (record) => record.identity.principalId],
    ['event_name', (record) => record.eventName],
    ['outcome', (record) => record.outcome],
    ['error_code', (record) => record.errorCode],
    ['read_only', (record) => record.readOnly],
    ['resources', (record) => record.resources.map(({ type, id }) => `${type}/${id}`).join('; ')],
    ['source_ip', (record) => record.sourceIp],
    ['user_agent', (record) => record.userAgent],
    ['company_id', (record) => record.companyId],
    ['request_id', (record) => record.requestId],
    ['id', (record) => record.id],
  ],
  item: toActivityBody,
  start: async ({ tx, principal, query, clock }) => {
    // The end is set here, so that the export's own records and later ones do not make it run on.
    const filter = filterOf({ ...query, to: query.to ?? clock.now() }, clock);
    return ok({
      count: await countRecords(tx, filter, mostCounted + 1),
      page: async (own, place) => {
        const [at, id] = place?.split(' ') ?? [];
        const after = at === undefined || id === undefined ? null : { at, id };
        const records = await searchRecords(own, filter, { after, limit: exportPage });
        const last = records.at(-1);
        const more = records.length === exportPage && last !== undefined;
        return {
          rows: records.map((record) => seen(record, principal)),
          next: more ? placeOf(last).join(' ') : null,
        };
      },
    });
  },
});

const placePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const activityRoutes: readonly Route[] = [
  activityExport,
  defineRoute({
    method: 'GET',
    path: '/activity',
    operation: 'activity.list',
    summary: 'Who did what, newest first; a customer sees what concerns its company',
    access: 'activity:read',
    query: activityQuery,
    reply: activityPage,
    handler: async ({ tx, principal, query, clock }) => {
      const place = query.cursor === undefined ? ok(null) : decodeCursor(query.cursor, 2);
      if (!place.ok) return place;
      const [at, id] = place.value ?? [];
      if (at !== undefined && (!placePattern.test(at) || !idParams.safeParse({ id }).success)) {
        return err({ code: 'invalid_request', message: 'The cursor is not one that this list gave out.' });
      }
      const filter = filterOf(query, clock);
      const after = at === undefined || id === undefined ? null : { at, id };
      const records = await searchRecords(tx, filter, { after, limit: query.limit + 1 });
      const total = after === null ? await countRecords(tx, filter, mostCounted + 1) : null;
      const page = toPage(records, query.limit, placeOf);
      const items = page.items.map((record) => toActivityBody(seen(record, principal)));
      return ok({ ...page, items, total });
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/activity/:id',
    operation: 'activity.get',
    summary: 'One record of the Activity Log',
    access: 'activity:read',
    params: idParams,
    reply: activityBody,
    handler: async ({ tx, principal, params }) => {
      const record = await recordById(tx, params.id);
      if (record === null) return err({ code: 'not_found', message: 'There is no such record.' });
      return ok(toActivityBody(seen(record, principal)));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/activity-counts',
    operation: 'activity.list_counts',
    summary: 'Data-plane writes (events received) by hour, which are counted rather than recorded',
    access: 'activity:read',
    query: countQuery,
    reply: countBody,
    handler: async ({ tx, query, clock }) => {
      const { from, to } = rangeOf(query, clock);
      const range = {
        from: new Date(Math.floor(from.getTime() / hourMs) * hourMs),
        to,
        companyId: query.companyId ?? null,
        limit: mostCounts,
      };
      const counts = await listCounts(tx, range);
      return ok({ items: counts.map(({ hour, ...count }) => ({ ...count, at: hour })) });
    },
  }),
];
