import type { Json, JsonObject } from '../event.ts';
import { compact } from '../ocsf/ocsf.ts';
import { shorten } from './text.ts';
import { isObject } from './windows-envelope.ts';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** OCSF `user.type_id`: 1 User, 2 Admin, 4 Service, 99 Other (named by `type`). */
const userTypes: ReadonlyMap<string, number> = new Map([
  ['IAMUser', 1],
  ['IdentityCenterUser', 1],
  ['Root', 2],
  ['AWSService', 4],
]);

/** What to call the caller: the user, `role/session` of an assumed role, `root`, or the service that called. */
export function identityName(record: JsonObject): string {
  const identity = object(record['userIdentity']);
  if (identity['type'] === 'Root') return 'root';
  const name = text(identity['userName']);
  if (name !== '') return shorten(name, 256);
  const arn = text(identity['arn']);
  const slash = arn.indexOf('/');
  if (slash > 0) return shorten(arn.slice(slash + 1), 256);
  const other =
    text(identity['invokedBy']) ||
    text(identity['principalId']) ||
    text(identity['accountId']) ||
    text(record['eventSource']);
  return other === '' ? 'somebody' : shorten(other, 256);
}

/** The caller as an OCSF user; null when the record has no identity (service events). */
export function userOf(record: JsonObject): JsonObject | null {
  const identity = object(record['userIdentity']);
  const type = text(identity['type']);
  if (type === '' && identity['arn'] === undefined) return null;
  const account = text(identity['accountId']);
  const key = text(identity['accessKeyId']);
  const context = object(identity['sessionContext']);
  const mfa = text(object(context['attributes'])['mfaAuthenticated']);
  return compact({
    name: identityName(record),
    uid: text(identity['arn']) || text(identity['principalId']),
    uid_alt: text(identity['principalId']),
    type: shorten(type, 64),
    type_id: userTypes.get(type) ?? (type === '' ? 0 : 99),
    account: account === '' ? undefined : { uid: account, type_id: 10, type: 'AWS Account' },
    programmatic_credentials: key === '' ? undefined : [{ uid: key }],
    has_mfa: mfa === '' ? undefined : mfa === 'true',
  });
}

/** The OCSF actor of an API call. */
export function actorOf(record: JsonObject): JsonObject {
  const identity = object(record['userIdentity']);
  const user = userOf(record);
  const issuer = object(object(identity['sessionContext'])['sessionIssuer']);
  const invokedBy = text(identity['invokedBy']);
  const actor = compact({
    user: user ?? undefined,
    session: text(issuer['arn']) === '' ? undefined : { issuer: text(issuer['arn']) },
    app_name: invokedBy,
  });
  return Object.keys(actor).length > 0 ? actor : { app_name: text(record['eventSource']) || 'AWS' };
}
