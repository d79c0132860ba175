import type { Json, JsonObject } from '../event.ts';

/** Longest event that is read; Windows' own bound is 64 KiB of text. */
export const maxXmlLength = 131_072;

/** Elements of one event that are kept. */
const maxElements = 512;

const systemElement =
  /<([A-Za-z]\w{0,63})((?:\s+[\w:]{1,64}\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:\/>|>([^<]*)<\/\1\s*>)/g;
const attribute = /([\w:]{1,64})\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const dataElement = /<Data(?:\s+Name\s*=\s*(?:"([^"]*)"|'([^']*)'))?\s*(?:\/>|>([^<]*)<\/Data\s*>)/g;

/**
 * A Windows event as its own XML, as Sysmon for Linux writes it to syslog: the object that renderers of such events make
 * (`Event.System`, `Event.EventData.Data`). Null for other text. Not an XML parser: it knows this one form, and passes
 * over whatever else stands in it.
 */
export function readEventXml(text: string): JsonObject | null {
  if (!text.startsWith('<Event') || text.length > maxXmlLength) return null;
  const system = section(text, 'System');
  if (system === null) return null;
  const members: Record<string, Json> = {};
  for (const [, name = '', attributes = '', content] of bounded(system.matchAll(systemElement))) {
    const read: Record<string, Json> = {};
    for (const [, key = '', double, single] of bounded(attributes.matchAll(attribute)))
      read[key] = decode(double ?? single ?? '');
    const value = decode(content ?? '');
    const hasAttributes = Object.keys(read).length > 0;
    members[name] = hasAttributes
      ? { '#attributes': read, ...(value === '' ? {} : { '#text': value }) }
      : value;
  }
  const data = section(text, 'EventData') ?? '';
  const fields = [...bounded(data.matchAll(dataElement))].map(([, double, single, content]) => ({
    '#attributes': { Name: decode(double ?? single ?? '') },
    '#text': decode(content ?? ''),
  }));
  return { Event: { System: members, EventData: { Data: fields } } };
}

/** What stands between the tags of an element that comes once. */
function section(text: string, name: string): string | null {
  const start = text.indexOf(`<${name}>`);
  const end = text.indexOf(`</${name}>`, start);
  return start < 0 || end < 0 ? null : text.slice(start + name.length + 2, end);
}

function* bounded<Item>(items: Iterable<Item>): Generator<Item, void, undefined> {
  let left = maxElements;
  for (const item of items) {
    if (left === 0) return;
    left -= 1;
    yield item;
  }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g,
    (all, hex, decimal, name) => {
      if (typeof name === 'string') return entities[name] ?? all;
      const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
      const isCharacter = code > 0 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : all;
    },
  );
}
