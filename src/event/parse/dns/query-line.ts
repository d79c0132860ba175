import { isAddress } from '../../address.ts';
import { readBsdTime } from '../bsd-time.ts';
import { toPort } from '../text.ts';
import { parseEpoch } from '../time-text.ts';

/** A query or an answer as a name server logs it; absent is null. */
export interface DnsLine {
  readonly kind: 'query' | 'response';
  /** Unix milliseconds; NaN when the line does not say. */
  readonly at: number;
  readonly timeText: string;
  readonly server: 'BIND' | 'dnsmasq' | 'Unbound';
  readonly query: string;
  readonly type: string | null;
  readonly answer: string | null;
  readonly client: string | null;
  readonly port: number | null;
  readonly rcode: string | null;
}

const nothing = {
  at: Number.NaN,
  timeText: '',
  type: null,
  answer: null,
  client: null,
  port: null,
  rcode: null,
};

/** A line of the query log of BIND, dnsmasq or Unbound; null for other lines. */
export function readQueryLine(text: string, program: string | null, receivedAt: number): DnsLine | null {
  if (program === 'dnsmasq') return readDnsmasq(text);
  if (program === 'unbound' || text.includes('] unbound[')) return readUnbound(text);
  return text.includes(': query: ') ? readBind(text, receivedAt) : null;
}

/** `client @0x7f 10.0.0.5#51234 (name): view v: query: name IN TXT +E(0)K (10.0.0.53)` (BIND 9, logging, queries). */
const bind =
  /^(?:(\d{2})-([A-Z][a-z]{2})-(\d{4}) (\d\d:\d\d:\d\d)(?:\.\d{1,6})? )?(?:queries: )?(?:info: )?client (?:@0x[0-9a-f]{1,16} )?([0-9a-fA-F:.]{2,45})#(\d{1,5})(?: \([^ ]{0,1024}\))?:(?: view [^ ]{1,64}:)? query: ([^ ]{1,1024}) IN ([A-Z0-9]{1,10}) /;

function readBind(text: string, receivedAt: number): DnsLine | null {
  const [, day, month, year, time, client, port, query, type] = bind.exec(text.slice(0, 2_400)) ?? [];
  if (client === undefined || query === undefined || type === undefined) return null;
  const written =
    day === undefined || month === undefined || year === undefined || time === undefined
      ? null
      : `${year} ${month} ${day} ${time}`;
  return {
    ...nothing,
    kind: 'query',
    server: 'BIND',
    at: written === null ? Number.NaN : readBsdTime(written, 0, receivedAt).at,
    timeText: written ?? '',
    query: bare(query),
    type,
    client,
    port: toPort(port),
  };
}

/** `query[TXT] name from 10.0.0.5`, `reply name is 203.0.113.7`; with `log-queries=extra` the client stands before. */
const dnsmasq =
  /^(?:\d{1,10} ([0-9a-fA-F:.]{2,45})\/(\d{1,5}) )?(?:query\[([A-Za-z0-9=]{1,16})\] ([^ ]{1,1024}) from ([^ ]{1,64})|(?:reply|cached) ([^ ]{1,1024}) is (.{1,4096}))$/;

function readDnsmasq(text: string): DnsLine | null {
  const found = dnsmasq.exec(text.slice(0, 6_000));
  if (found === null) return null;
  const [, client, port, type, query, from, name, answer] = found;
  if (query !== undefined)
    return {
      ...nothing,
      kind: 'query',
      server: 'dnsmasq',
      query: bare(query),
      type: type ?? null,
      client: from ?? null,
      port: toPort(port),
    };
  if (name === undefined || answer === undefined) return null;
  return {
    ...nothing,
    kind: 'response',
    server: 'dnsmasq',
    query: bare(name),
    answer,
    client: client ?? null,
    port: toPort(port),
  };
}

/** `[123:0] info: 10.0.0.5 name. TXT IN`, with the answer's code behind it where replies are logged. */
const unbound =
  /^(?:\[(\d{9,10})\] unbound)?\[\d{1,10}:[0-9a-f]{1,10}\] info: ([0-9a-fA-F:.]{2,45}) ([^ ]{1,1024}) ([A-Z0-9]{1,10}) IN(?: ([A-Z]{4,16}) .*)?$/;

function readUnbound(text: string): DnsLine | null {
  const [, time, client, query, type, rcode] = unbound.exec(text.slice(0, 2_400)) ?? [];
  if (client === undefined || query === undefined || type === undefined || !isAddress(client)) return null;
  return {
    ...nothing,
    kind: rcode === undefined ? 'query' : 'response',
    server: 'Unbound',
    at: time === undefined ? Number.NaN : parseEpoch(Number(time)),
    timeText: time ?? '',
    query: bare(query),
    type,
    client,
    rcode: rcode ?? null,
  };
}

/** A name without the dot that ends it. */
const bare = (name: string): string => (name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name);
