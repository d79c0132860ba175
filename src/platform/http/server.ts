import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/index.ts';
import { commonProblems, ProblemError, toProblem, type Failure, type ProblemTable } from './problem.ts';

export interface HttpServerOptions {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly version: string;
  /** PEM texts. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly trustedProxies: readonly string[];
  /** Tables of the slices, joined to the common one. */
  readonly problems: readonly ProblemTable[];
}

const bodyLimitBytes = 1024 * 1024;
const requestTimeoutMs = 60_000;

/** A Fastify server with our error form, security headers, request metrics and OpenAPI description; no routes yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const problems = joinTables([commonProblems, ...options.problems]);
  const app = fastify({
    // Requests are measured and recorded elsewhere; the log tells only what went wrong.
    loggerInstance: options.log.child({}, options.log.level === 'info' ? { level: 'warn' } : {}),
    ...(options.tls === null ? {} : { https: { ...options.tls, minVersion: 'TLSv1.2' as const } }),
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true },
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) =>
    sendFailure(reply, request, failureOf(error, request), problems),
  );
  app.setNotFoundHandler((request, reply) =>
    sendFailure(
      reply,
      request,
      { code: 'not_found', message: `There is nothing at ${request.method} ${path(request)}.` },
      problems,
    ),
  );
  await app.register(cookie);
  await app.register(compress, { global: true, threshold: 2_048, encodings: ['gzip', 'deflate'] });
  await app.register(helmet, securityHeaders(options.tls !== null));
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Tocsin', version: options.version } },
    transform: jsonSchemaTransform,
  });
  app.addHook('onRequest', keepAddress);
  // Nothing here is for search engines, tracking pages least of all.
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.header('x-robots-tag', 'noindex, nofollow');
    done();
  });
  measureRequests(app, options.metrics);
  return app;
}

/**
 * A socket forgets its peer when it closes, unless it was asked before: then `request.ip` holds for the request's whole
 * life. A request whose sender is gone before anything was done has nobody to answer to, and no address to record.
 */
function keepAddress(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if ((request.ip as string | undefined) === undefined) {
    reply.hijack();
    request.raw.destroy();
  }
  done();
}

const securityHeaders = (tls: boolean): object => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      // The console's component library sets style attributes; scripts come from our own files only.
      styleSrc: ["'self'", "'unsafe-inline'"],
      scriptSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: tls ? { maxAge: 31_536_000 } : false,
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginEmbedderPolicy: false,
});

function joinTables(tables: readonly ProblemTable[]): ProblemTable {
  const joined: Record<string, { status: number; title: string }> = {};
  for (const table of tables) {
    for (const [code, entry] of Object.entries(table)) {
      if (joined[code] !== undefined) throw new Error(`Two problem tables define ${code}.`);
      joined[code] = entry;
    }
  }
  return joined;
}

/** Answers with a problem; the only place that does. */
function sendFailure(
  reply: FastifyReply,
  request: FastifyRequest,
  failure: Failure,
  table: ProblemTable,
): FastifyReply {
  const body = toProblem(failure, request.id, table);
  if (failure.retryAfter !== undefined) void reply.header('retry-after', String(failure.retryAfter));
  return reply.status(body.status).type('application/problem+json').serializer(JSON.stringify).send(body);
}

function failureOf(error: unknown, request: FastifyRequest): Failure {
  if (error instanceof ProblemError) return error.failure;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((part) => ({
      path: `${error.validationContext ?? 'body'}${part.instancePath.replaceAll('/', '.')}`,
      code: part.keyword,
      message: part.message ?? 'is not valid',
    }));
    return {
      code: 'invalid_request',
      message: 'Some parts of the request are not as this route expects them.',
      errors,
    };
  }
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return { code: 'body_too_large', message: 'Send less in one request.' };
  if (status === 415)
    return { code: 'media_type_unsupported', message: 'Send the body as application/json.' };
  if (status === 400) return { code: 'body_malformed', message: 'The body is not valid JSON.' };
  if (isUnavailable(error)) {
    request.log.warn({ err: error }, 'a store was not available');
    return { code: 'unavailable', message: 'The database is not available now.', retryAfter: 2 };
  }
  if (isTooMuch(error)) {
    request.log.warn({ err: error }, 'a request read more than it may');
    return {
      code: 'too_much_to_read',
      message: 'Reading this takes longer than a request may. Choose a shorter range, or narrow the search.',
    };
  }
  request.log.error({ err: error }, 'a request failed unexpectedly');
  return { code: 'internal', message: 'Something broke on our side.' };
}

/** ClickHouse's TOO_MANY_ROWS, TIMEOUT_EXCEEDED, TOO_SLOW and TOO_MANY_BYTES: what every read of ours is bounded by. */
const isTooMuch = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(?:158|159|160|307)$/.test(error.code);

/** Connection trouble of PostgreSQL (class 08, 57P0x, refused sockets) or of ClickHouse: worth another try. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('retryable' in error && error.retryable === true) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(08...|57P0[123]|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE)$/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
  );
}

function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.histogram(
    'tocsin_http_request_seconds',
    'Time from a request to its reply',
    [0.005, 0.02, 0.1, 0.5, 2, 10],
    ['method', 'route', 'status'],
  );
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1_000,
    );
    done();
  });
}

const path = (request: FastifyRequest): string => request.url.split('?')[0] ?? '';
