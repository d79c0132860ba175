import type { FastifyInstance } from 'fastify';

/** Where a browser came to. */
export interface Visit {
  /** Path and query at our own site, or the whole address elsewhere. */
  readonly place: string;
  readonly status: number;
  readonly body: string;
}

/** As much of a browser as a sign-in needs: it follows redirects between us and an identity provider, with cookies. */
export interface TestBrowser {
  /** Opens a path of ours or an address; stops before an address that `before` names. */
  open(target: string, before?: (url: URL) => boolean): Promise<Visit>;
  /** Sends a form elsewhere, and follows what comes of it. */
  submit(url: string, fields: Readonly<Record<string, string>>): Promise<Visit>;
  /** Cookies that we have set, as a header. */
  cookies(): string;
}

const mostHops = 20;

export function openBrowser(app: FastifyInstance, ownOrigin: string): TestBrowser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (origin: string): Map<string, string> => {
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  const header = (origin: string): string =>
    [...jarOf(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
  const keep = (origin: string, lines: readonly string[]): void => {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      const gone = value === '' || attributes.some((part) => /^max-age=0$/i.test(part));
      if (gone) jarOf(origin).delete(name);
      else jarOf(origin).set(name, value);
    }
  };
  async function ask(
    url: URL,
    form: URLSearchParams | null = null,
  ): Promise<Visit & { readonly location: string | null }> {
    const { origin } = url;
    const headers = { cookie: header(origin), accept: 'text/html' };
    if (origin === ownOrigin) {
      const reply = await app.inject({ method: 'GET', url: url.pathname + url.search, headers });
      keep(origin, [reply.headers['set-cookie'] ?? []].flat());
      const { location = null } = reply.headers;
      return { place: url.pathname + url.search, status: reply.statusCode, body: reply.body, location };
    }
    const sent = form === null ? {} : { method: 'POST', body: form };
    const reply = await fetch(url, { headers, redirect: 'manual', ...sent });
    keep(origin, reply.headers.getSetCookie());
    const body = await reply.text();
    return { place: url.href, status: reply.status, body, location: reply.headers.get('location') };
  }
  async function follow(
    first: URL,
    before: (url: URL) => boolean,
    form: URLSearchParams | null,
  ): Promise<Visit> {
    let url = first;
    for (let hop = 0; hop < mostHops; hop += 1) {
      if (before(url)) return { place: url.href, status: 0, body: '' };
      const { location, ...visit } = await ask(url, hop === 0 ? form : null);
      if (location === null) return visit;
      url = new URL(location, url);
      // A page of the console: the files of the console are not served here.
      if (url.origin === ownOrigin && !url.pathname.startsWith('/api/')) {
        return { place: url.pathname + url.search, status: visit.status, body: '' };
      }
    }
    throw new Error(`Too many redirects, the last to ${url.href}`);
  }
  return {
    open: (target, before = () => false) => follow(new URL(target, ownOrigin), before, null),
    submit: (url, fields) => follow(new URL(url), () => false, new URLSearchParams(fields)),
    cookies: () => header(ownOrigin),
  };
}
