import type { Json, JsonObject } from '../event.ts';

/** A Windows event, whatever shipped it: its fields flat under the names that Sigma rules use. */
export interface WindowsEvent {
  /** `EventID`, `Channel`, `Computer`, `Provider_Name`, System attributes, and all of EventData. */
  readonly record: JsonObject;
  /** Members that were put over a flat object's own; null when the record was made anew. */
  readonly changed: string[] | null;
  readonly eventId: number;
  readonly channel: string;
  readonly computer: string;
  readonly provider: string;
  /** The time as written, empty when there is none. */
  readonly timeText: string;
}

type Draft = Record<string, Json>;

/** Reads the three forms that Windows events travel in; null when `value` is none of them. */
export function readWindows(value: JsonObject): WindowsEvent | null {
  const event = value['Event'];
  if (isObject(event)) return isObject(event['System']) ? readRendered(event, event['System']) : null;
  const winlog = value['winlog'];
  if (isObject(winlog)) return readWinlogbeat(value, winlog);
  if (isObject(value['event_data']) && value['event_id'] !== undefined) return readWinlogbeat(value, value);
  if (
    value['EventID'] === undefined ||
    (value['Channel'] === undefined && value['ProviderGuid'] === undefined)
  )
    return null;
  return readFlat(value);
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: Json | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** NXLog and the like: one flat object. It is taken as it is; what Sigma names otherwise is added. */
function readFlat(value: JsonObject): WindowsEvent | null {
  const record = spaceless(value);
  const eventId = toEventId(record['EventID']);
  if (eventId === null) return null;
  const changed: string[] = [];
  const set = (name: string, next: Json): void => {
    if (record[name] === next) return;
    record[name] = next;
    changed.push(name);
  };
  set('EventID', eventId);
  set('Computer', record['Computer'] ?? record['Hostname'] ?? record['host'] ?? null);
  set('Provider_Name', record['Provider_Name'] ?? record['SourceName'] ?? null);
  const timeText = firstText(record, ['@timestamp', 'TimeCreated', 'EventTime', 'UtcTime']);
  return finish(record, eventId, timeText, record === value ? changed : null);
}

/** The event's own XML as JSON: `Event.System`, `Event.EventData` or `Event.UserData`. */
function readRendered(event: JsonObject, system: JsonObject): WindowsEvent | null {
  const eventId = toEventId(system['EventID']);
  if (eventId === null) return null;
  const record = dataOf(event['EventData'] ?? null) ?? {};
  const user = event['UserData'];
  if (isObject(user)) addUserData(record, user);
  addSystem(record, system);
  record['EventID'] = eventId;
  return finish(record, eventId, text(record['TimeCreated_SystemTime'] ?? record['TimeCreated']));
}

/** Winlogbeat 7 and later (`winlog.*`), and 6 (the same names at the top). */
function readWinlogbeat(value: JsonObject, winlog: JsonObject): WindowsEvent | null {
  const eventId = toEventId(
    winlog['event_id'] ?? (isObject(value['event']) ? value['event']['code'] : undefined),
  );
  if (eventId === null) return null;
  const record = dataOf(winlog['event_data'] ?? null) ?? {};
  if (isObject(winlog['user_data'])) addUserData(record, winlog['user_data']);
  record['EventID'] = eventId;
  record['Channel'] = winlog['channel'] ?? winlog['log_name'] ?? '';
  record['Computer'] = winlog['computer_name'] ?? null;
  record['Provider_Name'] = winlog['provider_name'] ?? winlog['source_name'] ?? null;
  record['EventRecordID'] ??= winlog['record_id'] ?? winlog['record_number'] ?? null;
  if (typeof value['message'] === 'string') record['Message'] ??= value['message'];
  return finish(record, eventId, text(value['@timestamp']));
}

function finish(
  record: Draft,
  eventId: number,
  timeText: string,
  changed: string[] | null = null,
): WindowsEvent {
  const channel = text(record['Channel']);
  return {
    record,
    changed,
    eventId,
    channel,
    computer: text(record['Computer']),
    provider: text(record['Provider_Name']),
    timeText,
  };
}

/** A number, its text, or an element with a text (`{"#text": 4624, "#attributes": {…}}`). */
function toEventId(value: Json | undefined): number | null {
  const plain = isObject(value) ? (value['#text'] ?? value['Value'] ?? value['text']) : value;
  const id = typeof plain === 'string' && plain !== '' ? Number(plain) : plain;
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= 0xffff_ffff ? id : null;
}

function firstText(record: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const value = record[name];
    if (value !== undefined && value !== null) return text(value);
  }
  return '';
}

/** System attributes are named `Element_Attribute` (Sigma's taxonomy for Windows); a text element keeps its name. */
function addSystem(record: Draft, system: JsonObject): void {
  for (const name in system) {
    const value = system[name] ?? null;
    const attributes = isObject(value) ? attributesOf(value) : null;
    if (attributes === null) {
      if (name === 'Channel' || name === 'Computer' || record[name] === undefined) put(record, name, value);
      continue;
    }
    for (const attribute in attributes)
      put(record, `${name}_${bare(attribute)}`, attributes[attribute] ?? null);
    const content = isObject(value) ? value['#text'] : undefined;
    if (content !== undefined && record[name] === undefined) put(record, name, content);
  }
}

const attributesOf = (element: JsonObject): JsonObject =>
  isObject(element['#attributes']) ? element['#attributes'] : element;

/** `@Name` and `_Name` as some XML converters write attributes. */
const bare = (name: string): string => (name.startsWith('@') || name.startsWith('_') ? name.slice(1) : name);

/** EventData as an object of names, or as a list of `Data` elements with a `Name`; null when it is neither. */
function dataOf(data: Json): Draft | null {
  if (!isObject(data)) return null;
  const list = listOf(data['Data']);
  if (!list.some((item) => isObject(item))) return spaceless(data);
  const record: Draft = {};
  for (const item of list) {
    if (!isObject(item)) continue;
    const attributes = attributesOf(item);
    const name = text(attributes['Name'] ?? attributes['@Name'] ?? attributes['_Name']);
    if (name !== '') put(record, withoutSpaces(name), item['#text'] ?? item['text'] ?? item['Value'] ?? null);
  }
  return record;
}

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

/** UserData holds one element named by the provider; its children are the fields. */
function addUserData(record: Draft, user: JsonObject): void {
  for (const name in user) {
    const element = user[name] ?? null;
    if (!isObject(element)) {
      put(record, withoutSpaces(name), element);
      continue;
    }
    for (const child in element) {
      if (child !== '#attributes') put(record, withoutSpaces(child), element[child] ?? null);
    }
  }
}

const withoutSpaces = (name: string): string => (name.includes(' ') ? name.replaceAll(' ', '') : name);

/** Sigma strips blanks from field names. The same object when there are none, which is nearly always. */
function spaceless(fields: JsonObject): Draft {
  for (const name in fields) {
    if (name.includes(' ')) return renamed(fields);
  }
  return fields;
}

function renamed(fields: JsonObject): Draft {
  const record: Draft = {};
  for (const name in fields) put(record, withoutSpaces(name), fields[name] ?? null);
  return record;
}

/** Sets a field under any name but the one that would change the object's prototype. */
function put(record: Draft, name: string, value: Json): void {
  if (name !== '__proto__') record[name] = value;
}
