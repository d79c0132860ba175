import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { systemScope, type Clock, type CompanyId, type Result } from '../kernel/index.ts';
import { ProblemError, type Failure } from '../platform/http/index.ts';
import { inScope, type Db, type Tx } from '../platform/postgres/index.ts';
import { recordRefusal, settle, userAgentOf } from './action-service.ts';
import { withoutSecrets, type Action, type ActionRecorder, type ResourceRef } from './action.ts';
import { actorOf, scopeOf, type Principal } from './principal.ts';
import type { ExportFile } from './export-schema.ts';
import { createExportSlots, fileReply, sendFile, type ExportSlots } from './export-service.ts';
import type { Route } from './route-schema.ts';

/** Finds out who calls: null when nobody is signed in. Throws ProblemError for a bad token or a cross-site request. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal | null>;

/** Counts a request from an address; false when it is one too many. */
export type AllowRequest = (key: string, limitPerMinute: number) => Promise<boolean>;

export interface RouteDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly recorder: ActionRecorder;
  readonly authenticate: Authenticate;
  readonly allowRequest: AllowRequest;
}

export const apiPrefix = '/api/v1';

/** What became of one request, on the way to its Activity Log record. */
interface Attempt {
  readonly route: Route;
  readonly request: FastifyRequest;
  readonly principal: Principal | null;
  readonly resources: ResourceRef[];
  companyId: CompanyId | null;
}

/**
 * Mounts routes. Every one of them is authorised by what it declares, runs in one transaction with the principal's
 * scope, and leaves an Activity Log record: a change in that same transaction, a refusal or failure apart from it,
 * a read in a batch.
 */
export function mountRoutes(app: FastifyInstance, deps: RouteDeps, routes: readonly Route[]): void {
  const operations = new Set<string>();
  const slots = createExportSlots();
  for (const route of routes) {
    if (operations.has(route.operation)) throw new Error(`Two routes are called ${route.operation}.`);
    operations.add(route.operation);
    mount(app, deps, route, slots);
  }
}

function mount(app: FastifyInstance, deps: RouteDeps, route: Route, slots: ExportSlots): void {
  const { params, query, body } = route;
  const reply = route.file === true ? fileReply : route.reply;
  app.route({
    method: route.method,
    url: `${apiPrefix}${route.path}`,
    schema: {
      operationId: route.operation,
      summary: route.summary,
      tags: [route.operation.split('.')[0] ?? ''],
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      ...(body === undefined ? {} : { body }),
      ...(reply === undefined ? {} : { response: { [route.status ?? 200]: reply } }),
    },
    config: { access: route.access },
    ...(route.maxBodyBytes === undefined ? {} : { bodyLimit: route.maxBodyBytes }),
    // Shapes run forwards here (parse, not encode), so that a reply's `wireTime` turns a Date into text.
    serializerCompiler: ({ schema }) => {
      const shape = schema as unknown as z.ZodType;
      return (value) => JSON.stringify(shape.parse(value));
    },
    onRequest: async (request) => admit(deps, route, request),
    handler: async (request, answer) =>
      route.file === true
        ? answerWithFile(deps, route, request, answer, slots)
        : answerWith(answer, route, await perform(deps, route, request)),
    onError: async (request, _answer, error) => {
      const attempt = attempts.get(request) ?? newAttempt(route, request, null);
      await recordRefusal(deps.recorder, request, error, (outcome, code) =>
        describe(deps, attempt, outcome, code),
      );
    },
  });
}

const attempts = new WeakMap<FastifyRequest, Attempt>();

/** Before the body is even read: who is it, and may they? */
async function admit(deps: RouteDeps, route: Route, request: FastifyRequest): Promise<void> {
  if (route.limitPerMinute !== undefined) {
    const allowed = await deps.allowRequest(`${route.operation}:${request.ip}`, route.limitPerMinute);
    if (!allowed)
      throw new ProblemError({ code: 'too_many_requests', message: 'Wait a minute.', retryAfter: 60 });
  }
  const principal = await deps.authenticate(request);
  attempts.set(request, newAttempt(route, request, principal));
  const refusal = refuse(route, principal);
  if (refusal !== null) throw new ProblemError(refusal);
}

function refuse(route: Route, principal: Principal | null): Failure | null {
  if (route.access === 'public') return null;
  if (principal === null) return { code: 'unauthenticated', message: 'Sign in, or send an API token.' };
  if (route.access === 'signed_in' || principal.permissions.has(route.access)) return null;
  return {
    code: 'forbidden',
    message: `This needs the permission ${route.access}, which the role ${principal.role} lacks.`,
  };
}

async function perform(deps: RouteDeps, route: Route, request: FastifyRequest): Promise<unknown> {
  const attempt = attempts.get(request) ?? newAttempt(route, request, null);
  const { principal } = attempt;
  // A public route does the same for everybody, also for somebody who happens to be signed in.
  const isPublic = route.access === 'public' || principal === null;
  const scope = isPublic ? systemScope(`public:${route.operation}`) : scopeOf(principal);
  const value = await translatingErrors(
    inScope(deps.db, scope, async (tx) => {
      const result = await handle(deps, attempt, tx);
      if (!result.ok) throw new ProblemError(result.error);
      if (isRecordedAtOnce(route)) await deps.recorder.record(tx, describe(deps, attempt, 'success', null));
      return result.value;
    }),
  );
  settle(request);
  if (!isRecordedAtOnce(route)) deps.recorder.noteRead(describe(deps, attempt, 'success', null));
  return value;
}

/** Changes, and data that leaves as a file. */
const isRecordedAtOnce = (route: Route): boolean => route.method !== 'GET' || route.file === true;

async function answerWithFile(
  deps: RouteDeps,
  route: Route,
  request: FastifyRequest,
  answer: FastifyReply,
  slots: ExportSlots,
): Promise<unknown> {
  const principal = attempts.get(request)?.principal ?? null;
  if (principal === null) throw new Error(`${route.operation} is open to everybody.`);
  const release = slots.take();
  let file: ExportFile;
  try {
    file = (await perform(deps, route, request)) as ExportFile;
  } catch (error) {
    release();
    throw error;
  }
  return sendFile(answer, file, (work) => inScope(deps.db, scopeOf(principal), work), release);
}

/** What only the database can tell: a text that it cannot hold, a row that somebody else was faster to make. */
async function translatingErrors<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === '22021' || code === '22P05') {
      throw new ProblemError({
        code: 'invalid_request',
        message: 'A text holds a character that cannot be stored.',
      });
    }
    if (code === '23505') {
      throw new ProblemError({
        code: 'conflict',
        message: 'Somebody else has just made the same. Look again.',
      });
    }
    throw error;
  }
}

function handle(deps: RouteDeps, attempt: Attempt, tx: Tx): Promise<Result<unknown, Failure>> {
  const { request, principal } = attempt;
  return attempt.route.handler({
    tx,
    principal,
    params: request.params,
    query: request.query,
    body: request.body,
    clock: deps.clock,
    requestId: request.id,
    sourceIp: request.ip,
    userAgent: userAgentOf(request),
    touch: (resource, companyId) => {
      attempt.resources.push(resource);
      if (companyId !== undefined) attempt.companyId = companyId;
    },
  });
}

function newAttempt(route: Route, request: FastifyRequest, principal: Principal | null): Attempt {
  return { route, request, principal, resources: [], companyId: principal?.companyId ?? null };
}

function describe(
  deps: RouteDeps,
  attempt: Attempt,
  outcome: Action['outcome'],
  errorCode: string | null,
): Action {
  const { request, route } = attempt;
  const parameters = withoutSecrets({ params: request.params, query: request.query, body: request.body });
  return {
    eventName: route.operation,
    at: deps.clock.now(),
    actor: actorOf(attempt.principal),
    outcome,
    errorCode,
    readOnly: route.method === 'GET',
    requestId: request.id,
    sourceIp: request.ip,
    userAgent: userAgentOf(request),
    resources: attempt.resources,
    companyId: attempt.companyId,
    parameters: parameters as Record<string, unknown>,
  };
}

async function answerWith(answer: FastifyReply, route: Route, value: unknown): Promise<unknown> {
  if (route.reply === undefined) return answer.status(204).send();
  return answer.status(route.status ?? 200).send(value);
}
