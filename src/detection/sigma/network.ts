/** An address range. Addresses are 16 bytes; IPv4 is kept apart by `family`, and `::ffff:a.b.c.d` counts as IPv4. */
export interface Network {
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
  /** Bits of the prefix: 0–32 or 0–128. */
  readonly prefix: number;
  readonly text: string;
}

interface Address {
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
}

/** Reads `10.0.0.0/8`, `fe80::/10` or a single address; null when it is neither. Host bits are ignored. */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === null) return null;
  const width = address.family === 4 ? 32 : 128;
  const suffix = slash < 0 ? String(width) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(suffix) || Number(suffix) > width) return null;
  return { ...address, prefix: Number(suffix), text };
}

/** Whether a field's text is an address inside the range. */
export function inNetwork(network: Network, text: string): boolean {
  const address = parseAddress(text);
  if (address?.family !== network.family) return false;
  const whole = network.prefix >> 3;
  for (let at = 0; at < whole; at += 1) if (address.bytes[at] !== network.bytes[at]) return false;
  const rest = network.prefix & 7;
  if (rest === 0) return true;
  const mask = (0xff << (8 - rest)) & 0xff;
  return ((address.bytes[whole] ?? 0) & mask) === ((network.bytes[whole] ?? 0) & mask);
}

function parseAddress(text: string): Address | null {
  if (text.length > 64) return null;
  if (!text.includes(':')) return parseFour(text);
  const zone = text.indexOf('%');
  const bytes = parseSix(zone < 0 ? text : text.slice(0, zone));
  if (bytes === null) return null;
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? { family: 4, bytes: bytes.slice(12) } : { family: 6, bytes };
}

function parseFour(text: string): Address | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  const bytes = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return bytes.every((byte) => byte < 256) ? { family: 4, bytes } : null;
}

function parseSix(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(parseGroups);
  if (head === undefined || head === null || tail === null) return null;
  if (tail === undefined) return head.length === 16 ? head : null;
  const gap = 16 - head.length - tail.length;
  return gap < 2 ? null : [...head, ...new Array<number>(gap).fill(0), ...tail];
}

function parseGroups(text: string): number[] | null {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (index === groups.length - 1 && group.includes('.')) {
      const four = parseFour(group);
      if (four === null) return null;
      bytes.push(...four.bytes);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    }
  }
  return bytes;
}
