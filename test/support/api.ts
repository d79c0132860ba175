import { pino } from 'pino';
import { apiPrefix, mountRoutes, type Action, type Principal, type Route } from '../../src/identity/index.ts';
import type { Clock } from '../../src/kernel/index.ts';
import { createHttpServer, type ProblemTable } from '../../src/platform/http/index.ts';
import { createMetrics } from '../../src/platform/metrics/index.ts';
import type { Db } from '../../src/platform/postgres/index.ts';

export interface ApiReply {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads whatever the reply holds
  readonly body: any;
}

/** Routes on the real server mechanism; the caller of each request is given by hand instead of by a session. */
export interface TestApi {
  call(
    who: Principal | null,
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<ApiReply>;
  /** Actions as the Activity Log would have got them, oldest first. */
  readonly actions: readonly Action[];
  stop(): Promise<void>;
}

export async function openTestApi(options: {
  readonly db: Db;
  readonly clock: Clock;
  readonly routes: readonly Route[];
  readonly problems: readonly ProblemTable[];
}): Promise<TestApi> {
  const { db, clock, routes, problems } = options;
  const app = await createHttpServer({
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    version: 'test',
    tls: null,
    trustedProxies: [],
    problems,
  });
  const people = new Map<string, Principal>();
  const actions: Action[] = [];
  const note = (action: Action): Promise<void> => Promise.resolve(void actions.push(action));
  mountRoutes(
    app,
    {
      db,
      clock,
      recorder: { record: (_tx, action) => note(action), recordApart: note, noteRead: () => undefined },
      authenticate: (request) => Promise.resolve(people.get(String(request.headers['x-test-user'])) ?? null),
      allowRequest: () => Promise.resolve(true),
    },
    routes,
  );
  await app.ready();
  return {
    actions,
    stop: () => app.close(),
    call: async (who, method, path, body) => {
      if (who !== null) people.set(who.userId, who);
      const reply = await app.inject({
        method,
        url: `${apiPrefix}${path}`,
        headers: who === null ? {} : { 'x-test-user': who.userId },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      return { status: reply.statusCode, body: reply.body === '' ? null : JSON.parse(reply.body) };
    },
  };
}
