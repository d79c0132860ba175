/** Longest answer of an identity provider that is read, in bytes. */
const mostBytes = 512 * 1024;

/** Says that an identity provider's document leads to where we do not go. */
export class OidcTargetError extends Error {
  constructor(url: URL) {
    super(`${url.origin} is not asked: only https, and no bare address other than the issuer's own.`);
    this.name = 'OidcTargetError';
  }
}

/** Says that an identity provider cannot be asked: no connection, or more than anybody would answer. */
export class OidcAnswerError extends Error {
  readonly retryable = true;

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'OidcAnswerError';
  }
}

interface Options {
  readonly method?: string | undefined;
  readonly headers?: Headers | Record<string, string> | undefined;
  readonly body?: NonNullable<RequestInit['body']> | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What an identity provider is asked with. Its discovery document names the other addresses, so each is looked at:
 * https (an issuer on this machine: this machine), not a bare address of somebody else's network. Redirects are not
 * followed, answers are bounded.
 */
export function boundedFetch(issuer: string): (url: string, options: Options) => Promise<Response> {
  return async (text, { method, headers, body, signal }) => {
    const url = new URL(text);
    if (!mayAsk(new URL(issuer), url)) throw new OidcTargetError(url);
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        ...(method === undefined ? {} : { method }),
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined || body === null ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      return await withBoundedBody(response);
    } catch (error) {
      if (error instanceof OidcAnswerError) throw error;
      throw new OidcAnswerError(`${url.origin} could not be asked.`, error);
    }
  };
}

/** Whether an address of an issuer's document is asked. */
export function mayAsk(issuer: URL, url: URL): boolean {
  if (issuer.protocol === 'http:') return url.protocol === 'http:' && isLoopback(url.hostname);
  if (url.protocol !== 'https:') return false;
  const isAddress = url.hostname.startsWith('[') || /^[\d.]+$/.test(url.hostname);
  return url.hostname === issuer.hostname || !(isAddress || isLoopback(url.hostname));
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || /^127\.[\d.]+$/.test(host) || host === '[::1]';

async function withBoundedBody(response: Response): Promise<Response> {
  const { status, headers } = response;
  if (response.body === null) return new Response(null, { status, headers });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body as ReadableStream<Uint8Array>) {
    size += part.byteLength;
    if (size > mostBytes) throw new OidcAnswerError(`An answer of more than ${mostBytes} bytes is not read.`);
    parts.push(part);
  }
  // Statuses that have no body by definition may not be given one.
  const empty = size === 0 || status === 204 || status === 304;
  return new Response(empty ? null : Buffer.concat(parts), { status, headers });
}
