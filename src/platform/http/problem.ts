/** A stable error code → HTTP status and title. Each slice brings its own table; the server joins them. */
export type ProblemTable = Readonly<Record<string, { readonly status: number; readonly title: string }>>;

/** Problems that any route may answer. */
export const commonProblems = {
  invalid_request: { status: 400, title: 'The request does not fit its schema' },
  body_malformed: { status: 400, title: 'The body cannot be read' },
  unauthenticated: { status: 401, title: 'Sign in, or send a valid token' },
  forbidden: { status: 403, title: 'You may not do this' },
  cross_site_request: { status: 403, title: 'The request did not come from this site' },
  not_found: { status: 404, title: 'There is no such thing, or you may not see it' },
  conflict: { status: 409, title: 'It has changed meanwhile, or is in another state' },
  body_too_large: { status: 413, title: 'The body is larger than this route accepts' },
  media_type_unsupported: { status: 415, title: 'This route does not read that kind of body' },
  too_much_to_read: { status: 422, title: 'Reading this takes more than a request may; ask for less' },
  too_many_requests: { status: 429, title: 'Too many requests; wait as Retry-After says' },
  internal: { status: 500, title: 'Something broke on our side; it has been logged' },
  unavailable: { status: 503, title: 'A part that this needs is not available now; try again' },
} as const satisfies ProblemTable;

/** One wrong part of a request: a JSON path such as `body.email`. */
export interface ProblemPart {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** An expected refusal of a use case. `code` stands in a ProblemTable; `message` says what happened and what to do. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly errors?: readonly ProblemPart[];
  /** Seconds, for the header Retry-After. */
  readonly retryAfter?: number;
}

/** What is sent: RFC 9457 plus our `code`. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly ProblemPart[];
}

/** Thrown by a hook or handler to answer with a problem. */
export class ProblemError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'ProblemError';
    this.failure = failure;
  }
}

/** Makes the reply's body. An unknown code is a bug and is answered as `internal`. */
export function toProblem(failure: Failure, requestId: string, table: ProblemTable): ProblemBody {
  const entry = table[failure.code];
  const code = entry === undefined ? 'internal' : failure.code;
  const { status, title } = entry ?? commonProblems.internal;
  return {
    type: `urn:tocsin:problem:${code}`,
    title,
    status,
    code,
    detail: entry === undefined ? commonProblems.internal.title : failure.message,
    instance: `urn:tocsin:request:${requestId}`,
    ...(failure.errors === undefined ? {} : { errors: failure.errors }),
  };
}
