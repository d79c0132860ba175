import { describe, expect, it } from 'vitest';
import type { JsonObject, ParsedEvent } from '../event.ts';
import { receivedAt, receivedRecord } from '../testing/received-record.ts';
import { parseRecord } from './parse.ts';

function parse(value: unknown): ParsedEvent {
  const event = parseRecord(receivedRecord('json', JSON.stringify(value)));
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

const trail: JsonObject = {
  eventVersion: '1.08',
  userIdentity: {
    type: 'IAMUser',
    arn: 'arn:aws:iam::111122223333:user/ana',
    principalId: 'AIDA',
    accountId: '111122223333',
    accessKeyId: 'AKIA',
    userName: 'ana',
  },
  eventTime: '2026-11-23T11:59:00Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '198.51.100.4',
  userAgent: 'aws-cli/2.0',
  requestID: 'r-1',
  eventID: 'e-1',
  readOnly: false,
  recipientAccountId: '111122223333',
};

describe('a CloudTrail record', () => {
  it('becomes an API Activity with caller, operation and place, and stays as it is for rules', () => {
    const event = parse(trail);
    expect(event.logSource).toEqual({ product: 'aws', category: null, service: 'cloudtrail' });
    expect(event.record).toEqual(trail);
    expect(event.ocsf).toEqual({
      class_uid: 6003,
      category_uid: 6,
      activity_id: 3,
      activity_name: 'Update',
      type_uid: 600303,
      severity_id: 1,
      time: Date.UTC(2026, 10, 23, 11, 59),
      metadata: {
        version: '1.9.0-dev',
        product: { name: 'CloudTrail', vendor_name: 'AWS' },
        log_name: 'CloudTrail',
        profiles: ['cloud', 'host'],
        uid: 'e-1',
      },
      message: 'ana called StopLogging of cloudtrail.amazonaws.com.',
      actor: {
        user: {
          name: 'ana',
          uid: 'arn:aws:iam::111122223333:user/ana',
          uid_alt: 'AIDA',
          type: 'IAMUser',
          type_id: 1,
          account: { uid: '111122223333', type_id: 10, type: 'AWS Account' },
          programmatic_credentials: [{ uid: 'AKIA' }],
        },
      },
      api: {
        operation: 'StopLogging',
        service: { name: 'cloudtrail.amazonaws.com' },
        request: { uid: 'r-1' },
      },
      src_endpoint: { ip: '198.51.100.4' },
      cloud: {
        provider: 'AWS',
        region: 'eu-central-1',
        account: { uid: '111122223333', type_id: 10, type: 'AWS Account' },
      },
      http_request: { user_agent: 'aws-cli/2.0' },
      status_id: 1,
      status: 'Success',
    });
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      'a refused read',
      { eventName: 'GetObject', readOnly: true, errorCode: 'AccessDenied', errorMessage: 'No.' },
      {
        activity_id: 2,
        severity_id: 2,
        status: 'Failure',
        status_code: 'AccessDenied',
        status_detail: 'No.',
        api: { response: { error: 'AccessDenied', error_message: 'No.' } },
      },
    ],
    ['a verb that is not known', { eventName: 'RotateKey' }, { activity_id: 99, activity_name: 'RotateKey' }],
    ['a read by its flag', { eventName: 'AssumeRole', readOnly: true }, { activity_id: 2 }],
    [
      'a service that called',
      { sourceIPAddress: 'ec2.amazonaws.com' },
      { src_endpoint: { domain: 'ec2.amazonaws.com' } },
    ],
    [
      'an address that is none',
      { sourceIPAddress: '225.01.00.16' },
      { src_endpoint: { name: '225.01.00.16' } },
    ],
    [
      'the root user',
      { userIdentity: { type: 'Root', arn: 'arn:aws:iam::1:root' } },
      { actor: { user: { name: 'root', type_id: 2 } } },
    ],
    [
      'an assumed role',
      { userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/backup/job' } },
      { actor: { user: { name: 'backup/job', type_id: 99, type: 'AssumedRole' } } },
    ],
    ['nobody', { userIdentity: null }, { actor: { app_name: 'cloudtrail.amazonaws.com' } }],
  ])('by %s', (_name, change, expected) => {
    expect(parse({ ...trail, ...change }).ocsf).toMatchObject(expected);
  });

  it.each([
    ['Success', 'Yes', 'Success', true, 'ana signed in to the AWS console with a second factor.'],
    ['Failure', 'No', 'Failure', false, 'Sign-in of ana to the AWS console failed.'],
  ])('of a console sign-in (%s) is an Authentication event', (outcome, used, status, mfa, message) => {
    const event = parse({
      ...trail,
      eventName: 'ConsoleLogin',
      responseElements: { ConsoleLogin: outcome },
      additionalEventData: { MFAUsed: used },
    });
    expect(event.ocsf).toMatchObject({
      class_uid: 3002,
      activity_id: 1,
      status,
      is_mfa: mfa,
      message,
      user: { name: 'ana' },
    });
  });
});

describe('any other JSON object', () => {
  it.each([
    ['ISO with a zone', { timestamp: '2026-11-23T12:59:58.123+01:00' }],
    ['ISO with a blank and a comma', { date: '2026-11-23 11:59:58,123' }],
    ['seconds with a fraction', { ts: 1795435198.123 }],
    ['milliseconds', { time: 1795435198123 }],
    ['microseconds', { time: 1795435198123456 }],
    ['nanoseconds as text', { time: '1795435198123456789' }],
    ['the first name that reads as a time', { timestamp: 'soon', time: 1795435198123 }],
  ])('has its time found: %s', (_name, value) => {
    const event = parse({ ...value, message: 'm' });
    expect(event.ocsf.time).toBe(Date.UTC(2026, 10, 23, 11, 59, 58, 123));
    expect(event.ocsf.metadata).not.toHaveProperty('labels');
  });

  it.each([
    ['none', { message: 'm' }, 'time_missing', undefined],
    ['one that is no time', { time: 'soon' }, 'time_missing', 'soon'],
    ['one in the far future', { time: '2099-01-01T00:00:00Z' }, 'time_clamped', '2099-01-01T00:00:00Z'],
    ['one in the far past', { time: '1999-01-01T00:00:00Z' }, 'time_clamped', '1999-01-01T00:00:00Z'],
  ])('with a time like %s is stored at its receipt, and says so', (_name, value, label, original) => {
    const event = parse(value);
    expect(event.ocsf.time).toBe(receivedAt);
    expect(event.ocsf.metadata['labels']).toEqual([label]);
    expect(event.ocsf.metadata['original_time']).toBe(original);
  });

  it('is a base event with host, level and message, and its own record', () => {
    const value = { level: 'error', host: { name: 'shop2' }, msg: 'payment failed', order: 17 };
    const event = parse(value);
    expect(event.record).toEqual(value);
    expect(event.logSource).toEqual({ product: null, category: null, service: null });
    expect(event.ocsf).toMatchObject({
      class_uid: 0,
      severity_id: 3,
      message: 'payment failed',
      device: { hostname: 'shop2' },
    });
    expect(parse({ order: 18, state: 'paid' }).ocsf['message']).toBe('JSON with order, state.');
  });

  it('from the journal goes to the parser of its program', () => {
    const event = parse({
      __REALTIME_TIMESTAMP: '1795435198123456',
      _HOSTNAME: 'web1',
      SYSLOG_IDENTIFIER: 'sshd',
      _PID: '42',
      MESSAGE: 'Failed password for root from 203.0.113.7 port 52211 ssh2',
    });
    expect(event).toMatchObject({ parser: 'sshd', record: { host: 'web1', pid: 42, user: 'root' } });
    expect(event.ocsf.time).toBe(1795435198123);
  });
});
