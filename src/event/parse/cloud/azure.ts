import type { Json, JsonObject, LogSource, ParsedEvent } from '../../event.ts';
import { listOf, objectOf, textOf, valueAt, withAdded, wordAt, wordOf } from '../members.ts';
import { auditMembers, operationMembers, signInMembers } from './azure-members.ts';
import {
  cloudCall,
  cloudFinding,
  cloudSignIn,
  resourcesOf,
  type CloudAct,
  type CloudLog,
} from './cloud-event.ts';

const azure: CloudLog = { parser: 'azure', product: 'Azure', vendor: 'Microsoft', provider: 'Azure' };

/** What a log of Azure or Entra ID holds. */
type AzureLog = 'activitylogs' | 'auditlogs' | 'signinlogs' | 'riskdetection' | 'pim';

const sourceOf = (service: AzureLog): LogSource => ({ product: 'azure', category: null, service });

/** Diagnostic settings' `category`, and Log Analytics' `Type`, in lower case → the log (Azure Monitor, resource log categories). */
const logs: ReadonlyMap<string, AzureLog> = new Map([
  ...['administrative', 'policy', 'autoscale', 'servicehealth', 'resourcehealth', 'recommendation'].map(
    (name) => [name, 'activitylogs'] as const,
  ),
  ['azureactivity', 'activitylogs'],
  ['auditlogs', 'auditlogs'],
  ...['signinlogs', 'noninteractiveusersigninlogs', 'serviceprincipalsigninlogs'].map(
    (name) => [name, 'signinlogs'] as const,
  ),
  ...['managedidentitysigninlogs', 'adfssigninlogs', 'aadnoninteractiveusersigninlogs'].map(
    (name) => [name, 'signinlogs'] as const,
  ),
  ...['aadserviceprincipalsigninlogs', 'aadmanagedidentitysigninlogs'].map(
    (name) => [name, 'signinlogs'] as const,
  ),
  ...['userriskevents', 'aaduserriskevents', 'serviceprincipalriskevents'].map(
    (name) => [name, 'riskdetection'] as const,
  ),
  ['aadserviceprincipalriskevents', 'riskdetection'],
]);

/**
 * Records of Azure's activity log and of Entra ID's audit, sign-in, risk and privileged identity logs, as diagnostic
 * settings stream them (Event Hubs, storage), as Log Analytics exports them, or as Microsoft Graph and Azure's REST API
 * give them. Null for anything else.
 */
export function parseAzure(value: JsonObject, receivedAt: number): ParsedEvent | null {
  const log = logOf(value);
  if (log === null) return null;
  switch (log) {
    case 'activitylogs':
      return parseActivity(value, receivedAt);
    case 'auditlogs':
      return parseAudit(value, receivedAt);
    case 'signinlogs':
      return parseSignIn(value, receivedAt);
    case 'riskdetection':
    case 'pim':
      return parseRisk(value, receivedAt, log);
  }
}

function logOf(value: JsonObject): AzureLog | null {
  const table = textOf(value['Type']);
  if (table !== '' && value['TimeGenerated'] !== undefined) return named(table);
  if (value['operationName'] !== undefined && value['category'] !== undefined) {
    if (value['time'] !== undefined) return named(textOf(value['category']));
    if (value['eventTimestamp'] !== undefined && value['subscriptionId'] !== undefined) return 'activitylogs';
  }
  if (value['activityDisplayName'] !== undefined && value['loggedByService'] !== undefined)
    return 'auditlogs';
  if (value['riskEventType'] !== undefined) {
    if (isPrivileged(textOf(value['riskEventType']))) return 'pim';
    if (value['detectedDateTime'] !== undefined || value['riskLevel'] !== undefined) return 'riskdetection';
  }
  if (value['conditionalAccessStatus'] !== undefined && value['createdDateTime'] !== undefined)
    return 'signinlogs';
  return isPrivileged(odataType(value)) ? 'pim' : null;
}

const named = (text: string): AzureLog | null =>
  text.length > 64 ? null : (logs.get(text.toLowerCase()) ?? null);

/** Types of Privileged Identity Management's incidents and alerts in Microsoft Graph. */
const isPrivileged = (type: string): boolean =>
  type.endsWith('AlertIncident') || type.endsWith('AlertConfiguration');

const odataType = (value: JsonObject): string =>
  textOf(value['@odata.type']).replace('#microsoft.graph.', '');

/** The first of these members with a text or number, in the record or in its `properties`. */
function first(value: JsonObject, ...names: readonly string[]): string {
  const properties = objectOf(value['properties']);
  for (const name of names) {
    const word = wordOf(properties[name]) || wordOf(value[name]);
    if (word !== '') return word;
  }
  return '';
}

const timeOf = (value: JsonObject): string =>
  wordOf(value['time']) ||
  first(
    value,
    'activityDateTime',
    'createdDateTime',
    'eventTimestamp',
    'detectedDateTime',
    'TimeGenerated',
    'lastModifiedDateTime',
  );

function parseActivity(value: JsonObject, receivedAt: number): ParsedEvent {
  const added = withAdded(value, operationMembers(value));
  const claims = objectOf(valueAt(value, 'identity', 'claims') ?? value['claims']);
  const operation =
    wordOf(added.record['operationName']) || first(value, 'OperationNameValue', 'OperationName');
  const outcome = wordAt(value, 'status', 'value') || first(value, 'resultType', 'ActivityStatusValue');
  const resource = wordOf(value['resourceId']) || first(value, 'ResourceId', '_ResourceId');
  const caller =
    first(value, 'caller', 'Caller') ||
    wordOf(claims['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn']) ||
    wordOf(claims['name']);
  return cloudCall(azure, {
    logSource: sourceOf('activitylogs'),
    logName: 'Activity log',
    added,
    receivedAt,
    timeText: timeOf(value),
    uid: first(value, 'eventDataId', 'EventDataId', 'correlationId', 'CorrelationId'),
    operation,
    service: operation.split('/', 1)[0] ?? '',
    userName: caller,
    userUid: wordOf(claims['http://schemas.microsoft.com/identity/claims/objectidentifier']),
    appName: wordOf(claims['appid']),
    address:
      first(value, 'callerIpAddress', 'CallerIpAddress') || wordAt(value, 'httpRequest', 'clientIpAddress'),
    account:
      /\/subscriptions\/([^/]{1,64})/i.exec(resource.slice(0, 1024))?.[1] ?? first(value, 'subscriptionId'),
    region: first(value, 'location'),
    succeeded: outcomeOf(outcome),
    detail: outcome,
    resources: resourcesOf(resource, first(value, 'ResourceProviderValue')),
  });
}

/** The many words for outcomes; null for those that say none, such as `Start`. */
function outcomeOf(text: string): boolean | null {
  const word = text.slice(0, 16).toLowerCase();
  if (word === '0' || word === 'success' || word === 'succeeded') return true;
  return word === 'failure' || word === 'failed' ? false : null;
}

function parseAudit(value: JsonObject, receivedAt: number): ParsedEvent {
  const properties = objectOf(value['properties']);
  const by = objectOf(properties['initiatedBy'] ?? value['initiatedBy'] ?? value['InitiatedBy']);
  const targets = listOf(
    properties['targetResources'] ?? value['targetResources'] ?? value['TargetResources'],
  );
  const result = first(value, 'result', 'Result');
  return cloudCall(azure, {
    logSource: sourceOf('auditlogs'),
    logName: 'AuditLogs',
    added: withAdded(value, auditMembers(value)),
    receivedAt,
    timeText: timeOf(value),
    uid: first(value, 'id', 'Id', 'correlationId', 'CorrelationId'),
    operation: first(value, 'activityDisplayName', 'ActivityDisplayName', 'operationName', 'OperationName'),
    service: first(value, 'loggedByService', 'LoggedByService'),
    userName: wordAt(by, 'user', 'userPrincipalName') || wordAt(by, 'user', 'displayName'),
    userUid: wordAt(by, 'user', 'id'),
    appName: wordAt(by, 'app', 'displayName'),
    address: wordAt(by, 'user', 'ipAddress') || first(value, 'callerIpAddress'),
    userAgent: first(value, 'userAgent', 'UserAgent'),
    account: first(value, 'tenantId', 'AADTenantId', 'TenantId'),
    succeeded: outcomeOf(result),
    detail: first(value, 'resultReason', 'ResultReason', 'resultDescription', 'ResultDescription'),
    resources: targets.flatMap((target) =>
      resourcesOf(
        wordAt(target, 'userPrincipalName') || wordAt(target, 'displayName') || wordAt(target, 'id'),
        wordAt(target, 'type'),
      ),
    ),
  });
}

function parseSignIn(value: JsonObject, receivedAt: number): ParsedEvent {
  const members = signInMembers(value);
  const act: CloudAct = {
    logSource: sourceOf('signinlogs'),
    logName: first(value, 'category', 'Type') || 'SignInLogs',
    added: withAdded(value, members.added),
    receivedAt,
    timeText: timeOf(value),
    uid: first(value, 'id', 'Id', 'correlationId', 'CorrelationId'),
    operation: 'Sign-in activity',
    service: first(value, 'appDisplayName', 'AppDisplayName', 'resourceDisplayName', 'ResourceDisplayName'),
    userName: first(value, 'userPrincipalName', 'UserPrincipalName', 'servicePrincipalName', 'identity'),
    userUid: first(value, 'userId', 'UserId', 'servicePrincipalId', 'ServicePrincipalId'),
    address: first(value, 'ipAddress', 'IPAddress', 'callerIpAddress'),
    userAgent: first(value, 'userAgent', 'UserAgent'),
    account: first(value, 'tenantId', 'resourceTenantId', 'AADTenantId', 'ResourceTenantId'),
    region:
      wordOf(value['location']) || wordAt(value, 'location', 'countryOrRegion') || first(value, 'Location'),
    succeeded: members.succeeded,
    detail: members.detail,
  };
  return cloudSignIn(azure, act, members.isMfa);
}

const riskSeverities: Readonly<Record<string, number>> = { low: 2, medium: 3, high: 4 };

function parseRisk(value: JsonObject, receivedAt: number, log: 'riskdetection' | 'pim'): ParsedEvent {
  const own = first(value, 'riskEventType', 'RiskEventType');
  const type = own === '' ? odataType(value) : own;
  const added: Readonly<Record<string, Json | undefined>> = { riskEventType: own === '' ? type : undefined };
  const service = log === 'riskdetection' && isPrivileged(type) ? 'pim' : log;
  return cloudFinding(
    azure,
    {
      logSource: sourceOf(service),
      logName: service === 'pim' ? 'Privileged Identity Management' : 'UserRiskEvents',
      added: withAdded(value, added),
      receivedAt,
      timeText: timeOf(value),
      uid: first(value, 'id', 'Id', 'requestId', 'RequestId', 'correlationId'),
      operation: type,
      service: 'Entra ID Protection',
      userName: first(value, 'userPrincipalName', 'UserPrincipalName', 'assigneeUserPrincipalName'),
      userUid: first(value, 'userId', 'UserId', 'assigneeId'),
      address: first(value, 'ipAddress', 'IpAddress', 'callerIpAddress'),
      account: first(value, 'tenantId', 'AADTenantId'),
      succeeded: null,
    },
    type === '' ? 'risk' : type,
    riskSeverities[first(value, 'riskLevel', 'RiskLevel').slice(0, 8).toLowerCase()] ?? 3,
  );
}
