import { readFile } from 'node:fs/promises';
import { parseAddress } from './network.ts';

/** A bound UDP socket. */
export interface UdpAddress {
  readonly address: string;
  readonly port: number;
}

const tables = { 4: '/proc/net/udp', 6: '/proc/net/udp6' } as const;

/** Datagrams that the kernel dropped at a socket since it was bound; null where the system does not tell. */
export async function readKernelDrops(bound: UdpAddress): Promise<number | null> {
  const family = parseAddress(bound.address)?.family;
  if (family === undefined) return null;
  try {
    return findKernelDrops(await readFile(tables[family], 'utf8'), bound);
  } catch {
    return null;
  }
}

/** Finds a socket's drops in the text of /proc/net/udp or udp6 (proc(5)): the last column of its row. */
export function findKernelDrops(table: string, { address, port }: UdpAddress): number | null {
  const local = `${hexAddress(address)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const row of table.split('\n')) {
    const columns = row.trim().split(/\s+/);
    if (columns[1] === local) return Number(columns.at(-1));
  }
  return null;
}

const wordBits = 32n;

/** The kernel's spelling: 32-bit words as the little-endian machine holds them, in hexadecimal. */
function hexAddress(text: string): string {
  const address = parseAddress(text);
  if (address === null) return '';
  const words = address.family === 4 ? 1 : 4;
  return Array.from({ length: words }, (_, index) => {
    const word = Buffer.alloc(4);
    word.writeUInt32LE(Number((address.bits >> (wordBits * BigInt(words - 1 - index))) & 0xffff_ffffn));
    return word.toString('hex').toUpperCase();
  }).join('');
}
