import type { FastifyInstance } from 'fastify';
import { apiPrefix, type Authenticate, type Principal } from '../../identity/index.ts';
import { ProblemError } from '../../platform/http/index.ts';
import type { Change, LiveChanges } from '../../platform/live/index.ts';

const heartbeatMs = 20_000;
/** Streams that one server holds open at most. */
const mostStreams = 2_000;

/** Server-sent events: says what changed, so that open pages ask again. A customer hears of the own company only. */
export function mountStream(app: FastifyInstance, live: LiveChanges, authenticate: Authenticate): void {
  let open = 0;
  app.get(
    `${apiPrefix}/stream`,
    { schema: { hide: true }, config: { access: 'signed_in' } },
    async (request, reply) => {
      const principal = await authenticate(request);
      if (principal === null) throw new ProblemError({ code: 'unauthenticated', message: 'Sign in first.' });
      if (open >= mostStreams)
        throw new ProblemError({ code: 'unavailable', message: 'Too many open streams.', retryAfter: 30 });
      open += 1;
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      raw.write('retry: 2000\n\n');
      const unsubscribe = live.subscribe((change) => {
        if (mayHear(principal, change)) raw.write(`event: change\ndata: ${JSON.stringify(change)}\n\n`);
      });
      const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
      request.raw.once('close', () => {
        open -= 1;
        clearInterval(heartbeat);
        unsubscribe();
        raw.end();
      });
    },
  );
}

const mayHear = (principal: Principal, change: Change): boolean =>
  principal.side === 'provider' || change.companyId === principal.companyId;
