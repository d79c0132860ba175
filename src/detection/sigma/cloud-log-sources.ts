import type { Route } from './route.ts';

/**
 * Audit logs of clouds and services: the names that SigmaHQ's rules have for fields, and where the vendors' own JSON holds
 * them. The rules were written for several exports of one log (diagnostic settings, Log Analytics, Graph), so a field may
 * have several places; the first that is there is read.
 */
type Aliases = NonNullable<Route['aliases']>;

const azure = (service: string, aliases: Aliases): Route => ({
  gives: { product: 'azure', service },
  when: { product: 'azure', service },
  aliases,
});

/** A member of a diagnostic setting's `properties`, the same in Microsoft Graph, and its column in Log Analytics. */
const everywhere = (name: string): readonly string[] => [
  `properties.${name}`,
  name,
  `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
];

const operation = [...everywhere('activityDisplayName'), 'operationName', 'OperationName'];
const initiator = [
  'properties.initiatedBy.user.userPrincipalName',
  'properties.initiatedBy.app.displayName',
  'initiatedBy.user.userPrincipalName',
  'initiatedBy.app.displayName',
  'InitiatedBy.user.userPrincipalName',
  'InitiatedBy',
];
const result = [...everywhere('result'), 'resultType', 'ResultType'];

const azureRoutes: readonly Route[] = [
  azure('activitylogs', {
    operationName: ['OperationNameValue', 'OperationName'],
    OperationNameValue: ['operationName'],
    CategoryValue: ['category', 'Category'],
    ResourceId: ['resourceId', '_ResourceId'],
    'properties.message': ['operationName.localizedValue', 'OperationName'],
  }),
  azure('auditlogs', {
    'properties.message': operation,
    OperationName: [...everywhere('activityDisplayName'), 'operationName'],
    operationName: operation,
    ActivityDisplayName: operation,
    ActivityType: operation,
    activityType: operation,
    Category: ['properties.category', 'category'],
    category: ['Category'],
    LoggedByService: everywhere('loggedByService'),
    Status: result,
    'properties.result': result,
    failure_status_reason: [...everywhere('resultReason'), 'resultDescription', 'ResultDescription'],
    Initiatedby: initiator,
    'Initiatied.By': initiator,
    'properties.initiatedBy': ['initiatedBy', 'InitiatedBy'],
    TargetResources: everywhere('targetResources'),
    'properties.targetResources': everywhere('targetResources'),
    'targetResources.type': ['properties.targetResources.type', 'TargetResources.type'],
    Target: ['userPrincipalName', 'displayName'].flatMap((name) =>
      everywhere('targetResources').map((place) => `${place}.${name}`),
    ),
    'TargetResources.ModifiedProperties.DisplayName': everywhere('targetResources').map(
      (place) => `${place}.modifiedProperties.displayName`,
    ),
    'TargetResources.ModifiedProperties.NewValue': everywhere('targetResources').map(
      (place) => `${place}.modifiedProperties.newValue`,
    ),
    'TargetResources.modifiedProperties': everywhere('targetResources').map(
      (place) => `${place}.modifiedProperties`,
    ),
    'TargetResources.modifiedProperties.newValue': everywhere('targetResources').map(
      (place) => `${place}.modifiedProperties.newValue`,
    ),
    'additionalDetails.additionalInfo': everywhere('additionalDetails').map((place) => `${place}.value`),
  }),
  azure('signinlogs', {
    AuthenticationRequirement: everywhere('authenticationRequirement'),
    'properties.authenticationRequirement': everywhere('authenticationRequirement'),
    ClientApp: everywhere('clientAppUsed'),
    'DeviceDetail.deviceId': ['properties.deviceDetail.deviceId', 'deviceDetail.deviceId'],
    'properties.deviceDetail.deviceId': ['deviceDetail.deviceId', 'DeviceDetail.deviceId'],
    'DeviceDetail.isCompliant': ['properties.deviceDetail.isCompliant', 'deviceDetail.isCompliant'],
    'DeviceDetail.trusttype': [
      'properties.deviceDetail.trustType',
      'deviceDetail.trustType',
      'DeviceDetail.trustType',
    ],
    NetworkLocationDetails: everywhere('networkLocationDetails'),
    ResourceDisplayName: everywhere('resourceDisplayName'),
    ResultType: ['resultType', 'properties.status.errorCode', 'status.errorCode'],
    resultType: ['ResultType', 'properties.status.errorCode', 'status.errorCode'],
    ...Object.fromEntries(
      ['ResultDescription', 'Resultdescription'].map((name) => [
        name,
        ['resultDescription', 'ResultDescription', 'properties.status.failureReason', 'status.failureReason'],
      ]),
    ),
    RiskState: everywhere('riskState'),
    Username: everywhere('userPrincipalName'),
    callerIpAddress: [...everywhere('ipAddress'), 'IPAddress'],
    conditionalAccessStatus: everywhere('conditionalAccessStatus'),
    homeTenantId: everywhere('homeTenantId'),
    resourceTenantId: everywhere('resourceTenantId'),
    location: everywhere('location'),
    'properties.appId': everywhere('appId'),
    userAgent: everywhere('userAgent'),
    // Sign-ins are all that this log holds; its operation is `Sign-in activity`.
    ActivityDetails: ['operationName', 'OperationName'],
  }),
  azure('riskdetection', { riskEventType: everywhere('riskEventType') }),
  azure('pim', { riskEventType: everywhere('riskEventType') }),
];

/** Of a LogEntry, by itself or wrapped in `data`. */
const payload = (name: string): readonly string[] => [`protoPayload.${name}`, `data.protoPayload.${name}`];

const googleRoutes: readonly Route[] = [
  {
    gives: { product: 'gcp', service: 'gcp.audit' },
    when: { product: 'gcp', service: 'gcp.audit' },
    aliases: {
      'gcp.audit.method_name': payload('methodName'),
      'data.protoPayload.authorizationInfo.granted': payload('authorizationInfo.granted'),
      'data.protoPayload.authorizationInfo.permission': payload('authorizationInfo.permission'),
      'data.protoPayload.methodName': payload('methodName'),
      'data.protoPayload.serviceName': payload('serviceName'),
      'data.protoPayload.logName': ['logName', 'data.logName'],
      'data.protoPayload.resource.type': ['resource.type', 'data.resource.type'],
    },
  },
  {
    gives: { product: 'gcp', service: 'google_workspace.admin' },
    when: { product: 'gcp', service: 'google_workspace.admin' },
    aliases: {
      eventService: payload('serviceName'),
      eventName: [...payload('metadata.event.eventName'), 'events.name', ...payload('methodName')],
    },
  },
  {
    gives: { product: 'gcp', service: 'google_workspace.login' },
    when: { product: 'gcp', service: 'google_workspace.login' },
    aliases: {
      'protoPayload.Servicename': [...payload('serviceName'), 'eventService'],
      'protoPayload.serviceName': [...payload('serviceName'), 'eventService'],
      'protoPayload.metadata.event.eventName': [...payload('metadata.event.eventName'), 'events.name'],
    },
  },
];

const m365Aliases: Aliases = { Payload: ['Data', 'Parameters'] };

const otherRoutes: readonly Route[] = [
  { gives: { product: 'm365', service: 'audit' }, when: { product: 'm365' } },
  {
    gives: { product: 'm365', service: 'threat_management' },
    when: { product: 'm365', service: 'threat_management' },
    aliases: m365Aliases,
  },
  {
    gives: { product: 'm365', service: 'threat_detection' },
    when: { product: 'm365', service: 'threat_management' },
    aliases: m365Aliases,
  },
  {
    gives: { product: 'okta', service: 'okta' },
    when: { product: 'okta', service: 'okta' },
    aliases: { eventtype: ['eventType'], displaymessage: ['displayMessage'] },
  },
  {
    gives: { product: 'kubernetes', category: 'application', service: 'audit' },
    when: { product: 'kubernetes', service: 'audit' },
    aliases: {
      apiGroup: ['objectRef.apiGroup', 'requestObject.spec.apiGroup'],
      hostPath: ['requestObject.spec.volumes.hostPath', 'requestObject.spec.template.spec.volumes.hostPath'],
      capabilities: [
        'requestObject.spec.containers.securityContext.capabilities',
        'requestObject.spec.template.spec.containers.securityContext.capabilities',
      ],
    },
  },
];

export const cloudRoutes: readonly Route[] = [...azureRoutes, ...googleRoutes, ...otherRoutes];
