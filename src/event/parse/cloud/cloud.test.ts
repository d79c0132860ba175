import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { JsonObject, ParsedEvent } from '../../event.ts';
import { receivedRecord } from '../../testing/received-record.ts';
import { parseRecord } from '../parse.ts';
import { activityOf } from './cloud-event.ts';

function parse(value: unknown): ParsedEvent {
  const event = parseRecord(
    receivedRecord('json', typeof value === 'string' ? value : JSON.stringify(value)),
  );
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

const lines = readFileSync(join(import.meta.dirname, '../../testdata/cloud.ndjson'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

/** The sample with this text in it. */
const sample = (text: string): string => lines.find((line) => line.includes(text)) ?? '';

describe('a record of a cloud', () => {
  it('becomes an API Activity with caller, operation and place, and stays as it is for rules', () => {
    const raw = sample('storage.buckets.delete');
    const event = parse(raw);
    expect(event.record).toEqual(JSON.parse(raw));
    expect(event.changed).toEqual([]);
    expect(event.logSource).toEqual({ product: 'gcp', category: null, service: 'gcp.audit' });
    expect(event.ocsf).toEqual({
      class_uid: 6003,
      category_uid: 6,
      activity_id: 4,
      activity_name: 'Delete',
      type_uid: 600304,
      severity_id: 1,
      time: Date.UTC(2026, 10, 23, 11, 53, 30, 123),
      metadata: {
        version: '1.9.0-dev',
        product: { name: 'Cloud Audit Logs', vendor_name: 'Google' },
        log_name: 'projects/shop-prod/logs/cloudaudit.googleapis.com%2Factivity',
        uid: '1y2x3z',
        profiles: ['cloud', 'host'],
      },
      message:
        'build@shop-prod.iam.gserviceaccount.com called storage.buckets.delete of storage.googleapis.com.',
      cloud: { provider: 'GCP', region: 'europe-west4', account: { uid: 'shop-prod' } },
      src_endpoint: { ip: '198.51.100.60' },
      http_request: { user_agent: 'gcloud/500.0.0' },
      status_id: 1,
      status: 'Success',
      actor: { user: { name: 'build@shop-prod.iam.gserviceaccount.com' } },
      api: { operation: 'storage.buckets.delete', service: { name: 'storage.googleapis.com' } },
      resources: [{ name: 'projects/_/buckets/backups', type: 'gcs_bucket' }],
    });
  });

  it.each<[string, string, string, number, string, string, JsonObject]>([
    ['networkSecurityGroups', 'azure', 'activitylogs', 6003, 'olga@contoso.example', '203.0.113.20', {}],
    [
      '"Delete service"',
      'azure',
      'activitylogs',
      6003,
      'olga@contoso.example',
      '203.0.113.20',
      {
        operationName: 'Microsoft.ADHybridHealthService/services/delete',
        category: 'Administrative',
        ResourceProviderValue: 'Microsoft.ADHybridHealthService',
      },
    ],
    [
      'Directory_6f3a_1',
      'azure',
      'auditlogs',
      6003,
      'olga@contoso.example',
      '203.0.113.20',
      {
        category: 'RoleManagement',
      },
    ],
    [
      'Directory_consent_1',
      'azure',
      'auditlogs',
      6003,
      'pavel@contoso.example',
      '2001:db8::17',
      {
        'ConsentContext.IsAdminConsent': 'False',
      },
    ],
    [
      '66ea54eb-0001',
      'azure',
      'signinlogs',
      3002,
      'pavel@contoso.example',
      '198.51.100.44',
      {
        Status: 'Success',
        'properties.message': 'Device Code',
        NetworkLocationDetails: '[]',
      },
    ],
    [
      '66ea54eb-0002',
      'azure',
      'signinlogs',
      3002,
      'pavel@contoso.example',
      '198.51.100.44',
      {
        Status: ['Failure', 'MFA denied; user declined the authentication'],
      },
    ],
    ['User Risk Detection', 'azure', 'riskdetection', 2004, 'pavel@contoso.example', '', {}],
    [
      'staleSignIn',
      'azure',
      'pim',
      2004,
      'olga@contoso.example',
      '',
      {
        riskEventType: 'staleSignInAlertIncident',
      },
    ],
    [
      'ENFORCE_STRONG',
      'gcp',
      'google_workspace.admin',
      6003,
      'admin@contoso.example',
      '198.51.100.62',
      {
        new_value: 'false',
      },
    ],
    [
      'login_failure',
      'gcp',
      'google_workspace.login',
      3002,
      'vera@contoso.example',
      '2001:db8::63',
      {
        eventService: 'login.googleapis.com',
      },
    ],
    ['api_token', 'okta', 'okta', 6003, 'ada@contoso.example', '198.51.100.70', {}],
    ['session.start', 'okta', 'okta', 3002, 'bob@contoso.example', '198.51.100.71', {}],
    ['repo.destroy', 'github', 'audit', 6003, 'octo', '198.51.100.80', {}],
    [
      'New-InboxRule',
      'm365',
      'exchange',
      6003,
      'pavel@contoso.example',
      '198.51.100.90',
      {
        eventSource: 'Exchange',
        eventName: 'New-InboxRule',
        status: 'success',
      },
    ],
    [
      'UserLoggedIn',
      'm365',
      'audit',
      3002,
      'pavel@contoso.example',
      '2001:db8::90',
      {
        RequestType: 'Cmsi:Cmsi',
      },
    ],
    [
      'Impossible travel',
      'm365',
      'threat_management',
      2004,
      'SecurityComplianceAlerts',
      '',
      {
        eventSource: 'SecurityComplianceCenter',
        eventName: 'Impossible travel activity',
      },
    ],
    [
      'node-shell',
      'kubernetes',
      'audit',
      6003,
      'jane',
      '198.51.100.95',
      {
        'responseStatus.code': [201, 'allow'],
      },
    ],
  ])(
    'with %s is read: who, from where, and what rules call otherwise',
    (text, product, service, classUid, user, ip, added) => {
      const event = parse(sample(text));
      expect(event.logSource).toMatchObject({ product, service });
      expect(event.record).toMatchObject(added);
      expect(event.changed).toEqual(expect.arrayContaining(Object.keys(added)));
      const { actor, src_endpoint } = event.ocsf;
      expect(event.ocsf.class_uid).toBe(classUid);
      expect(event.ocsf['user'] ?? (actor as JsonObject)['user']).toMatchObject({ name: user });
      if (ip !== '') expect(src_endpoint).toEqual({ ip });
    },
  );

  it.each([
    ['a status by code', '"status":{}', '"status":{"code":7,"message":"Denied."}', 'storage.buckets.delete'],
    ['a word for it', '"result":"SUCCESS","reason":null', '"result":"DENY","reason":"Denied."', 'api_token'],
    ['an HTTP code', '"code":201', '"code":403,"message":"Denied."', 'node-shell'],
    [
      'a result',
      '"result":"success","resultReason":""',
      '"result":"failure","resultReason":"Denied."',
      'Directory_6f3a_1',
    ],
  ])('that was refused says so: %s', (_how, good, bad, text) => {
    expect(parse(sample(text)).ocsf).toMatchObject({ status: 'Success', severity_id: 1 });
    expect(parse(sample(text).replace(good, bad)).ocsf).toMatchObject({
      status: 'Failure',
      status_detail: 'Denied.',
      severity_id: 2,
    });
  });

  it.each([
    [
      'a number for a text',
      { kind: 'Event', apiVersion: 'audit.k8s.io/v1', verb: 7, user: 'x', sourceIPs: 'y', objectRef: [] },
    ],
    ['nothing inside', { protoPayload: { serviceName: 'x', methodName: null }, timestamp: {} }],
    [
      'lists for objects',
      { published: [], eventType: 'user.x', outcome: {}, actor: [], client: [1], target: {} },
    ],
    ['a log without properties', { time: 5, category: 'SignInLogs', operationName: {} }],
    [
      'odd targets',
      {
        activityDisplayName: 'x',
        loggedByService: 1,
        targetResources: [null, 1, { modifiedProperties: [null, 'x'] }],
      },
    ],
    [
      'no parameters',
      { Operation: 'x', Workload: 'y', CreationTime: null, ExtendedProperties: [{ Name: 1 }, null] },
    ],
  ])('with %s is read as far as it goes', (_what, value) => {
    expect(['azure', 'gcp', 'okta', 'kubernetes', 'm365']).toContain(parse(value).parser);
  });

  it.each([
    ['a game with a verb', { verb: 'create', apiVersion: 'v1' }],
    ['an action', { action: 'user.login', time: 1795434420 }],
    ['a category', { category: 'SignInLogs', operationName: 'x' }],
    ['a data object', { data: { protoPayload: 1 } }],
    ['an operation', { Operation: 'x', Workload: 'y' }],
  ])('is not seen in %s', (_what, value) => {
    expect(parse(value).parser).toBe('json');
  });
});

test.each([
  ['repo.destroy', 4],
  ['Add member to role', 1],
  ['SetIamPolicy', 3],
  ['MICROSOFT.NETWORK/DNSZONES/DELETE', 4],
  ['storage.buckets.getIamPolicy', 2],
  ['deletecollection events', 4],
  ['', 99],
  ['system.fly', 99],
])('the words of %j tell what is done', (operation, id) => {
  expect(activityOf(operation).activity_id).toBe(id);
});
