import type { Json, JsonObject, ParsedEvent } from '../../event.ts';
import { isAddress } from '../../address.ts';
import {
  activity,
  compact,
  device,
  informational,
  metadataOf,
  setStatus,
  startEvent,
  type Activity,
  type OcsfDraft,
} from '../../ocsf/ocsf.ts';
import { readCloudTime } from '../cloud/cloud-event.ts';
import { eventTime, timedMetadata } from '../event-time.ts';
import { listOf, textOf, valueAt, wordOf } from '../members.ts';
import { shorten, toCount, toPort } from '../text.ts';
import { fillRequest, methodActivity } from '../web/web-event.ts';
import { noRequest } from '../web/web-request.ts';
import { zeekLog } from './zeek-log.ts';

const traffic = activity('network_activity', 6, 'Traffic');
const query = activity('dns_activity', 1, 'Query');
const response = activity('dns_activity', 2, 'Response');
const smb: Readonly<Record<string, Activity>> = {
  'SMB::FILE_OPEN': activity('smb_activity', 2, 'File Open'),
};
const rdp = activity('rdp_activity', 6, 'Traffic');
const ssh = activity('ssh_activity', 6, 'Traffic');
const other = activity('base_event', 99, 'Zeek log');

/**
 * A record of one of Zeek's logs as JSON (`LogAscii::use_json`, json-streaming-logs, Corelight), or of a log file, whose
 * header names the fields. The log is `_path`, or told by its fields. Null for anything else.
 */
export function parseZeek(value: JsonObject, receivedAt: number, peer: string): ParsedEvent | null {
  const log = zeekLog(value);
  if (log === null) return null;
  const source = text(value, 'id.orig_h');
  const target = text(value, 'id.resp_h');
  const isFlow = source !== '' || target !== '';
  const timeText = wordOf(value['ts']) || wordOf(value['_write_ts']);
  const at = eventTime(readCloudTime(timeText), receivedAt);
  const metadata = metadataOf('Zeek', 'Zeek', compact({ log_name: log, uid: wordOf(value['uid']) }));
  const kind = isFlow ? kindOf(log, value) : other;
  const event = startEvent(kind, informational, at.time, timedMetadata(metadata, at, timeText), '');
  const sensor = textOf(value['_system_name']) || peer;
  if (sensor !== '') event['device'] = device(shorten(sensor, 255));
  if (isFlow) {
    fillLog(event, log, value);
    if (source !== '') event['src_endpoint'] = endpoint(source, field(value, 'id.orig_p'));
    if (target !== '') event['dst_endpoint'] = endpoint(target, field(value, 'id.resp_p'));
  }
  event['message'] = messageOf(log, value, source, target);
  const logSource = { product: 'zeek', category: null, service: log };
  return { kind: 'parsed', parser: 'zeek', logSource, record: value, changed: [], ocsf: event };
}

/** A field of the flow's tuple: under its own name, in an object, or with `_` for the dot, as some shippers write it. */
function field(value: JsonObject, name: string): Json | undefined {
  const [head = '', tail = ''] = name.split('.');
  return value[name] ?? valueAt(value, head, tail) ?? value[`${head}_${tail}`];
}

const text = (value: JsonObject, name: string): string => wordOf(field(value, name));

const endpoint = (host: string, port: Json | undefined): JsonObject =>
  compact({
    ip: isAddress(host) ? host : undefined,
    name: isAddress(host) ? undefined : shorten(host, 255),
    port: toPort(port),
  });

function kindOf(log: string, value: JsonObject): Activity {
  switch (log) {
    case 'http':
      return methodActivity(textOf(value['method']) || null);
    case 'dns':
      return value['answers'] === undefined ? query : response;
    case 'smb_files':
      return (
        smb[textOf(value['action'])] ??
        activity('smb_activity', 99, shorten(textOf(value['action']) || 'Unknown', 64))
      );
    case 'rdp':
      return rdp;
    case 'ssh':
      return ssh;
    default:
      return traffic;
  }
}

function fillLog(event: OcsfDraft, log: string, value: JsonObject): void {
  if (log === 'http') {
    fillRequest(event, {
      ...noRequest,
      client: text(value, 'id.orig_h'),
      user: textOf(value['username']) || null,
      method: textOf(value['method']) || null,
      target: textOf(value['uri']),
      status: toCount(value['status_code']),
      referrer: textOf(value['referrer']) || null,
      userAgent: textOf(value['user_agent']) || null,
      host: textOf(value['host']) || null,
    });
  } else if (log === 'dns') {
    event['query'] = compact({
      hostname: shorten(textOf(value['query']) || 'unknown', 255),
      type: textOf(value['qtype_name']),
    });
    const answers = listOf(value['answers'])
      .map(wordOf)
      .filter((answer) => answer !== '');
    if (answers.length > 0)
      event['answers'] = answers.slice(0, 32).map((rdata) => ({ rdata: shorten(rdata, 1024) }));
  } else if (log === 'smb_files') {
    const name = textOf(value['name']);
    if (name !== '')
      event['file'] = compact({
        name: shorten(name, 512),
        type_id: 0,
        path: shorten(`${textOf(value['path'])}\\${name}`, 1024),
      });
  } else if (log === 'ssh' && typeof value['auth_success'] === 'boolean') {
    setStatus(event, value['auth_success']);
  }
  const service = textOf(value['service']);
  if (log === 'conn' && service !== '') event['app_name'] = shorten(service, 64);
}

/** Fields of a log that say in a word what it is about. */
const subjects: Readonly<Record<string, readonly string[]>> = {
  conn: ['proto', 'service', 'conn_state'],
  dns: ['qtype_name', 'query'],
  http: ['method', 'host', 'uri', 'status_code'],
  smb_files: ['action', 'path', 'name'],
  dce_rpc: ['endpoint', 'operation'],
  kerberos: ['request_type', 'client', 'service'],
  ssl: ['version', 'server_name'],
  x509: ['certificate.subject', 'certificate.serial'],
  notice: ['note', 'msg'],
};

function messageOf(log: string, value: JsonObject, source: string, target: string): string {
  const flow = source === '' && target === '' ? '' : ` ${shorten(source, 64)} → ${shorten(target, 64)}`;
  const about = (subjects[log] ?? []).map((name) => wordOf(value[name])).filter((word) => word !== '');
  return shorten(`${log}${flow}${about.length === 0 ? '' : `: ${about.join(' ')}`}`, 500);
}
