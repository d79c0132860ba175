import type { Json, ParsedEvent } from '../event-types.ts';
import { findField, namesOf, noAliases, textsOf, type FieldAliases } from './field.ts';
import type { RuleHead } from './rule.ts';

/** What a finding is about. */
export interface EntityRef {
  /** `ip`, `host`, `user`, `principal`, the field's own name where it is none of these, or `unknown`. */
  readonly type: string;
  readonly value: string;
}

const unknownEntity: EntityRef = { type: 'unknown', value: 'unknown' };

/** Longest value of an entity, in UTF-16 units; a sender's text may be any length. */
const maxEntityLength = 256;

/** Fields tried when a rule does not say what it is about, by product and service of the event, or its category. */
const defaults: Readonly<Record<string, readonly string[]>> = {
  'linux sshd': ['src_ip', 'src_host', 'user', 'host'],
  'linux sudo': ['user', 'host'],
  'aws cloudtrail': ['userIdentity.arn', 'userIdentity.principalId', 'sourceIPAddress'],
  azure: [
    'properties.userPrincipalName',
    'userPrincipalName',
    'UserPrincipalName',
    'properties.initiatedBy.user.userPrincipalName',
    'initiatedBy.user.userPrincipalName',
    'InitiatedBy.user.userPrincipalName',
    'caller',
    'assigneeUserPrincipalName',
    'callerIpAddress',
  ],
  gcp: [
    'protoPayload.authenticationInfo.principalEmail',
    'data.protoPayload.authenticationInfo.principalEmail',
    'actor.email',
  ],
  github: ['actor'],
  kubernetes: ['user.username'],
  m365: ['UserId'],
  okta: ['actor.alternateId'],
  windows: ['Computer', 'Hostname', 'User', 'SubjectUserName'],
  linux: ['host', 'user'],
  webserver: ['c-ip', 'host'],
  proxy: ['c-ip', 'host'],
  dns: ['src_ip', 'host'],
  zeek: ['id.orig_h', 'id_orig_h', 'host'],
  '': ['host', 'Computer', 'user', 'src_ip'],
};

const typesByField: ReadonlyMap<string, string> = new Map([
  ...['src_ip', 'sourceIPAddress', 'IpAddress', 'SourceIp', 'c-ip', 'callerIpAddress', 'id.orig_h'].map(
    (field) => [field, 'ip'] as const,
  ),
  ...['host', 'src_host', 'Computer', 'Hostname', 'ComputerName'].map((field) => [field, 'host'] as const),
  ...['properties.userPrincipalName', 'userPrincipalName', 'UserPrincipalName', 'caller', 'UserId'].map(
    (field) => [field, 'user'] as const,
  ),
  ...[
    'properties.initiatedBy.user.userPrincipalName',
    'initiatedBy.user.userPrincipalName',
    'InitiatedBy.user.userPrincipalName',
    'assigneeUserPrincipalName',
    'actor',
    'actor.email',
    'actor.alternateId',
    'user.username',
  ].map((field) => [field, 'user'] as const),
  ...[
    'protoPayload.authenticationInfo.principalEmail',
    'data.protoPayload.authenticationInfo.principalEmail',
  ].map((field) => [field, 'principal'] as const),
  ...['user', 'User', 'SubjectUserName', 'TargetUserName', 'target_user', 'userIdentity.userName'].map(
    (field) => [field, 'user'] as const,
  ),
  ...['userIdentity.arn', 'userIdentity.principalId', 'userIdentity.accountId'].map(
    (field) => [field, 'principal'] as const,
  ),
]);

/**
 * Which entity a match is about: the first field of the rule's `tocsin.entity` that the event has, else the first of
 * its log source's defaults.
 */
export function entityOf(rule: RuleHead, event: ParsedEvent, aliases: FieldAliases = noAliases): EntityRef {
  const { product, category, service } = event.logSource;
  const byDefault =
    defaults[`${product ?? ''} ${service ?? ''}`] ??
    defaults[product ?? category ?? ''] ??
    defaults[''] ??
    [];
  for (const field of [...entityFields(rule), ...byDefault]) {
    const [text] = textsOf(findField(event.record, namesOf(field, aliases)));
    if (text !== undefined && text !== '' && text !== '-') return toEntity(field, text);
  }
  return unknownEntity;
}

/**
 * Which entity a correlation's hit is about: the group's value of the first field of `tocsin.entity` that is grouped
 * by, else of the first field grouped by. `group` is the hit's JSON list.
 */
export function entityOfGroup(rule: RuleHead, groupBy: readonly string[], group: string): EntityRef {
  const values: unknown = JSON.parse(group);
  const wanted = entityFields(rule).find((field) => groupBy.includes(field)) ?? groupBy[0];
  const value: unknown =
    Array.isArray(values) && wanted !== undefined ? values[groupBy.indexOf(wanted)] : undefined;
  return typeof value === 'string' && wanted !== undefined ? toEntity(wanted, value) : unknownEntity;
}

const toEntity = (field: string, value: string): EntityRef => ({
  type: typesByField.get(field) ?? field,
  value: value.slice(0, maxEntityLength),
});

function entityFields(rule: RuleHead): readonly string[] {
  const fields: Json | undefined = rule.custom['entity'];
  if (typeof fields === 'string') return [fields];
  return Array.isArray(fields) ? fields.filter((field): field is string => typeof field === 'string') : [];
}
