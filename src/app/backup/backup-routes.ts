import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { recentActions } from '../../activity/index.ts';
import {
  actorOf,
  apiPrefix,
  defineRoute,
  wireTime,
  type ActionRecorder,
  type Authenticate,
  type Principal,
  type Route,
} from '../../identity/index.ts';
import { err, ok, type Clock } from '../../kernel/index.ts';
import { ProblemError } from '../../platform/http/index.ts';
import { isLocal } from '../serve/health-routes.ts';
import type { Backups } from './cut-service.ts';
import { backupMade } from './last-backup.ts';
import { backupRecord, backupsRoute, cutRoute } from './cut-message.ts';

const shown = 20;
const heartbeatMs = 5_000;

/** Backups as the Activity Log knows them, and how the newest stands. */
export const backupRoutes = (backups: Backups, warnAfterHours: number): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: backupsRoute,
    operation: 'backup.list',
    summary: 'The latest backups, newest first',
    access: 'metrics:read',
    reply: z.object({
      items: z.array(
        backupRecord.omit({ withMasterKey: true }).extend({ madeAt: wireTime, madeBy: z.string() }),
      ),
      /** Hours without a backup after which there is a warning. */
      warnAfterHours: z.number(),
    }),
    handler: async ({ tx }) => {
      const records = await recentActions(tx, backupMade, shown);
      const items = records.flatMap((record) => {
        const { data } = recordedBody.safeParse(record.parameters);
        return data === undefined
          ? []
          : [{ ...data.body, madeAt: record.at, madeBy: record.identity.userName }];
      });
      return ok({ items, warnAfterHours });
    },
  }),
  defineRoute({
    method: 'POST',
    path: backupsRoute,
    operation: backupMade,
    summary: 'Says that the backup of an open cut is complete (for tocsin backup)',
    access: 'setting:write',
    body: backupRecord.extend({ cut: z.uuid() }),
    handler: ({ body, clock, touch }) => {
      touch({ type: 'backup', id: body.backup }, null);
      if (!backups.isOpen(body.cut)) {
        return Promise.resolve(err({ code: 'cut_unknown', message: 'No cut of this name is open here.' }));
      }
      backups.noteMade(clock.now());
      return Promise.resolve(ok(undefined));
    },
  }),
];

const recordedBody = z.object({ body: backupRecord });

export interface CutRouteDeps {
  readonly backups: Backups;
  readonly authenticate: Authenticate;
  readonly recorder: ActionRecorder;
  readonly clock: Clock;
}

const cutBody = z.object({ folder: z.string().min(1).max(400), account: z.string().max(100) });

/**
 * Takes a cut for `tocsin backup` and holds it for as long as the connection is open: a command that is killed lets go at
 * once. Only for programs on this machine, which read the copied files themselves.
 */
export function mountCut(app: FastifyInstance, deps: CutRouteDeps): void {
  const { authenticate, backups, clock, recorder } = deps;
  app.post(
    `${apiPrefix}${cutRoute}`,
    { schema: { hide: true, body: cutBody }, config: { access: 'setting:write' } },
    async (request, reply) => {
      const principal = admit(await authenticate(request));
      if (!isLocal(request))
        throw new ProblemError({ code: 'forbidden', message: 'Backups are made on the machine itself.' });
      const { account, folder } = cutBody.parse(request.body);
      await recorder.recordApart({
        eventName: 'backup.begin',
        at: clock.now(),
        actor: actorOf(principal),
        outcome: 'success',
        errorCode: null,
        readOnly: true,
        requestId: request.id,
        sourceIp: request.ip,
        userAgent: '',
        resources: [],
        companyId: null,
        parameters: { body: { folder, account } },
      });
      const opened = await backups.open(folder);
      if ('code' in opened) throw new ProblemError(opened);
      reply.hijack();
      const { raw } = reply;
      const close = (): void => {
        clearInterval(heartbeat);
        raw.end();
        void backups.close(opened.id);
      };
      const heartbeat = setInterval(() => raw.write('\n'), heartbeatMs);
      raw.once('close', close);
      raw.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
      raw.write(`${JSON.stringify(opened)}\n`);
      // The command went while the cut was being taken.
      if (raw.socket?.destroyed !== false) close();
    },
  );
}

function admit(principal: Principal | null): Principal {
  if (principal === null) throw new ProblemError({ code: 'unauthenticated', message: 'Send an API token.' });
  if (!principal.permissions.has('setting:write'))
    throw new ProblemError({ code: 'forbidden', message: 'This needs the permission setting:write.' });
  return principal;
}
