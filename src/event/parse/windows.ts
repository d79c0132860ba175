import type { JsonObject, ParsedEvent } from '../event.ts';
import { activity, device, informational, metadataOf, setStatus, startEvent } from '../ocsf/ocsf.ts';
import { eventTime, timedMetadata } from './event-time.ts';
import { parseIsoTime } from './time-text.ts';
import { accountMappings, powershellMappings, systemMappings } from './windows-account.ts';
import { readWindows, type WindowsEvent } from './windows-envelope.ts';
import { field, type WindowsMapping, type WindowsMappings } from './windows-fields.ts';
import { fieldAliases, windowsLogSource } from './windows-log-source.ts';
import { logonMappings } from './windows-logon.ts';
import { auditMappings, sysmonMappings } from './windows-system.ts';

const mappings: Readonly<Record<string, WindowsMappings>> = {
  security: new Map([...logonMappings, ...accountMappings, ...auditMappings]),
  sysmon: new Map(sysmonMappings),
  system: new Map(systemMappings),
  powershell: new Map(powershellMappings),
};

const other = activity('base_event', 99, 'Windows event');
const unmapped: WindowsMapping = {
  kind: other,
  needs: [],
  succeeded: null,
  message: (event) => {
    const text = field(event, 'Message');
    const end = text.search(/[.\r\n]/);
    const sentence = end < 0 ? text.slice(0, 200) : text.slice(0, Math.min(end, 200));
    const name = `Event ${String(event.eventId)} of ${event.channel === '' ? event.provider : event.channel}`;
    return sentence === '' ? `${name}.` : `${name}: ${sentence}.`;
  },
  fill: () => undefined,
};

/**
 * A Windows event in JSON (NXLog's flat form, the event's own XML as JSON, Winlogbeat) → the OCSF class that fits its
 * id, base event for ids that we do not know. `peer` stands in for a missing computer name. Null when `value` is no
 * Windows event.
 */
export function parseWindows(value: JsonObject, receivedAt: number, peer: string): ParsedEvent | null {
  const read = readWindows(value);
  if (read === null) return null;
  const event = read.computer === '' ? { ...read, computer: peer } : read;
  const logSource = windowsLogSource(event.channel, event.eventId, event.record);
  addAliases(event, logSource.category);
  const mapping = mappingOf(event, logSource.service);
  const at = eventTime(timeOf(event.timeText), receivedAt);
  const draft = startEvent(
    typeof mapping.kind === 'function' ? mapping.kind(event) : mapping.kind,
    mapping.severityId ?? informational,
    at.time,
    timedMetadata(metadata(event), at, event.timeText),
    mapping.message(event),
  );
  draft['device'] = device(event.computer === '' ? 'unknown' : event.computer);
  mapping.fill(draft, event);
  const succeeded = typeof mapping.succeeded === 'function' ? mapping.succeeded(event) : mapping.succeeded;
  if (succeeded !== null) setStatus(draft, succeeded);
  const { changed, record } = event;
  const parsed = { kind: 'parsed', parser: 'windows', logSource, record, ocsf: draft } as const;
  return changed === null ? parsed : { ...parsed, changed };
}

function mappingOf(event: WindowsEvent, service: string | null): WindowsMapping {
  const mapping = service === null ? undefined : mappings[service]?.get(event.eventId);
  if (mapping === undefined || mapping.needs.some((name) => field(event, name) === '')) return unmapped;
  return mapping;
}

function metadata(event: WindowsEvent): JsonObject {
  return metadataOf(event.provider === '' ? 'Windows' : event.provider, 'Microsoft', {
    event_code: String(event.eventId),
    log_name: event.channel,
  });
}

function addAliases({ changed, record }: WindowsEvent, category: string | null): void {
  const aliases = category === null ? undefined : fieldAliases[category];
  if (aliases === undefined) return;
  const fields = record as Record<string, JsonObject[string]>;
  for (const [sigma, own] of aliases) {
    const value = fields[own];
    if (value === undefined || fields[sigma] !== undefined) continue;
    fields[sigma] = value;
    changed?.push(sigma);
  }
}

/** ISO as Windows writes it, or PowerShell's `/Date(1700000000000)/`. */
function timeOf(text: string): number {
  if (text.startsWith('/Date(')) {
    const end = text.indexOf(')');
    const at = Number(text.slice(6, end < 0 ? 6 : end));
    return at > 0 ? at : Number.NaN;
  }
  return parseIsoTime(text);
}
