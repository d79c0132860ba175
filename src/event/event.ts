import type { CompanyId, EventId, ProjectId, SourceId } from '../kernel/index.ts';

/** Who a record belongs to: decided at intake from the source's token, certificate or address. */
export interface Attribution {
  readonly companyId: CompanyId;
  readonly projectId: ProjectId | null;
  readonly sourceId: SourceId;
}

/** How the bytes of a record arrived. `syslog`: one RFC 5424 or 3164 message. `json`: one JSON object. */
export const recordFormats = ['syslog', 'json'] as const;
export type RecordFormat = (typeof recordFormats)[number];

/** One thing that a sender told us, before anybody has looked inside. */
export interface RawRecord extends Attribution {
  /** Derived from the record's place in the spool, so a second reading gives the same id. */
  readonly id: EventId;
  readonly format: RecordFormat;
  /** Unix milliseconds at which intake received the bytes. */
  readonly receivedAt: number;
  /** Address of the sender, without port. */
  readonly peer: string;
  /** The record as received (UTF-8; invalid bytes became U+FFFD), without framing. */
  readonly raw: string;
}

/** Sigma's routing key (Sigma 2.1, log source): which rules are worth asking. */
export interface LogSource {
  readonly product: string | null;
  readonly category: string | null;
  readonly service: string | null;
}

/** A JSON value as `JSON.parse` gives it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** An OCSF 1.x event object, keys as the standard spells them (snake_case). */
export interface OcsfEvent {
  readonly class_uid: number;
  readonly category_uid: number;
  readonly activity_id: number;
  readonly type_uid: number;
  readonly severity_id: number;
  /** Unix milliseconds of the event itself. */
  readonly time: number;
  readonly metadata: JsonObject;
  readonly [key: string]: Json;
}

/** What a parser made of a record. `record` is what Sigma rules see: the source's own field names and values. */
export interface ParsedEvent {
  readonly kind: 'parsed';
  readonly parser: string;
  readonly logSource: LogSource;
  readonly record: JsonObject;
  /** The names of its members that a JSON object as it was received does not have just so; absent when it is no such object. */
  readonly changed?: readonly string[];
  readonly ocsf: OcsfEvent;
}

/** A record that nobody could parse: kept as raw, counted under `reason`. */
export interface UnparsedEvent {
  readonly kind: 'unparsed';
  readonly reason: UnparsedReason;
  /** Unix milliseconds: the time of receipt. */
  readonly time: number;
}

export const unparsedReasons = [
  'empty',
  'too_long',
  'not_json',
  'not_an_object',
  'unknown_shape',
  'bad_time',
] as const;
export type UnparsedReason = (typeof unparsedReasons)[number];
