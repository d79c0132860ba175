/** IP addresses as 16 bytes: IPv6, and IPv4 as IPv4-mapped IPv6 (RFC 4291, 2.5.5.2), which is how they are stored. */

/** Reads an address; a zone (`%eth0`) is dropped. Null for text that is none. */
export function addressBytes(text: string): Uint8Array | null {
  const zone = text.indexOf('%');
  const address = zone < 0 ? text : text.slice(0, zone);
  return address.includes(':') ? ipv6Bytes(address) : ipv4Mapped(address);
}

function ipv4Mapped(text: string): Uint8Array | null {
  const value = ipv4Value(text);
  if (value < 0) return null;
  const bytes = new Uint8Array(16);
  bytes[10] = 0xff;
  bytes[11] = 0xff;
  bytes[12] = Math.floor(value / 0x1_00_00_00);
  bytes[13] = (value >> 16) & 0xff;
  bytes[14] = (value >> 8) & 0xff;
  bytes[15] = value & 0xff;
  return bytes;
}

/** The 32 bits of a dotted quad, −1 for text that is none; a leading zero is refused, as it may mean octal. */
function ipv4Value(text: string): number {
  let value = 0;
  let part = -1;
  let parts = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const code = i === text.length ? 46 : text.charCodeAt(i);
    if (code === 46) {
      parts += 1;
      if (part < 0 || parts > 4) return -1;
      value = value * 256 + part;
      part = -1;
    } else {
      if (code < 48 || code > 57 || part === 0) return -1;
      part = (part < 0 ? 0 : part * 10) + code - 48;
      if (part > 255) return -1;
    }
  }
  return parts === 4 ? value : -1;
}

/** True for an IPv4 or IPv6 address. */
export const isAddress = (text: string): boolean =>
  text.includes(':') ? text.length <= 64 && addressBytes(text) !== null : ipv4Value(text) >= 0;

function ipv6Bytes(text: string): Uint8Array | null {
  if (text.length > 45) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 1 ? [] : groups(halves[1] ?? '', true);
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const all = [...head, ...Array<number>(missing).fill(0), ...tail];
  const bytes = new Uint8Array(16);
  all.forEach((group, index) => {
    bytes[index * 2] = group >> 8;
    bytes[index * 2 + 1] = group & 0xff;
  });
  return bytes;
}

/** 16-bit groups of one side of `::`; the last may be an IPv4 address. */
function groups(text: string, mayEndInIpv4: boolean): readonly number[] | null {
  if (text === '') return [];
  const found: number[] = [];
  const words = text.split(':');
  for (const [index, word] of words.entries()) {
    if (mayEndInIpv4 && index === words.length - 1 && word.includes('.')) {
      const value = ipv4Value(word);
      if (value < 0) return null;
      found.push(Math.floor(value / 0x1_0000), value & 0xffff);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(word)) return null;
      found.push(Number.parseInt(word, 16));
    }
  }
  return found.length <= 8 ? found : null;
}

/** Writes 16 bytes as eight groups, the form that ClickHouse takes for a bound IPv6. */
export function addressText(bytes: Uint8Array): string {
  const words: string[] = [];
  for (let i = 0; i < 16; i += 2) words.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16));
  return words.join(':');
}

/** The first and the last address of a network. */
export interface AddressRange {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

/** Reads `10.0.0.0/8`, `2001:db8::/32` or one address; bits past the prefix are ignored. Null when it is none. */
export function parseNetwork(text: string): AddressRange | null {
  const slash = text.indexOf('/');
  const bytes = addressBytes(slash < 0 ? text : text.slice(0, slash));
  if (bytes === null) return null;
  if (slash < 0) return { first: bytes, last: bytes };
  const prefixText = text.slice(slash + 1);
  const isIpv4 = !text.slice(0, slash).includes(':');
  if (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > (isIpv4 ? 32 : 128)) return null;
  const prefix = Number(prefixText) + (isIpv4 ? 96 : 0);
  const first = new Uint8Array(16);
  const last = new Uint8Array(16);
  for (let i = 0; i < 16; i += 1) {
    const kept = Math.min(8, Math.max(0, prefix - i * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    first[i] = (bytes[i] ?? 0) & mask;
    last[i] = (bytes[i] ?? 0) | (~mask & 0xff);
  }
  return { first, last };
}

/** An address as ClickHouse writes it, for people: mapped IPv4 without its prefix, `::` (none) as null. */
export function readableAddress(text: string): string | null {
  if (text === '::' || text === '') return null;
  return text.startsWith('::ffff:') && text.includes('.') ? text.slice(7) : text;
}
