import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticate } from '../../identity/index.ts';
import type { DiskLevel } from '../../platform/disk/index.ts';
import { ProblemError } from '../../platform/http/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';

/** A part that must work before the server is ready. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

const checkTimeoutMs = 3_000;
const loopback = /^(127\.|::1$|::ffff:127\.)/;

export interface HealthOptions {
  readonly metrics: Metrics;
  readonly checks: readonly ReadinessCheck[];
  readonly authenticate: Authenticate;
  readonly diskLevel: () => DiskLevel;
}

/**
 * `/healthz`: the process answers. `/readyz`: its stores do, each named; `disk` tells of the disks and makes nothing unready,
 * because a console that is taken out of service helps nobody to make room. `/metrics`: Prometheus' text format, for
 * loopback, or for a token with `metrics:read`.
 */
export function mountHealth(app: FastifyInstance, options: HealthOptions): void {
  const { metrics, checks, authenticate, diskLevel } = options;
  const open = { schema: { hide: true }, config: { access: 'public' } };
  app.get('/healthz', open, () => ({ status: 'ok' }));
  app.get('/readyz', open, async (_request, reply) => {
    const results = await Promise.all(checks.map(runCheck));
    const ready = results.every((result) => result.status === 'ok');
    const status = ready ? 'ready' : 'not_ready';
    return reply.status(ready ? 200 : 503).send({ status, checks: results, disk: diskLevel() });
  });
  app.get(
    '/metrics',
    { schema: { hide: true }, config: { access: 'metrics:read' } },
    async (request, reply) => {
      if (!isLocal(request)) {
        const principal = await authenticate(request);
        if (principal === null)
          throw new ProblemError({ code: 'unauthenticated', message: 'Send an API token.' });
        if (!principal.permissions.has('metrics:read')) {
          throw new ProblemError({ code: 'forbidden', message: 'This needs the permission metrics:read.' });
        }
      }
      const { contentType, body } = await metrics.expose();
      return reply.type(contentType).send(body);
    },
  );
}

/** Directly from this machine: behind a trusted proxy every request would look local by its socket. */
export const isLocal = (request: FastifyRequest): boolean =>
  loopback.test(request.ip) && request.headers['x-forwarded-for'] === undefined;

async function runCheck({ name, check }: ReadinessCheck): Promise<{ name: string; status: 'ok' | 'failed' }> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), checkTimeoutMs);
  });
  try {
    await Promise.race([check(), timeout]);
    return { name, status: 'ok' };
  } catch {
    return { name, status: 'failed' };
  } finally {
    clearTimeout(timer);
  }
}
