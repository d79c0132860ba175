import { z } from 'zod';
import type { CompanyId, EventId, Id, ProjectId, SourceId } from '../kernel/index.ts';
import { parseId } from '../kernel/index.ts';
import { readableAddress } from './address.ts';
import type { JsonObject } from './event.ts';
import { ocsfClasses } from './ocsf/ocsf.ts';
import type { StoredRaw } from './stored-event.ts';

/** A line of a list of events. Empty texts mean that the event does not say. */
export interface EventSummary {
  readonly id: EventId;
  readonly companyId: CompanyId;
  readonly projectId: ProjectId | null;
  readonly sourceId: SourceId;
  /** Unix milliseconds. */
  readonly time: number;
  readonly receivedAt: number;
  readonly classUid: number;
  /** OCSF class as a name (`authentication`). */
  readonly className: string;
  readonly activity: string;
  readonly severityId: number;
  readonly status: string;
  readonly repeated: number;
  readonly product: string;
  readonly category: string;
  readonly service: string;
  readonly parser: string;
  readonly unparsedReason: string;
  readonly peer: string;
  readonly host: string;
  readonly userName: string;
  readonly srcIp: string | null;
  readonly dstIp: string | null;
  readonly processName: string;
  readonly apiOperation: string;
  readonly message: string;
}

/** One event with everything that is stored of it. */
export interface EventDetail extends EventSummary {
  readonly commandLine: string;
  /** The normalised event; null for a record that nobody could parse. */
  readonly ocsf: JsonObject | null;
  /** The record as received. */
  readonly raw: string;
}

/** A stored record with what a list shows of it. */
export interface StoredRow extends StoredRaw {
  /** Unix milliseconds of the event. */
  readonly time: number;
  readonly message: string;
}

/** Stored events of one company, day, parser and reason. */
export interface EventCount {
  readonly companyId: CompanyId;
  /** `2026-11-23`, UTC. */
  readonly day: string;
  /** Empty for unparsed records. */
  readonly parser: string;
  readonly unparsedReason: string;
  readonly count: number;
  /** Length of the raw records, characters. */
  readonly rawLength: number;
}

const zeroId = '00000000-0000-0000-0000-000000000000';

function toId<Kind extends string>(text: string): Id<Kind> {
  const id = parseId<Kind>(text);
  if (!id.ok) throw new Error(`The event table holds a broken id: ${id.error.message}`);
  return id.value;
}

const summaryShape = {
  event_id: z.string(),
  company_id: z.string(),
  project_id: z.string(),
  source_id: z.string(),
  time_ms: z.number(),
  received_ms: z.number(),
  class_uid: z.number(),
  activity: z.string(),
  severity_id: z.number(),
  status: z.string(),
  repeated: z.number(),
  product: z.string(),
  category: z.string(),
  service: z.string(),
  parser: z.string(),
  unparsed_reason: z.string(),
  peer: z.string(),
  host: z.string(),
  user_name: z.string(),
  src_address: z.string(),
  dst_address: z.string(),
  process_name: z.string(),
  api_operation: z.string(),
  message: z.string(),
};
const summarySchema = z.object(summaryShape);
const detailSchema = z.object({
  ...summaryShape,
  command_line: z.string(),
  ocsf: z.string(),
  raw: z.string(),
});

const classNames: ReadonlyMap<number, string> = new Map(
  Object.entries(ocsfClasses).map(([name, uid]) => [uid, name]),
);
export const summaryRow = (row: unknown): EventSummary => toSummary(summarySchema.parse(row));

export function detailRow(row: unknown): EventDetail {
  const parsed = detailSchema.parse(row);
  return {
    ...toSummary(parsed),
    commandLine: parsed.command_line,
    ocsf: parsed.ocsf === '' ? null : (JSON.parse(parsed.ocsf) as JsonObject),
    raw: parsed.raw,
  };
}

const storedSchema = summarySchema
  .pick({
    ...{ event_id: true, company_id: true, project_id: true, source_id: true },
    ...{ time_ms: true, received_ms: true, peer: true, parser: true, message: true },
  })
  .extend({ raw: z.string() });

export function storedRow(row: unknown): StoredRow {
  const { message, parser, peer, raw, ...read } = storedSchema.parse(row);
  return {
    id: toId(read.event_id),
    companyId: toId(read.company_id),
    projectId: read.project_id === zeroId ? null : toId(read.project_id),
    sourceId: toId(read.source_id),
    time: read.time_ms,
    receivedAt: read.received_ms,
    ...{ message, parser, peer, raw },
  };
}

function toSummary(row: z.infer<typeof summarySchema>): EventSummary {
  return {
    id: toId(row.event_id),
    companyId: toId(row.company_id),
    projectId: row.project_id === zeroId ? null : toId(row.project_id),
    sourceId: toId(row.source_id),
    time: row.time_ms,
    receivedAt: row.received_ms,
    classUid: row.class_uid,
    className: classNames.get(row.class_uid) ?? 'base_event',
    activity: row.activity,
    severityId: row.severity_id,
    status: row.status,
    repeated: row.repeated,
    product: row.product,
    category: row.category,
    service: row.service,
    parser: row.parser,
    unparsedReason: row.unparsed_reason,
    peer: row.peer,
    host: row.host,
    userName: row.user_name,
    srcIp: readableAddress(row.src_address),
    dstIp: readableAddress(row.dst_address),
    processName: row.process_name,
    apiOperation: row.api_operation,
    message: row.message,
  };
}

const matchingSchema = z.object({ events: z.number() });
export const matchingRow = (row: unknown): z.infer<typeof matchingSchema> => matchingSchema.parse(row);

const countSchema = z.object({
  company_id: z.string(),
  day: z.string(),
  parser: z.string(),
  unparsed_reason: z.string(),
  events: z.number(),
  raw_length: z.number(),
});

export function countRow(row: unknown): EventCount {
  const count = countSchema.parse(row);
  return {
    companyId: toId(count.company_id),
    day: count.day,
    parser: count.parser,
    unparsedReason: count.unparsed_reason,
    count: count.events,
    rawLength: count.raw_length,
  };
}
