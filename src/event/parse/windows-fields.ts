import type { Json, JsonObject } from '../event.ts';
import { compact, file, type Activity, type OcsfDraft } from '../ocsf/ocsf.ts';
import { isAddress } from '../address.ts';
import { baseName, toCount, toPort } from './text.ts';
import type { WindowsEvent } from './windows-envelope.ts';

/** How one kind of Windows event becomes OCSF. */
export interface WindowsMapping {
  readonly kind: Activity | ((event: WindowsEvent) => Activity);
  /** Fields without which the class would be empty; an event that lacks one becomes a base event. */
  readonly needs: readonly string[];
  /** Whether the activity succeeded; null when the event does not say. */
  readonly succeeded: boolean | null | ((event: WindowsEvent) => boolean | null);
  readonly severityId?: number;
  readonly message: (event: WindowsEvent) => string;
  readonly fill: (draft: OcsfDraft, event: WindowsEvent) => void;
}

/** Mappings of one channel by event id. */
export type WindowsMappings = ReadonlyMap<number, WindowsMapping>;

/** A field as text; Windows writes `-` for nothing. */
export function field(event: WindowsEvent, name: string): string {
  const value = event.record[name];
  if (typeof value === 'string') return value === '-' ? '' : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The user of `SubjectUserName`, `TargetUserName`, … as an OCSF user; null when the event names none. */
export function userOf(event: WindowsEvent, prefix: string, idSuffix = 'UserSid'): JsonObject | null {
  const name = field(event, `${prefix}UserName`);
  const uid = field(event, `${prefix}${idSuffix}`);
  if (name === '' && uid === '') return null;
  return compact({ name, uid, domain: field(event, `${prefix}DomainName`) });
}

/** Sysmon's `DOMAIN\name`. */
export function domainUser(text: string): JsonObject | null {
  if (text === '') return null;
  const cut = text.indexOf('\\');
  return cut < 0 ? { name: text } : compact({ name: text.slice(cut + 1), domain: text.slice(0, cut) });
}

/** The actor that OCSF's system classes require: who is known, or else the channel's provider. */
export function actorOf(
  event: WindowsEvent,
  user: JsonObject | null,
  process: JsonObject | null,
): JsonObject {
  if (user === null && process === null)
    return { app_name: event.provider === '' ? 'Windows' : event.provider };
  return compact({ user: user ?? undefined, process: process ?? undefined });
}

/** Names of the fields that describe a process. */
export interface ProcessFields {
  readonly image: string;
  readonly pid: string;
  readonly guid?: string;
  readonly commandLine?: string;
  readonly directory?: string;
}

/** An OCSF process; null when the event names none. OCSF wants a pid or a unique id. */
export function processOf(event: WindowsEvent, names: ProcessFields): JsonObject | null {
  const path = field(event, names.image);
  const pid = toCount(event.record[names.pid]);
  const uid = names.guid === undefined ? '' : field(event, names.guid);
  if (path === '' && pid === null && uid === '') return null;
  return compact({
    pid,
    uid: uid === '' && pid === null ? 'not logged' : uid,
    name: baseName(path),
    path,
    file: fileOf(path),
    cmd_line: names.commandLine === undefined ? undefined : field(event, names.commandLine),
    working_directory: names.directory === undefined ? undefined : field(event, names.directory),
  });
}

/** An OCSF file for a path; undefined for none. */
export const fileOf = (path: string): JsonObject | undefined =>
  path === '' ? undefined : file(path, baseName(path));

/** An OCSF endpoint from fields; null when none is filled. */
export function endpointOf(event: WindowsEvent, ip: string, port: string, host = ''): JsonObject | null {
  const address = field(event, ip).replace(/^::ffff:(?=\d)/, '');
  const hostname = host === '' ? '' : field(event, host);
  const known = isAddress(address);
  if (!known && hostname === '') return null;
  return compact({
    ip: known ? address : undefined,
    hostname,
    port: known ? positivePort(event.record[port]) : undefined,
  });
}

/** Port 0 is how Windows says that there is none. */
function positivePort(value: Json | undefined): number | undefined {
  const port = toPort(value);
  return port === null || port === 0 ? undefined : port;
}

/** `name` for a sentence, or a word for nothing. */
export const orSomebody = (name: string): string => (name === '' ? 'Somebody' : name);
