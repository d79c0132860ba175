import type { Json, JsonObject } from '../../event.ts';
import { listOf, objectOf, textOf, valueAt, wordAt, wordOf } from '../members.ts';
import { isObject } from '../windows-envelope.ts';

/** What rules read under another name or in another form than Azure writes: members put over the record's own. */
type Added = Readonly<Record<string, Json | undefined>>;

/**
 * Activity log: the REST API writes names as `{value, localizedValue}`, of which rules mean the value. The provider is
 * the operation's first step where the record does not name it.
 */
export function operationMembers(value: JsonObject): Added {
  const operation = value['operationName'];
  const name = isObject(operation) ? textOf(operation['value']) : textOf(operation);
  const category = value['category'];
  const provider = wordAt(value, 'resourceProviderName', 'value') || (name.split('/', 1)[0] ?? '');
  return {
    operationName: isObject(operation) ? name : undefined,
    category: isObject(category) ? textOf(category['value']) : undefined,
    ResourceProviderValue:
      value['ResourceProviderValue'] === undefined && name.includes('/') ? provider : undefined,
  };
}

/**
 * Audit log: a diagnostic setting writes its own category (`AuditLogs`) over the event's, which rules mean. What was
 * consented to stands among the modified properties, as quoted text.
 */
export function auditMembers(value: JsonObject): Added {
  const properties = objectOf(value['properties']);
  const targets = properties['targetResources'] ?? value['targetResources'] ?? value['TargetResources'];
  return {
    category: value['category'] === undefined ? undefined : properties['category'],
    'ConsentContext.IsAdminConsent': consentOf(targets),
  };
}

function consentOf(targets: Json | undefined): string | undefined {
  for (const target of listOf(targets)) {
    for (const property of listOf(valueAt(target, 'modifiedProperties'))) {
      if (wordAt(property, 'displayName') === 'ConsentContext.IsAdminConsent')
        return wordAt(property, 'newValue').replaceAll('"', '');
    }
  }
  return undefined;
}

/** The names that rules have for protocols by which a sign-in is authenticated without a browser. */
const protocols: ReadonlyMap<string, string> = new Map([
  ['devicecode', 'Device Code'],
  ['ropc', 'ROPC'],
]);

/**
 * Sign-in log: rules read the outcome in `Status` (`Success`, or what Entra adds to a refusal, such as `MFA denied`), the
 * protocol in `properties.message`, and an empty list of network locations as the text `[]`, as Log Analytics writes it.
 */
export function signInMembers(value: JsonObject): {
  readonly added: Added;
  readonly succeeded: boolean | null;
  readonly detail: string;
  readonly isMfa: boolean | null;
} {
  const properties = objectOf(value['properties']);
  const own = properties['status'] ?? value['status'] ?? value['Status'];
  const status = objectOf(typeof own === 'string' ? readObject(own) : own);
  const code = wordOf(value['resultType']) || wordOf(value['ResultType']) || wordOf(status['errorCode']);
  const details = wordOf(status['additionalDetails']);
  const reason =
    wordOf(value['resultDescription']) ||
    wordOf(value['ResultDescription']) ||
    wordOf(status['failureReason']);
  const succeeded = code === '' ? null : code === '0';
  const word = succeeded === true ? 'Success' : 'Failure';
  const protocol = wordOf(
    properties['authenticationProtocol'] ??
      value['authenticationProtocol'] ??
      value['AuthenticationProtocol'],
  );
  const locations = properties['networkLocationDetails'] ?? value['networkLocationDetails'];
  const requirement = wordOf(
    properties['authenticationRequirement'] ??
      value['authenticationRequirement'] ??
      value['AuthenticationRequirement'],
  );
  return {
    added: {
      Status: succeeded === null ? undefined : details === '' ? word : [word, details],
      'properties.message': protocols.get(protocol.slice(0, 16).toLowerCase()),
      NetworkLocationDetails: Array.isArray(locations) && locations.length === 0 ? '[]' : undefined,
    },
    succeeded,
    detail: reason === '' ? details : reason,
    isMfa: requirement === '' ? null : requirement === 'multiFactorAuthentication',
  };
}

/** Log Analytics writes objects as their JSON text. */
function readObject(text: string): Json {
  if (!text.startsWith('{') || text.length > 65_536) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
