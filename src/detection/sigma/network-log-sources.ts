import type { Route } from './route.ts';

/** Names that proxies' fields have beside Sigma's (taxonomy appendix, proxy). */
const proxyAliases: NonNullable<Route['aliases']> = {
  'c-uri': ['cs-uri', 'cs-url'],
  'c-uri-query': ['cs-uri-query'],
  'c-useragent': ['cs-user-agent', 'cs(User-Agent)'],
  'cs-user-agent': ['c-useragent', 'cs(User-Agent)'],
  'cs-cookie': ['cs(Cookie)', 'http_cookie'],
  'cs-host': ['cs(Host)', 'r-dns'],
  'cs-uri': ['c-uri'],
  dst_ip: ['r-ip', 's-supplier-ip'],
};

/** Requests that Zeek saw on the wire, in the names of those that log them. */
const zeekHttp: NonNullable<Route['aliases']> = {
  'c-ip': ['id.orig_h'],
  'c-uri': ['uri'],
  'c-useragent': ['user_agent'],
  'cs-host': ['host'],
  'cs-method': ['method'],
  'cs-referer': ['referrer'],
  'cs-uri': ['uri'],
  'cs-uri-query': ['uri'],
  'cs-uri-stem': ['uri'],
  'cs-user-agent': ['user_agent'],
  'cs-username': ['username'],
  'sc-status': ['status_code'],
  dst_ip: ['id.resp_h'],
};

const zeek = (
  service: string,
  aliases: NonNullable<Route['aliases']>,
  more: readonly Route['gives'][],
): readonly Route[] =>
  [{ product: 'zeek', service }, ...more].map((gives) => ({
    gives,
    when: { product: 'zeek', service },
    aliases: { ...tuple, ...aliases },
  }));

/** The flow's ends, as an object or with `_` for the dot, as some shippers write them. */
const tuple = Object.fromEntries(
  ['id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p'].map((name) => [name, [name.replace('.', '_')]]),
);

/** Requests and name look-ups, whatever logged them. */
export const networkRoutes: readonly Route[] = [
  // A network device has one log; rules divide it by what the line is about.
  ...['aaa', 'bgp', 'ldp', 'syslog'].map((service) => ({
    gives: { product: 'cisco', service },
    when: { product: 'cisco' },
  })),
  // RPC Firewall writes to an event channel of Windows.
  {
    gives: { product: 'rpc_firewall', category: 'application' },
    when: { product: 'windows', channel: ['RPCFW'] },
    aliases: { EventLog: ['Channel'] },
  },
  { gives: { product: 'zeek' }, when: { product: 'zeek' }, aliases: tuple },
  ...zeek('http', zeekHttp, [{ category: 'proxy' }, { category: 'webserver' }]),
  ...zeek('dns', { answer: ['answers'], record_type: ['qtype_name'], src_ip: ['id.orig_h'] }, [
    { category: 'dns' },
  ]),
  ...zeek(
    'conn',
    {
      src_ip: ['id.orig_h'],
      dst_ip: ['id.resp_h'],
      dst_port: ['id.resp_p'],
      'destination.port': ['id.resp_p'],
    },
    [{ category: 'firewall' }, { service: 'netflow' }],
  ),
  { gives: { category: 'proxy' }, when: { category: 'proxy' }, aliases: proxyAliases },
];
