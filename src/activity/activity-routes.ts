import {
  decodeCursor,
  defineRoute,
  idParams,
  toPage,
  type Principal,
  type Route,
} from '../identity/index.ts';
import { dayMs, err, hourMs, ok, type Clock } from '../kernel/index.ts';
import { asSeenBy, type ActivityRecord } from './activity-record.ts';
import {
  activityBody,
  activityPage,
  activityQuery,
  countBody,
  countQuery,
  toActivityBody,
} from './activity-schema.ts';
import { listCounts, recordById, searchRecords } from './activity-store.ts';

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

const placePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const activityRoutes: readonly Route[] = [
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
      const records = await searchRecords(tx, {
        ...rangeOf(query, clock),
        principal: query.principal ?? null,
        eventName: query.eventName ?? null,
        resource: query.resource ?? null,
        outcome: query.outcome ?? null,
        readOnly: query.readOnly ?? null,
        companyId: query.companyId ?? null,
        sourceIp: query.sourceIp ?? null,
        after: at === undefined || id === undefined ? null : { at, id },
        limit: query.limit + 1,
      });
      const page = toPage(records, query.limit, (record) => [record.at.toISOString(), record.id]);
      return ok({ ...page, items: page.items.map((record) => toActivityBody(seen(record, principal))) });
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
