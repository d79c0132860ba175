import type { JsonObject, LogSource, ParsedEvent } from '../../event.ts';
import { textOf, withAdded, wordAt, wordOf } from '../members.ts';
import { cloudCall, resourcesOf, type CloudLog } from './cloud-event.ts';

const github: CloudLog = { parser: 'github', product: 'Audit log', vendor: 'GitHub', provider: 'GitHub' };
const logSource: LogSource = { product: 'github', category: null, service: 'audit' };

/** An event of GitHub's audit log, as it is streamed, exported or given by the REST API. Null for anything else. */
export function parseGitHub(value: JsonObject, receivedAt: number): ParsedEvent | null {
  const action = textOf(value['action']);
  if (!action.includes('.') || (value['@timestamp'] === undefined && value['created_at'] === undefined))
    return null;
  if (value['_document_id'] === undefined && !isOfOrganisation(value)) return null;
  return cloudCall(github, {
    logSource,
    logName: 'audit',
    added: withAdded(value, {}),
    receivedAt,
    timeText: wordOf(value['@timestamp']) || wordOf(value['created_at']),
    uid: wordOf(value['_document_id']),
    operation: action,
    service: action.slice(0, action.indexOf('.')),
    userName: wordOf(value['actor']),
    userUid: wordOf(value['actor_id']),
    address: wordOf(value['actor_ip']),
    userAgent: wordOf(value['user_agent']),
    account: wordOf(value['org']) || wordOf(value['business']),
    region: wordAt(value, 'actor_location', 'country_code'),
    succeeded: null,
    resources: resourcesOf(wordOf(value['repo']) || wordOf(value['repository']), 'repository'),
  });
}

const isOfOrganisation = (value: JsonObject): boolean =>
  typeof value['actor'] === 'string' &&
  (value['org'] !== undefined || value['business'] !== undefined || value['repo'] !== undefined);
