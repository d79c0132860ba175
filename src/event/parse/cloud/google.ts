import type { Json, JsonObject, LogSource, ParsedEvent } from '../../event.ts';
import { listOf, objectOf, pairsOf, textOf, valueAt, withAdded, wordAt, wordOf } from '../members.ts';
import { isObject } from '../windows-envelope.ts';
import { cloudCall, cloudSignIn, resourcesOf, type CloudAct, type CloudLog } from './cloud-event.ts';

const gcp: CloudLog = { parser: 'gcp', product: 'Cloud Audit Logs', vendor: 'Google', provider: 'GCP' };
const workspace: CloudLog = { ...gcp, product: 'Google Workspace' };

const sourceOf = (service: string): LogSource => ({ product: 'gcp', category: null, service });

/** Google's services with rules of their own; all others are `gcp.audit`. */
const services: ReadonlyMap<string, LogSource> = new Map([
  ['admin.googleapis.com', sourceOf('google_workspace.admin')],
  ['login.googleapis.com', sourceOf('google_workspace.login')],
]);
const auditSource = sourceOf('gcp.audit');

/**
 * Cloud Audit Logs of Google Cloud, as log sinks write them (LogEntry with an AuditLog in `protoPayload`), also wrapped in
 * `data`; Workspace's activities, among those or as the Reports API gives them. Null for anything else.
 */
export function parseGoogle(value: JsonObject, receivedAt: number): ParsedEvent | null {
  const entry = isObject(value['protoPayload']) ? value : objectOf(value['data']);
  const payload = entry['protoPayload'];
  if (isObject(payload))
    return isAudit(payload) && wordOf(payload['serviceName']) !== ''
      ? parseEntry(value, entry, payload, receivedAt)
      : null;
  return textOf(value['kind']) === 'admin#reports#activity' ? parseReport(value, receivedAt) : null;
}

const isAudit = (payload: JsonObject): boolean =>
  payload['methodName'] !== undefined || textOf(payload['@type']).endsWith('AuditLog');

function parseEntry(
  value: JsonObject,
  entry: JsonObject,
  payload: JsonObject,
  receivedAt: number,
): ParsedEvent {
  const service = wordOf(payload['serviceName']);
  const logSource = services.get(service) ?? auditSource;
  const events = listOf(valueAt(payload, 'metadata', 'event'));
  const status = objectOf(payload['status']);
  const code = wordOf(status['code']);
  const act: CloudAct = {
    logSource,
    logName: wordOf(entry['logName']),
    added: withAdded(value, logSource === auditSource ? {} : settingMembers(events, 'parameter')),
    receivedAt,
    timeText: wordOf(entry['timestamp']),
    uid: wordOf(entry['insertId']),
    operation: wordOf(payload['methodName']),
    service,
    userName: wordAt(payload, 'authenticationInfo', 'principalEmail'),
    userUid: wordAt(payload, 'authenticationInfo', 'principalSubject'),
    address: wordAt(payload, 'requestMetadata', 'callerIp'),
    userAgent: wordAt(payload, 'requestMetadata', 'callerSuppliedUserAgent'),
    account: wordAt(entry, 'resource', 'labels', 'project_id'),
    region: wordAt(entry, 'resource', 'labels', 'location'),
    succeeded: code === '' || code === '0',
    detail: wordOf(status['message']),
    resources: resourcesOf(wordOf(payload['resourceName']), wordAt(entry, 'resource', 'type')),
  };
  return eventOf(logSource === auditSource ? gcp : workspace, act, events);
}

/** One activity of the Reports API; its events share time and actor. */
function parseReport(value: JsonObject, receivedAt: number): ParsedEvent {
  const application = wordAt(value, 'id', 'applicationName');
  const events = listOf(value['events']);
  const service = `${application}.googleapis.com`;
  const act: CloudAct = {
    logSource: services.get(service) ?? auditSource,
    logName: application,
    added: withAdded(value, { ...settingMembers(events, 'parameters'), eventService: service }),
    receivedAt,
    timeText: wordAt(value, 'id', 'time'),
    uid: wordAt(value, 'id', 'uniqueQualifier'),
    operation: wordAt(events[0], 'name'),
    service,
    userName: wordAt(value, 'actor', 'email'),
    userUid: wordAt(value, 'actor', 'profileId'),
    address: wordOf(value['ipAddress']),
    account: wordAt(value, 'id', 'customerId'),
    succeeded: null,
  };
  return eventOf(workspace, act, events);
}

const signIns: ReadonlySet<string> = new Set(['login_success', 'login_failure', 'logout']);

function eventOf(log: CloudLog, act: CloudAct, events: readonly Json[]): ParsedEvent {
  const name = wordAt(events[0], 'eventName') || wordAt(events[0], 'name');
  if (act.logSource.service !== 'google_workspace.login' || !signIns.has(name)) return cloudCall(log, act);
  const succeeded = name !== 'login_failure';
  return cloudSignIn(log, { ...act, service: 'Google Workspace', succeeded }, null, name === 'logout');
}

/** Parameters of Workspace's events that rules name by themselves: `SETTING_NAME` is read as `setting_name`. */
function settingMembers(events: readonly Json[], key: string): Readonly<Record<string, Json | undefined>> {
  const members: Record<string, Json> = {};
  for (const event of events) {
    for (const [name, setting] of pairsOf(valueAt(event, key), 'name', ['value', 'boolValue', 'intValue'])) {
      const lower = name.slice(0, 32).toLowerCase();
      if (lower === 'setting_name' || lower === 'new_value' || lower === 'old_value')
        members[lower] = setting;
    }
  }
  return members;
}
