import type { Network } from '../sigma/network.ts';

/** Longest text that is read as an address, in characters. */
const maxAddress = 64;
const octet = '(?:0|[1-9][0-9]{0,2})';
const four = `^${octet}(?:\\\\.${octet}){3}$`;
const six = '^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$';
/** Two colons stand for one of the eight groups at least; ClickHouse lets them stand for none. */
const hasGap = (address: string): string =>
  `(position(${address}, '::') = 0 OR countMatches(${address}, '[0-9a-fA-F.]+') + (position(${address}, '.') > 0) <= 7)`;

/** Whether a text is an address in the network, as `inNetwork` reads it. IPv4 is compared mapped into IPv6. */
export function networkSql(network: Network, text: string): string {
  const [low, high] = bounds(network);
  const address = `replaceRegexpOne(${text}, '^([^%]*:[^%]*)%.*$', '\\\\1')`;
  const isAddress = `length(${text}) <= ${maxAddress} AND (match(${text}, '${four}') OR match(${address}, '${six}') AND ${hasGap(address)})`;
  const value = `IPv6StringToNumOrNull(${address})`;
  const isFamily =
    network.family === 6 ? ` AND NOT startsWith(assumeNotNull(${value}), unhex('${mappedPrefix}'))` : '';
  return `(${isAddress} AND isNotNull(${value}) AND assumeNotNull(${value}) BETWEEN ${low} AND ${high}${isFamily})`;
}

const mappedPrefix = '00000000000000000000ffff';

function bounds({ bytes, family, prefix }: Network): readonly [string, string] {
  const ends = [0, 255].map((filler) =>
    bytes
      .map((byte, index) => {
        const kept = Math.min(8, Math.max(0, prefix - index * 8));
        const mask = (0xff << (8 - kept)) & 0xff;
        return ((byte & mask) | (filler & ~mask & 0xff)).toString(16).padStart(2, '0');
      })
      .join(''),
  );
  const [low = '', high = ''] = ends.map((hex) => (family === 4 ? mappedPrefix + hex : hex));
  return [fixed(low), fixed(high)];
}

const fixed = (hex: string): string => `toFixedString(unhex('${hex}'), 16)`;
