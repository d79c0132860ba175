import type { Json, JsonObject, LogSource, ParsedEvent } from '../event.ts';
import {
  activity,
  compact,
  informational,
  low,
  metadataOf,
  setStatus,
  startEvent,
  type Activity,
  type OcsfDraft,
} from '../ocsf/ocsf.ts';
import { actorOf, identityName, userOf } from './cloudtrail-identity.ts';
import { eventTime, timedMetadata } from './event-time.ts';
import { isAddress } from '../address.ts';
import { shorten } from './text.ts';
import { parseIsoTime } from './time-text.ts';
import { isObject } from './windows-envelope.ts';

const logSource: LogSource = { product: 'aws', category: null, service: 'cloudtrail' };
const product = metadataOf('CloudTrail', 'AWS', { log_name: 'CloudTrail', profiles: ['cloud', 'host'] });

const create = activity('api_activity', 1, 'Create');
const read = activity('api_activity', 2, 'Read');
const update = activity('api_activity', 3, 'Update');
const remove = activity('api_activity', 4, 'Delete');
const logon = activity('authentication', 1, 'Logon');

/** The verb that an operation's name starts with → what it does. A verb that is not here goes by `readOnly`. */
const verbs: ReadonlyMap<string, Activity> = new Map([
  ...['Create', 'Run', 'Allocate', 'Register', 'Import', 'Copy', 'Add', 'Request', 'Restore', 'Generate'].map(
    (verb) => [verb, create] as const,
  ),
  ...[
    'Get',
    'List',
    'Describe',
    'Head',
    'Lookup',
    'Search',
    'Query',
    'Scan',
    'Batch',
    'Select',
    'Decrypt',
  ].map((verb) => [verb, read] as const),
  ...[
    'Update',
    'Modify',
    'Put',
    'Set',
    'Attach',
    'Detach',
    'Associate',
    'Disassociate',
    'Start',
    'Stop',
    'Enable',
  ].map((verb) => [verb, update] as const),
  ...[
    'Disable',
    'Tag',
    'Untag',
    'Reset',
    'Change',
    'Authorize',
    'Revoke',
    'Replace',
    'Reboot',
    'Publish',
  ].map((verb) => [verb, update] as const),
  ...['Delete', 'Terminate', 'Remove', 'Deregister', 'Release', 'Purge', 'Schedule'].map(
    (verb) => [verb, remove] as const,
  ),
]);

/** True for an object with the members that every CloudTrail record has (record contents, CloudTrail user guide). */
export const isCloudTrail = (value: JsonObject): boolean =>
  typeof value['eventSource'] === 'string' &&
  typeof value['eventName'] === 'string' &&
  typeof value['eventTime'] === 'string' &&
  (value['eventVersion'] !== undefined || value['awsRegion'] !== undefined);

/** A CloudTrail record → OCSF API Activity 6003; a console sign-in → Authentication 3002. The record stays as it is. */
export function parseCloudTrail(record: JsonObject, receivedAt: number): ParsedEvent {
  const timeText = text(record['eventTime']);
  const at = eventTime(parseIsoTime(timeText), receivedAt);
  const metadata = timedMetadata(compact({ ...product, uid: text(record['eventID']) }), at, timeText);
  const ocsf =
    record['eventName'] === 'ConsoleLogin'
      ? signIn(record, at.time, metadata)
      : apiCall(record, at.time, metadata);
  return { kind: 'parsed', parser: 'cloudtrail', logSource, record, changed: [], ocsf };
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

function apiCall(record: JsonObject, time: number, metadata: JsonObject): OcsfDraft {
  const operation = text(record['eventName']);
  const error = text(record['errorCode']);
  const service = text(record['eventSource']);
  const refused = error.includes('AccessDenied') || error.includes('Unauthorized');
  const did = `${identityName(record)} called ${shorten(operation, 80)} of ${shorten(service, 80)}`;
  const event = startEvent(
    activityOf(operation, record['readOnly']),
    refused ? low : informational,
    time,
    metadata,
    error === '' ? `${did}.` : `${did}: ${shorten(error, 80)}.`,
  );
  event['actor'] = actorOf(record);
  event['api'] = apiOf(record, operation, service, error);
  fillPlace(event, record);
  setStatus(event, error === '');
  if (error !== '') {
    event['status_code'] = error;
    const detail = text(record['errorMessage']);
    if (detail !== '') event['status_detail'] = shorten(detail, 1000);
  }
  const resources = resourcesOf(record['resources']);
  if (resources.length > 0) event['resources'] = resources;
  return event;
}

function activityOf(operation: string, readOnly: Json | undefined): Activity {
  let end = 1;
  while (end < operation.length && operation.charCodeAt(end) >= 97 && operation.charCodeAt(end) <= 122)
    end += 1;
  const known = verbs.get(operation.slice(0, end));
  if (readOnly === true) return read;
  if (known !== undefined && (known !== read || readOnly !== false)) return known;
  return activity('api_activity', 99, shorten(operation, 128));
}

function apiOf(record: JsonObject, operation: string, service: string, error: string): JsonObject {
  const requestId = text(record['requestID']);
  return compact({
    operation,
    service: { name: service },
    version: text(record['apiVersion']),
    request: requestId === '' ? undefined : { uid: requestId },
    response:
      error === '' ? undefined : { error, error_message: shorten(text(record['errorMessage']), 1000) },
  });
}

/** Where the call came from, and which account and region it reached. */
function fillPlace(event: OcsfDraft, record: JsonObject): void {
  const source = text(record['sourceIPAddress']);
  if (isAddress(source)) event['src_endpoint'] = { ip: source };
  else
    event['src_endpoint'] = source.includes('.amazonaws.com')
      ? { domain: source }
      : { name: source || 'unknown' };
  const account = text(record['recipientAccountId']) || text(object(record['userIdentity'])['accountId']);
  event['cloud'] = compact({
    provider: 'AWS',
    region: text(record['awsRegion']),
    account: account === '' ? undefined : { uid: account, type_id: 10, type: 'AWS Account' },
  });
  const agent = text(record['userAgent']);
  if (agent !== '') event['http_request'] = { user_agent: shorten(agent, 1024) };
}

/** Resources of one record that are kept in the normalised event. */
const maxResources = 32;

function resourcesOf(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) return [];
  const resources: Json[] = [];
  for (const item of (value as readonly Json[]).slice(0, maxResources)) {
    const uid = text(object(item)['ARN']) || text(object(item)['ARNPrefix']);
    const account = text(object(item)['accountId']);
    if (uid === '') continue;
    resources.push(
      compact({
        uid,
        type: text(object(item)['type']),
        owner: account === '' ? undefined : { account: { uid: account, type_id: 10, type: 'AWS Account' } },
      }),
    );
  }
  return resources;
}

/** Sign-in to the console: the outcome is in `responseElements`, the second factor in `additionalEventData`. */
function signIn(record: JsonObject, time: number, metadata: JsonObject): OcsfDraft {
  const succeeded = text(object(record['responseElements'])['ConsoleLogin']) === 'Success';
  const mfa = text(object(record['additionalEventData'])['MFAUsed']) === 'Yes';
  const name = identityName(record);
  const message = succeeded
    ? `${name} signed in to the AWS console ${mfa ? 'with' : 'without'} a second factor.`
    : `Sign-in of ${name} to the AWS console failed.`;
  const event = startEvent(logon, succeeded ? informational : low, time, metadata, message);
  event['user'] = userOf(record) ?? { name };
  event['service'] = { name: 'AWS console' };
  event['is_remote'] = true;
  event['is_mfa'] = mfa;
  fillPlace(event, record);
  setStatus(event, succeeded);
  const detail = text(record['errorMessage']);
  if (detail !== '') event['status_detail'] = shorten(detail, 1000);
  return event;
}
