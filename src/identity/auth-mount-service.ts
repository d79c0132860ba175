import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ProblemError } from '../platform/http/index.ts';
import { recordRefusal } from './action-service.ts';
import type { AuthFlow } from './auth-flow.ts';
import { describeAuth, sendAnswer, type Answer } from './auth-request-service.ts';
import { authPath, type Auth } from './auth-service.ts';
import { subjectByEmail } from './auth-subject-store.ts';
import { refuseCrossSite, refuseForeignOrigin } from './authenticate-service.ts';
import type { IdentityDeps } from './identity-deps.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Authenticate } from './route-service.ts';
import { withinRate } from './sign-in-guard-store.ts';

export interface AuthMountDeps extends IdentityDeps {
  readonly auth: () => Auth;
  readonly authenticate: Authenticate;
  readonly identityProviders: readonly IdentityProvider[];
}

/** Attempts a minute from one address, and from one address on one account. */
const perAddress = 30;
export const perAddressAndAccount = 10;

/**
 * Mounts one POST of the sign-in flows: from our own pages, each refusal recorded. `perMinute`: requests of its own
 * from one address; by default it is one of those that share a limit.
 */
export function mountPost(
  app: FastifyInstance,
  deps: AuthMountDeps,
  path: string,
  flow: AuthFlow,
  work: (request: FastifyRequest) => Promise<Answer>,
  perMinute: number | null = null,
): void {
  app.route({
    method: 'POST',
    url: `${authPath}/${path}`,
    schema: { hide: true },
    config: { access: 'public' },
    onRequest: async (request) => {
      if (Object.keys(request.cookies).length > 0) refuseCrossSite(deps, request);
      else refuseForeignOrigin(deps, request);
      if (perMinute === null) await limit(deps, `sign-in:${request.ip}`, perAddress);
      else await limit(deps, `${path}:${request.ip}`, perMinute);
    },
    handler: async (request, reply) => sendAnswer(reply, await work(request)),
    onError: async (request, _reply, error) => {
      const email = emailIn(request.body);
      const subject = await subjectByEmail(deps.db, email);
      await recordRefusal(deps.recorder, request, error, (outcome, code) =>
        describeAuth(deps.clock, request, flow, outcome, code, subject),
      );
    },
  });
}

/** Throws ProblemError `too_many_requests` when a key has had more than so many requests this minute. */
export async function limit(
  deps: Pick<AuthMountDeps, 'db' | 'clock'>,
  key: string,
  perMinute: number,
): Promise<void> {
  if (await withinRate(deps.db, deps.clock, key, perMinute, 60)) return;
  throw new ProblemError({ code: 'too_many_requests', message: 'Wait a minute.', retryAfter: 60 });
}

/** The body in its shape. Throws ProblemError `invalid_request`. */
export function parsed<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new ProblemError({
    code: 'invalid_request',
    message: 'Some parts of the request are not as this route expects them.',
    errors: result.error.issues.map((issue) => ({
      path: ['body', ...issue.path].join('.'),
      code: issue.code,
      message: issue.message,
    })),
  });
}

export function textIn(body: unknown, key: string): string | null {
  const value: unknown =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[key] : null;
  return typeof value === 'string' ? value : null;
}

export const emailIn = (body: unknown): string | null => textIn(body, 'email')?.slice(0, 320) ?? null;
