import type { Json, JsonObject, LogSource, ParsedEvent } from '../../event.ts';
import { listOf, objectOf, textOf, valueAt, withAdded, wordAt, wordOf } from '../members.ts';
import { cloudCall, resourcesOf, type CloudLog } from './cloud-event.ts';

const kubernetes: CloudLog = {
  parser: 'kubernetes',
  product: 'Kubernetes',
  vendor: 'Kubernetes',
  provider: 'Kubernetes',
};
const logSource: LogSource = { product: 'kubernetes', category: 'application', service: 'audit' };

/** An event of the Kubernetes API server's audit log (audit.k8s.io). Null for anything else. */
export function parseKubernetes(value: JsonObject, receivedAt: number): ParsedEvent | null {
  if (!textOf(value['apiVersion']).startsWith('audit.k8s.io/') || value['verb'] === undefined) return null;
  const object = objectOf(value['objectRef']);
  const code = valueAt(value, 'responseStatus', 'code');
  const status = typeof code === 'number' ? code : Number.NaN;
  const resource = [wordOf(object['resource']), wordOf(object['subresource'])]
    .filter((word) => word !== '')
    .join('/');
  const verb = wordOf(value['verb']);
  return cloudCall(kubernetes, {
    logSource,
    logName: 'audit',
    added: withAdded(value, { 'responseStatus.code': decisionMember(value, code) }),
    receivedAt,
    timeText: wordOf(value['requestReceivedTimestamp']) || wordOf(value['stageTimestamp']),
    uid: wordOf(value['auditID']),
    operation: `${verb} ${resource === '' ? wordOf(value['requestURI']) : resource}`,
    service: wordOf(object['apiGroup']) || 'core',
    userName: wordAt(value, 'user', 'username'),
    userUid: wordAt(value, 'user', 'uid'),
    address: wordOf(listOf(value['sourceIPs'])[0]),
    userAgent: wordOf(value['userAgent']),
    account: '',
    succeeded: Number.isNaN(status) ? null : status < 400,
    detail: wordAt(value, 'responseStatus', 'message'),
    resources: resourcesOf(
      [wordOf(object['namespace']), wordOf(object['name'])].filter((word) => word !== '').join('/'),
      resource,
    ),
  });
}

/** Rules ask `responseStatus.code` for the HTTP code, and also for what was decided (`allow`, `forbid`). */
function decisionMember(value: JsonObject, code: Json | undefined): Json | undefined {
  const decision = valueAt(value, 'annotations', 'authorization.k8s.io/decision');
  return typeof decision === 'string' && code !== undefined ? [code, decision] : undefined;
}
