import type { Json, JsonObject, LogSource, ParsedEvent } from '../../event.ts';
import { pairsOf, textOf, withAdded, wordOf } from '../members.ts';
import {
  cloudCall,
  cloudFinding,
  cloudSignIn,
  resourcesOf,
  type CloudAct,
  type CloudLog,
} from './cloud-event.ts';

const m365: CloudLog = {
  parser: 'm365',
  product: 'Microsoft 365',
  vendor: 'Microsoft',
  provider: 'Microsoft 365',
};
const sourceOf = (service: string): LogSource => ({ product: 'm365', category: null, service });

/** Workloads with rules of their own; every record is also of `audit` (see the routes). */
const workloads: ReadonlyMap<string, LogSource> = new Map([
  ['Exchange', sourceOf('exchange')],
  ['SecurityComplianceCenter', sourceOf('threat_management')],
]);
const audit = sourceOf('audit');

const severities: Readonly<Record<string, number>> = { low: 2, medium: 3, high: 4 };

/** A record of Microsoft 365's unified audit log (Office 365 Management Activity API). Null for anything else. */
export function parseMicrosoft365(value: JsonObject, receivedAt: number): ParsedEvent | null {
  const operation = textOf(value['Operation']);
  const workload = textOf(value['Workload']);
  if (operation === '' || workload === '' || value['CreationTime'] === undefined) return null;
  const isAlert = workload === 'SecurityComplianceCenter' && value['AlertId'] !== undefined;
  const succeeded = outcomeOf(wordOf(value['ResultStatus']));
  const act: CloudAct = {
    logSource: workloads.get(workload) ?? audit,
    logName: 'Audit.General',
    added: withAdded(value, members(value, operation, workload, isAlert, succeeded)),
    receivedAt,
    timeText: wordOf(value['CreationTime']),
    uid: wordOf(value['Id']),
    operation,
    service: workload,
    userName: wordOf(value['UserId']),
    userUid: wordOf(value['UserKey']),
    address: wordOf(value['ClientIP']) || wordOf(value['ActorIpAddress']) || wordOf(value['ClientIPAddress']),
    userAgent: wordOf(value['UserAgent']),
    account: wordOf(value['OrganizationId']),
    succeeded,
    detail: wordOf(value['LogonError']),
    resources: resourcesOf(wordOf(value['ObjectId']), ''),
  };
  if (isAlert) {
    const severity = severities[wordOf(value['Severity']).slice(0, 8).toLowerCase()] ?? 3;
    return cloudFinding(
      m365,
      { ...act, uid: wordOf(value['AlertId']) },
      wordOf(value['Name']) || operation,
      severity,
    );
  }
  if (operation === 'UserLoggedIn' || operation === 'UserLoginFailed')
    return cloudSignIn(m365, { ...act, succeeded: operation === 'UserLoggedIn' }, null);
  return cloudCall(m365, act);
}

/** Azure and SharePoint write `Success`, Exchange `True`, others `Succeeded`; without a word it was done. */
function outcomeOf(text: string): boolean {
  const word = text.slice(0, 16).toLowerCase();
  return (
    word === '' ||
    word === 'success' ||
    word === 'succeeded' ||
    word === 'true' ||
    word === 'partiallysucceeded'
  );
}

/** Names that rules of this product have for parts of the record. */
function members(
  value: JsonObject,
  operation: string,
  workload: string,
  isAlert: boolean,
  succeeded: boolean,
): Readonly<Record<string, Json | undefined>> {
  const request = pairsOf(value['ExtendedProperties'], 'Name', ['Value']).get('RequestType');
  return {
    eventSource: workload,
    eventName: isAlert ? wordOf(value['Name']) || operation : operation,
    status: succeeded ? 'success' : 'failure',
    RequestType: value['RequestType'] === undefined ? request : undefined,
  };
}
