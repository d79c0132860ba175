import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../platform/http/index.ts';
import type { Action, ActionRecorder } from './action.ts';

/** Requests whose record has been written: each leaves exactly one. */
const settled = new WeakSet<FastifyRequest>();

/** Says that the request's record is written, or will be with its transaction. */
export const settle = (request: FastifyRequest): void => void settled.add(request);

/** Codes that mean "you may not", as against "it did not work". */
const denials: ReadonlySet<string> = new Set([
  'forbidden',
  'unauthenticated',
  'cross_site_request',
  'too_many_requests',
  'sign_in_locked',
  'proof_needed',
  'session_needed',
  'oidc_required',
]);

/**
 * Records a request that was refused or failed, apart from its transaction, which has rolled back. What anybody can
 * cause without an account goes into the batches of reads, which are bounded: a flood cannot fill the database.
 */
export async function recordRefusal(
  recorder: ActionRecorder,
  request: FastifyRequest,
  error: unknown,
  describe: (outcome: Action['outcome'], errorCode: string) => Action,
): Promise<void> {
  if (settled.has(request)) return;
  settle(request);
  const code = problemCodeOf(error);
  const action = describe(denials.has(code) ? 'denied' : 'failed', code);
  const cheap =
    code === 'too_many_requests' || (code === 'unauthenticated' && action.actor.kind === 'anonymous');
  if (cheap || (action.readOnly && code !== 'forbidden')) {
    recorder.noteRead(action);
    return;
  }
  try {
    await recorder.recordApart(action);
  } catch (failure) {
    // The caller still gets its answer; that the log has a hole is for a person to know.
    request.log.error(
      { err: failure, operation: action.eventName },
      'a refused request could not be recorded',
    );
  }
}

/** The problem code that a thrown error is answered with, as platform/http decides it. */
function problemCodeOf(error: unknown): string {
  if (error instanceof ProblemError) return error.failure.code;
  if (!(error instanceof Error)) return 'internal';
  if ('validation' in error) return 'invalid_request';
  switch ('statusCode' in error ? error.statusCode : undefined) {
    case 400:
      return 'body_malformed';
    case 413:
      return 'body_too_large';
    case 415:
      return 'media_type_unsupported';
    default:
      return 'internal';
  }
}

export const userAgentOf = (request: FastifyRequest): string =>
  (request.headers['user-agent'] ?? '').slice(0, 300);
