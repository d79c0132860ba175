import type { FastifyInstance, FastifyRequest } from 'fastify';
import { apiPrefix, type Authenticate, type Principal } from '../../identity/index.ts';
import { ProblemError } from '../../platform/http/index.ts';
import type { Change, LiveChanges } from '../../platform/live/index.ts';
import type { Logger } from '../../platform/log/index.ts';

/** How often a stream says that it lives, and asks whether its reader still may hear it. */
const defaultHeartbeatMs = 20_000;
/** Streams that one server holds open at most. */
const mostStreams = 2_000;
/** A database that cannot be asked so often in a row ends the stream: nobody knows any more who listens. */
const mostFailures = 3;
/** Announced when a session or token ended or a user changed (migration 0010); `id` is the user's. Never sent out. */
const accessTopic = 'access';

export interface StreamDeps {
  readonly live: LiveChanges;
  readonly authenticate: Authenticate;
  readonly log: Logger;
  readonly heartbeatMs?: number;
}

/**
 * Server-sent events: says what changed, so that open pages ask again. A customer hears of the own company only. The
 * stream ends as soon as its reader may not hear it any more: the session or token was revoked or has expired, the
 * user was disabled or has another role. The page then asks who it is and opens another.
 */
export function mountStream(app: FastifyInstance, deps: StreamDeps): void {
  let open = 0;
  app.get(
    `${apiPrefix}/stream`,
    { schema: { hide: true }, config: { access: 'signed_in' } },
    async (request, reply) => {
      const principal = await deps.authenticate(request);
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
      const access = watchAccess(deps, request, principal, () => {
        raw.write('event: access\ndata: {}\n\n');
        raw.end();
      });
      const unsubscribe = deps.live.subscribe((change) => {
        if (change.topic === accessTopic) {
          if (change.id === principal.userId) access.ask();
        } else if (!access.hasEnded() && mayHear(principal, change)) {
          raw.write(`event: change\ndata: ${JSON.stringify(change)}\n\n`);
        }
      });
      const heartbeat = setInterval(() => {
        if (!access.hasEnded()) raw.write(': still here\n\n');
        access.ask();
      }, deps.heartbeatMs ?? defaultHeartbeatMs);
      // What happened between the first look and now has been announced to nobody.
      access.ask();
      raw.once('close', () => {
        open -= 1;
        clearInterval(heartbeat);
        unsubscribe();
        access.end();
      });
    },
  );
}

interface AccessWatch {
  /** Looks again; while a look is under way, once more after it. */
  ask(): void;
  hasEnded(): boolean;
  end(): void;
}

function watchAccess(
  { authenticate, log }: StreamDeps,
  request: FastifyRequest,
  principal: Principal,
  onLost: () => void,
): AccessWatch {
  let ended = false;
  let asking = false;
  let again = false;
  let failures = 0;
  const lose = (): void => {
    if (ended) return;
    ended = true;
    onLost();
  };
  const look = async (): Promise<void> => {
    try {
      const now = await authenticate(request);
      failures = 0;
      if (now === null || !isSame(principal, now)) lose();
    } catch (error) {
      failures += 1;
      if (error instanceof ProblemError || failures >= mostFailures) lose();
      else log.warn({ err: error }, 'whether a live stream may go on could not be asked; it is asked again');
    }
  };
  const ask = (): void => {
    if (ended) return;
    again = asking;
    if (asking) return;
    asking = true;
    void look().then(() => {
      asking = false;
      if (again) ask();
    });
  };
  return {
    ask,
    hasEnded: () => ended,
    end: () => {
      ended = true;
    },
  };
}

/** Whether what the reader may hear is what it was when the stream began. */
const isSame = (then: Principal, now: Principal): boolean =>
  then.userId === now.userId &&
  then.sessionId === now.sessionId &&
  then.tokenId === now.tokenId &&
  then.companyId === now.companyId &&
  then.side === now.side &&
  then.role === now.role &&
  then.permissions.symmetricDifference(now.permissions).size === 0;

const mayHear = (principal: Principal, change: Change): boolean =>
  principal.side === 'provider' || change.companyId === principal.companyId;
