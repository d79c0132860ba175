import type { JsonObject, LogSource, ParsedEvent } from '../../event.ts';
import { listOf, objectOf, textOf, withAdded, wordAt, wordOf } from '../members.ts';
import { isObject } from '../windows-envelope.ts';
import { cloudCall, cloudSignIn, resourcesOf, type CloudAct, type CloudLog } from './cloud-event.ts';

const okta: CloudLog = { parser: 'okta', product: 'System Log', vendor: 'Okta', provider: 'Okta' };
const logSource: LogSource = { product: 'okta', category: null, service: 'okta' };

/** Types of events by which somebody signs in or out. */
const signIns: ReadonlySet<string> = new Set([
  'user.session.start',
  'user.session.end',
  'user.authentication.sso',
  'user.authentication.auth_via_mfa',
  'user.authentication.auth_via_IDP',
  'user.authentication.auth_via_social',
]);

/** An event of Okta's System Log (LogEvent). Null for anything else. */
export function parseOkta(value: JsonObject, receivedAt: number): ParsedEvent | null {
  const type = textOf(value['eventType']);
  if (type === '' || value['published'] === undefined || !isObject(value['outcome'])) return null;
  const actor = objectOf(value['actor']);
  const client = objectOf(value['client']);
  const outcome = objectOf(value['outcome']);
  const result = wordOf(outcome['result']);
  const act: CloudAct = {
    logSource,
    logName: 'System Log',
    added: withAdded(value, {}),
    receivedAt,
    timeText: wordOf(value['published']),
    uid: wordOf(value['uuid']),
    operation: type,
    service: 'Okta',
    userName: wordOf(actor['alternateId']) || wordOf(actor['displayName']),
    userUid: wordOf(actor['id']),
    address: wordOf(client['ipAddress']),
    userAgent: wordAt(client, 'userAgent', 'rawUserAgent'),
    account: '',
    region: wordAt(client, 'geographicalContext', 'country'),
    succeeded: result === '' ? null : result !== 'FAILURE' && result !== 'DENY',
    detail: wordOf(outcome['reason']),
    resources: listOf(value['target']).flatMap((target) =>
      resourcesOf(wordAt(target, 'alternateId') || wordAt(target, 'displayName'), wordAt(target, 'type')),
    ),
  };
  if (!signIns.has(type)) return cloudCall(okta, act);
  return cloudSignIn(
    okta,
    act,
    type === 'user.authentication.auth_via_mfa' ? true : null,
    type === 'user.session.end',
  );
}
