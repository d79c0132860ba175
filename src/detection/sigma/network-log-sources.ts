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

/** Requests and name look-ups, whatever logged them. */
export const networkRoutes: readonly Route[] = [
  { gives: { category: 'proxy' }, when: { category: 'proxy' }, aliases: proxyAliases },
];
