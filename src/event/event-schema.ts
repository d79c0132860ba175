import { z } from 'zod';
import { wireTime } from '../identity/index.ts';
import type { EventDetail, EventSummary } from './event-rows-schema.ts';
import { severityNumbers } from './search/fields.ts';
import { queryErrorCodes } from './search/query.ts';

const dayMs = 86_400_000;
const at = z.coerce.date().transform((date) => date.getTime());

/** Without a range a search looks at the last 24 hours. */
export const searchQuery = z.object({
  from: at.optional(),
  to: at.optional(),
  q: z.string().max(2_000).default(''),
  companyId: z.uuid().optional(),
});

export const eventListQuery = searchQuery.extend({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(200).optional(),
});

/** A text that is being written: longer than a query may be, so that this is told as any other mistake. */
export const queryCheckQuery = z.object({ q: z.string().max(8_000) });

export const queryCheckBody = z.object({
  /** Null: the text can be searched with. Places count UTF-16 units; length 0 is a place between two. */
  mistake: z
    .object({
      code: z.enum(queryErrorCodes),
      message: z.string(),
      position: z.number().int(),
      length: z.number().int(),
    })
    .nullable(),
});

export function rangeOf(query: z.output<typeof searchQuery>, now: Date): { from: number; to: number } {
  const to = query.to ?? now.getTime() + 1;
  return { from: query.from ?? to - dayMs, to };
}

export const eventBody = z.object({
  id: z.uuid(),
  time: wireTime,
  receivedAt: wireTime,
  companyId: z.uuid(),
  projectId: z.uuid().nullable(),
  sourceId: z.uuid(),
  classUid: z.number().int(),
  className: z.string(),
  activity: z.string(),
  severity: z.string(),
  status: z.string(),
  repeated: z.number().int(),
  message: z.string(),
  host: z.string(),
  userName: z.string(),
  srcIp: z.string().nullable(),
  dstIp: z.string().nullable(),
  processName: z.string(),
  apiOperation: z.string(),
  product: z.string(),
  category: z.string(),
  service: z.string(),
  parser: z.string(),
  peer: z.string(),
  unparsedReason: z.string().nullable(),
});

export const eventPageBody = z.object({
  items: z.array(eventBody),
  nextCursor: z.string().nullable(),
  searched: z.object({ ms: z.number() }),
});

export const eventDetailBody = eventBody.extend({
  commandLine: z.string(),
  ocsf: z.record(z.string(), z.unknown()).nullable(),
  raw: z.string(),
});

export const intakeStatusBody = z.object({
  received: z.number().int(),
  stored: z.number().int(),
  evaluated: z.number().int(),
  /** Records kept as raw because nobody could parse them, by reason. */
  unparsed: z.record(z.string(), z.number().int()),
  /** Records that were accepted and then dropped, by reason: of companies that have been erased. */
  dropped: z.record(z.string(), z.number().int()),
  /** Records that were never stored, by reason, since the server started. */
  rejected: z.record(z.string(), z.number().int()),
  spool: z.object({
    bytes: z.number(),
    quotaBytes: z.number(),
    waitingBytes: z.number(),
    failures: z.number().int(),
    isHeld: z.boolean(),
  }),
  listeners: z.array(z.object({ transport: z.string(), address: z.string(), port: z.number().int() })),
});

const severityNames: ReadonlyMap<number, string> = new Map(
  Object.entries(severityNumbers).map(([name, number]) => [number, name]),
);

export function toEventBody(event: EventSummary): z.input<typeof eventBody> {
  const { severityId, time, receivedAt, unparsedReason, ...rest } = event;
  return {
    ...rest,
    time: new Date(time),
    receivedAt: new Date(receivedAt),
    severity: severityNames.get(severityId) ?? 'unknown',
    unparsedReason: unparsedReason === '' ? null : unparsedReason,
  };
}

export const toEventDetailBody = (event: EventDetail): z.input<typeof eventDetailBody> => ({
  ...toEventBody(event),
  commandLine: event.commandLine,
  ocsf: event.ocsf === null ? null : { ...event.ocsf },
  raw: event.raw,
});
