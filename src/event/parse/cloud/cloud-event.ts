import type { Json, JsonObject, LogSource, ParsedEvent } from '../../event.ts';
import { isAddress } from '../../address.ts';
import {
  activity,
  compact,
  informational,
  low,
  metadataOf,
  setStatus,
  startEvent,
  type Activity,
  type OcsfDraft,
} from '../../ocsf/ocsf.ts';
import { eventTime, timedMetadata } from '../event-time.ts';
import type { AddedRecord } from '../members.ts';
import { shorten } from '../text.ts';
import { parseEpoch, parseIsoTime } from '../time-text.ts';

/** Whose log a record is from. */
export interface CloudLog {
  readonly parser: string;
  /** OCSF product and vendor. */
  readonly product: string;
  readonly vendor: string;
  /** OCSF `cloud.provider`. */
  readonly provider: string;
}

/** What a record of a cloud's audit log says, whichever cloud it is. Empty texts are absent. */
export interface CloudAct {
  readonly logSource: LogSource;
  readonly logName: string;
  readonly added: AddedRecord;
  /** Unix milliseconds of receipt. */
  readonly receivedAt: number;
  /** The time as written: ISO text, or an epoch. */
  readonly timeText: string;
  readonly uid: string;
  /** What was done, as the source names it. */
  readonly operation: string;
  /** Of which service. */
  readonly service: string;
  readonly userName: string;
  readonly userUid: string;
  /** A program that acted, where no user did. */
  readonly appName?: string;
  readonly address: string;
  readonly userAgent?: string;
  /** The customer's account, organisation, project or tenant there. */
  readonly account: string;
  readonly region?: string;
  /** Null when the record does not say. */
  readonly succeeded: boolean | null;
  /** Why not; or the source's own word for the outcome. */
  readonly detail?: string;
  readonly resources?: readonly JsonObject[];
}

const read = activity('api_activity', 2, 'Read');
const create = activity('api_activity', 1, 'Create');
const update = activity('api_activity', 3, 'Update');
const remove = activity('api_activity', 4, 'Delete');
const logon = activity('authentication', 1, 'Logon');
const logoff = activity('authentication', 2, 'Logoff');

/** Words of operations → what they do. The last word of an operation that is here decides. */
const verbs: ReadonlyMap<string, Activity> = new Map(
  (
    [
      [create, 'create created add added new insert invite import register restore clone upload issue'],
      [read, 'get list read view describe watch search download export query access fetch check'],
      [update, 'update updated modify modified set patch write put change changed enable enabled disable'],
      [update, 'disabled assign grant revoke activate deactivate suspend reset rename replace approve'],
      [remove, 'delete deleted remove removed destroy destroyed purge deletecollection uninstall'],
    ] as const
  ).flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind] as const)),
);

/** Words of an operation that are looked at. */
const maxWords = 16;

/** What an operation does by its words, be it `repo.destroy`, `Add member to role`, `SetIamPolicy` or `A/B/WRITE`. */
export function activityOf(operation: string): Activity {
  const words = operation.slice(0, 256).match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
  for (const word of words.slice(-maxWords).reverse()) {
    const known = verbs.get(word.toLowerCase());
    if (known !== undefined) return known;
  }
  return activity('api_activity', 99, shorten(operation === '' ? 'Unknown' : operation, 128));
}

/** Time of a record: ISO text or an epoch in any unit; without a zone it is UTC. */
export function readCloudTime(text: string): number {
  const iso = parseIsoTime(text);
  return Number.isNaN(iso) && text.length > 0 && text.length <= 20 ? parseEpoch(Number(text)) : iso;
}

function start(log: CloudLog, act: CloudAct, kind: Activity, message: string): OcsfDraft {
  const at = eventTime(readCloudTime(act.timeText), act.receivedAt);
  const metadata = metadataOf(log.product, log.vendor, {
    ...compact({ log_name: act.logName, uid: shorten(act.uid, 256) }),
    profiles: ['cloud', 'host'],
  });
  const refused = act.succeeded === false;
  const event = startEvent(
    kind,
    refused ? low : informational,
    at.time,
    timedMetadata(metadata, at, act.timeText),
    message,
  );
  event['cloud'] = compact({
    provider: log.provider,
    region: shorten(act.region ?? '', 128),
    account: act.account === '' ? undefined : { uid: shorten(act.account, 256) },
  });
  event['src_endpoint'] = endpointOf(act.address);
  if (act.userAgent !== undefined && act.userAgent !== '')
    event['http_request'] = { user_agent: shorten(act.userAgent, 1024) };
  if (act.succeeded !== null) setStatus(event, act.succeeded);
  if (act.detail !== undefined && act.detail !== '') event['status_detail'] = shorten(act.detail, 1000);
  return event;
}

/** An address, perhaps with a port, or a name. */
export function endpointOf(address: string): JsonObject {
  const port = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):(\d{1,5})$/i.exec(address);
  const bare = port?.[1] ?? port?.[2] ?? address;
  return isAddress(bare) ? { ip: bare } : { name: address === '' ? 'unknown' : shorten(address, 256) };
}

const userOf = (act: CloudAct): JsonObject | undefined => {
  const user = compact({ name: shorten(act.userName, 256), uid: shorten(act.userUid, 256) });
  return Object.keys(user).length === 0 ? undefined : user;
};

const nameOf = (act: CloudAct): string =>
  shorten(act.userName || (act.appName ?? '') || act.userUid || 'Somebody', 120);

/** A call of a cloud's API or console → OCSF API Activity 6003. */
export function cloudCall(log: CloudLog, act: CloudAct): ParsedEvent {
  const did = `${nameOf(act)} called ${shorten(act.operation, 120)} of ${shorten(act.service, 80)}`;
  const event = start(
    log,
    act,
    activityOf(act.operation),
    act.succeeded === false ? `${did}: refused.` : `${did}.`,
  );
  const user = userOf(act);
  const app = shorten(act.appName ?? '', 256);
  event['actor'] = compact({ user, app_name: user === undefined ? app || act.service || log.product : app });
  event['api'] = {
    operation: act.operation === '' ? 'unknown' : shorten(act.operation, 256),
    service: { name: shorten(act.service, 256) },
  };
  if (act.resources !== undefined && act.resources.length > 0) event['resources'] = [...act.resources];
  return wrap(log, act, event);
}

/** Somebody signs in (or out) → OCSF Authentication 3002. */
export function cloudSignIn(log: CloudLog, act: CloudAct, isMfa: boolean | null, out = false): ParsedEvent {
  const name = nameOf(act);
  const place = shorten(act.service === '' ? log.product : act.service, 120);
  const message =
    act.succeeded === false
      ? `Sign-in of ${name} to ${place} failed.`
      : `${name} signed ${out ? 'out of' : 'in to'} ${place}.`;
  const event = start(log, act, out ? logoff : logon, message);
  event['user'] = userOf(act) ?? { name };
  event['service'] = { name: place };
  event['is_remote'] = true;
  if (isMfa !== null) event['is_mfa'] = isMfa;
  return wrap(log, act, event);
}

/** What the vendor's own detection says: OCSF Detection Finding 2004. */
export function cloudFinding(log: CloudLog, act: CloudAct, title: string, severityId: number): ParsedEvent {
  const event = start(
    log,
    { ...act, succeeded: null },
    activity('detection_finding', 1, 'Create'),
    `${log.product} found ${shorten(title, 120)} for ${nameOf(act)}.`,
  );
  const source = event['src_endpoint'] ?? null;
  delete event['src_endpoint'];
  delete event['http_request'];
  event.severity_id = severityId;
  const user = userOf(act);
  if (user !== undefined) event['actor'] = { user };
  event['evidences'] = [{ src_endpoint: source, ...(user === undefined ? {} : { user }) }];
  event['finding_info'] = { title: shorten(title, 256), uid: shorten(act.uid || title, 256) };
  return wrap(log, act, event);
}

function wrap(log: CloudLog, act: CloudAct, ocsf: OcsfDraft): ParsedEvent {
  const { record, changed } = act.added;
  return { kind: 'parsed', parser: log.parser, logSource: act.logSource, record, changed, ocsf };
}

/** A resource by name, as OCSF keeps it; none for an empty name. */
export function resourcesOf(name: string, type: string): readonly JsonObject[] {
  if (name === '') return [];
  const members: Readonly<Record<string, Json>> = { name: shorten(name, 512), type: shorten(type, 128) };
  return [compact(members)];
}
