import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock, CompanyId } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { userAgentOf } from './action-service.ts';
import { withoutSecrets, type Action } from './action.ts';
import { ambientTx } from './auth-adapter-service.ts';
import { authFailure, type AuthFlow } from './auth-flow.ts';
import { addressHeader, type Auth } from './auth-service.ts';
import type { Actor } from './principal.ts';

/** What the library answered. */
export interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly body: unknown;
}

/** Who acted, as far as is known, and the company that it concerns. */
export interface Subject {
  readonly actor: Actor;
  readonly companyId: CompanyId | null;
  /** The account's address, once it is known for certain. */
  readonly email: string | null;
  readonly userId: string | null;
}

/** Passes a request on to better-auth, which works in `tx`. */
export async function askLibrary(
  auth: Auth,
  tx: Tx,
  request: FastifyRequest,
  body: unknown,
): Promise<Answer> {
  const headers = libraryHeaders(request);
  if (body !== null) headers.set('content-type', 'application/json');
  const url = new URL(request.url, auth.options.baseURL);
  const response = await ambientTx.run(tx, () =>
    auth.handler(
      new Request(url, {
        method: request.method,
        headers,
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      }),
    ),
  );
  if (response.status >= 500) throw new Error(`The sign-in library failed: ${await response.text()}`);
  const text = await response.text();
  return {
    status: response.status,
    cookies: response.headers.getSetCookie(),
    body: text === '' ? null : withoutSessionToken(JSON.parse(text)),
  };
}

/** What the library gets to know of a request. */
export function libraryHeaders(request: FastifyRequest): Headers {
  const headers = new Headers({ [addressHeader]: request.ip, 'user-agent': userAgentOf(request) });
  const { cookie } = request.headers;
  if (cookie !== undefined) headers.set('cookie', cookie);
  return headers;
}

/** The cookie carries the token, out of reach of scripts; the body need not repeat it. */
function withoutSessionToken(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).filter(([key]) => key !== 'token');
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key === 'session' ? withoutSessionToken(value) : value]),
  );
}

export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  for (const cookie of answer.cookies) void reply.header('set-cookie', cookie);
  return reply.status(answer.status).header('cache-control', 'no-store').send(answer.body);
}

const errorSchema = z.object({ code: z.string().default('') }).catch({ code: '' });

/** Our problem for a refusal of the library. */
export const failureOf = (answer: Answer): Failure =>
  authFailure(answer.status, errorSchema.parse(answer.body).code);

/** The record of a sign-in flow. */
export function describeAuth(
  clock: Clock,
  request: FastifyRequest,
  flow: AuthFlow,
  outcome: Action['outcome'],
  errorCode: string | null,
  subject: Subject,
): Action {
  return {
    eventName: flow.operation,
    at: clock.now(),
    actor: subject.actor,
    outcome,
    errorCode,
    readOnly: false,
    requestId: request.id,
    sourceIp: request.ip,
    userAgent: userAgentOf(request),
    resources: subject.userId === null ? [] : [{ type: 'user', id: subject.userId }],
    companyId: subject.companyId,
    parameters: { body: withoutSecrets(request.body ?? {}) },
  };
}
