import type { Json, JsonObject, OcsfEvent } from '../event.ts';

/** The OCSF schema that our events follow and are tested against. */
export const ocsfVersion = '1.9.0-dev';

/** The classes that our parsers make, by OCSF `class_uid` (Windows' registry and service classes are an extension's). */
export const ocsfClasses = {
  base_event: 0,
  file_activity: 1001,
  kernel_extension_activity: 1002,
  module_activity: 1005,
  scheduled_job_activity: 1006,
  process_activity: 1007,
  event_log_activity: 1008,
  script_activity: 1009,
  account_change: 3001,
  authentication: 3002,
  authorize_session: 3003,
  group_management: 3006,
  detection_finding: 2004,
  network_activity: 4001,
  http_activity: 4002,
  dns_activity: 4003,
  rdp_activity: 4005,
  smb_activity: 4006,
  ssh_activity: 4007,
  api_activity: 6003,
  registry_key_activity: 201_001,
  registry_value_activity: 201_002,
  windows_service_activity: 201_004,
} as const;
export type OcsfClass = keyof typeof ocsfClasses;

/** An activity of a class, with the numbers that follow from it. */
export interface Activity {
  readonly class_uid: number;
  readonly category_uid: number;
  readonly activity_id: number;
  readonly activity_name: string;
  readonly type_uid: number;
}

/** `id` and `name` as the class's `activity_id` enum has them; with 99 the name is the source's own. */
export function activity(className: OcsfClass, id: number, name: string): Activity {
  const classUid = ocsfClasses[className];
  return {
    class_uid: classUid,
    category_uid: Math.floor((classUid % 100_000) / 1000),
    activity_id: id,
    activity_name: name,
    type_uid: classUid * 100 + id,
  };
}

/** An event in the making: parsers fill it, and hand it out as a readonly `OcsfEvent`. */
export type OcsfDraft = { -readonly [Key in keyof OcsfEvent]: OcsfEvent[Key] };

/** Starts an event: OCSF's required attributes. `message` is a short sentence for people. */
export function startEvent(
  kind: Activity,
  severityId: number,
  time: number,
  metadata: JsonObject,
  message: string,
): OcsfDraft {
  return {
    class_uid: kind.class_uid,
    category_uid: kind.category_uid,
    activity_id: kind.activity_id,
    activity_name: kind.activity_name,
    type_uid: kind.type_uid,
    severity_id: severityId,
    time,
    metadata,
    message,
  };
}

/** OCSF `status_id` with its caption. */
export const success = 1;
export const failure = 2;

export function setStatus(event: OcsfDraft, succeeded: boolean): void {
  event['status_id'] = succeeded ? success : failure;
  event['status'] = succeeded ? 'Success' : 'Failure';
}

/** OCSF severities used for plain events: judging is detection's. */
export const informational = 1;
export const low = 2;
export const medium = 3;

/** Metadata that every event of a parser shares (OCSF `metadata`: product and version are required). */
export const metadataOf = (product: string, vendor: string, more: JsonObject = {}): JsonObject => ({
  version: ocsfVersion,
  product: { name: product, vendor_name: vendor },
  ...more,
});

/** An OCSF object under construction; undefined and empty members are left out by `compact`. */
export function compact(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  const object: Record<string, Json> = {};
  for (const key in members) {
    const value = members[key];
    if (value !== undefined && value !== null && value !== '') object[key] = value;
  }
  return object;
}

/** An OCSF device of unknown kind. A host without a name is called by the address that sent the record. */
export const device = (hostname: string): JsonObject => ({ hostname, type_id: 0 });

/** An OCSF file (kind unknown unless told): name from the path. */
export const file = (path: string, name: string, typeId = 0): JsonObject => ({ name, path, type_id: typeId });
