import { z } from 'zod';
import { countedPageOf, pageQuery, wireTime } from '../identity/index.ts';
import type { ActivityRecord } from './activity-record.ts';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const activityBody = z.object({
  id: z.uuid(),
  at: wireTime,
  principal: z.object({
    kind: z.enum(['user', 'token', 'system', 'anonymous']),
    id: z.string().nullable(),
    name: z.string(),
  }),
  eventName: z.string(),
  eventSource: z.string(),
  readOnly: z.boolean(),
  outcome: z.enum(['success', 'denied', 'failed']),
  errorCode: z.string().nullable(),
  sourceIp: z.string(),
  userAgent: z.string(),
  resources: z.array(z.object({ type: z.string(), id: z.string() })),
  companyId: z.uuid().nullable(),
  requestId: z.string(),
  /** Request parameters, without secrets. */
  detail: z.record(z.string(), z.unknown()),
});
export const activityPage = countedPageOf(activityBody);
export const activityFilters = z.object({
  from: time.optional(),
  to: time.optional(),
  principal: z.string().min(1).max(320).optional(),
  eventName: z.string().min(1).max(100).optional(),
  resource: z.string().min(1).max(200).optional(),
  outcome: z.enum(['success', 'denied', 'failed']).optional(),
  readOnly: z.stringbool().optional(),
  companyId: z.uuid().optional(),
  sourceIp: z.string().min(2).max(64).optional(),
});
export const activityQuery = pageQuery.extend(activityFilters.shape);
export const countQuery = z.object({
  from: time.optional(),
  to: time.optional(),
  companyId: z.uuid().optional(),
});
export const countBody = z.object({
  items: z.array(
    z.object({ companyId: z.uuid(), operation: z.string(), at: wireTime, count: z.number().int() }),
  ),
});

export const toActivityBody = (record: ActivityRecord): z.input<typeof activityBody> => ({
  id: record.id,
  at: record.at,
  principal: {
    kind: record.identity.type,
    id: record.identity.principalId,
    name: record.identity.userName,
  },
  eventName: record.eventName,
  eventSource: record.eventSource,
  readOnly: record.readOnly,
  outcome: record.outcome,
  errorCode: record.errorCode,
  sourceIp: record.sourceIp,
  userAgent: record.userAgent,
  resources: [...record.resources],
  companyId: record.companyId,
  requestId: record.requestId,
  detail: { ...record.parameters },
});
