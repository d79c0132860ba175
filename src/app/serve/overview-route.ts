import { z } from 'zod';
import { countNewBySeverity } from '../../detection/index.ts';
import {
  countSources,
  intakeTotals,
  listUsedQuotas,
  receivedByHour,
  silentSources,
} from '../../event/index.ts';
import { defineRoute, wireTime, type Route } from '../../identity/index.ts';
import { countRunningBySeverity } from '../../incident/index.ts';
import { dayMs, ok } from '../../kernel/index.ts';
import { obligationReply, type Notifications } from '../../notification/index.ts';
import type { DiskThresholds } from '../../platform/disk/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { fileSystemBody, showFileSystems } from '../disk/file-system-routes.ts';

const quotaBody = z.object({
  companyId: z.uuid(),
  companyName: z.string(),
  bytes: z.number().int(),
  quotaBytes: z.number().int(),
  level: z.enum(['warn', 'full']),
});

/** Obligations on the first page. */
const dueShown = 5;
const bySeverity = z.record(z.string(), z.number().int());

/** What is due next, and who has it: the first page. */
export const overviewRoute = (
  notifications: Pick<Notifications, 'dueSoon'>,
  thresholds: DiskThresholds,
): Route =>
  defineRoute({
    method: 'GET',
    path: '/overview',
    operation: 'overview.get',
    summary: 'Open incidents, new findings, events of the last day, silent sources',
    access: 'signed_in',
    reply: z.object({
      obligationsDue: z.array(obligationReply),
      incidentsOpen: z.object({ bySeverity }),
      findingsNew: z.object({ bySeverity }),
      events: z.object({
        last24h: z.array(z.object({ at: wireTime, count: z.number().int() })),
        total: z.number().int(),
      }),
      sources: z.object({ total: z.number().int(), silent: z.number().int() }),
      intake: z.object({
        received: z.number().int(),
        evaluated: z.number().int(),
        unparsed: z.number().int(),
      }),
      /** Disks that need somebody to look at them; none for a customer. */
      fileSystems: z.array(fileSystemBody),
      /** Companies that have nearly used up their quota, or have; none for a customer. */
      quotas: z.array(quotaBody),
    }),
    handler: async ({ tx, principal, clock }) => {
      const own = principal.side === 'customer' ? principal.companyId : null;
      const since = new Date(clock.now().getTime() - dayMs);
      const last24h = await receivedByHour(tx, own, since);
      const totals = await intakeTotals(tx, own, since);
      const mayRead = principal.permissions.has('obligation:read');
      return ok({
        obligationsDue: mayRead ? [...(await notifications.dueSoon(tx, dueShown))] : [],
        incidentsOpen: { bySeverity: { ...(await countRunningBySeverity(tx)) } },
        findingsNew: { bySeverity: { ...(await countNewBySeverity(tx, own)) } },
        events: { last24h: [...last24h], total: totals.received },
        sources: { total: await countSources(tx, own), silent: await silentSources(tx, own, since) },
        intake: {
          received: totals.received,
          evaluated: totals.evaluated,
          unparsed: Object.values(totals.unparsed).reduce((sum, count) => sum + count, 0),
        },
        fileSystems: own === null ? await scarceDisks(tx, thresholds, clock.now()) : [],
        quotas: own === null ? [...(await listUsedQuotas(tx))] : [],
      });
    },
  });

async function scarceDisks(tx: Tx, thresholds: DiskThresholds, now: Date) {
  const disks = await showFileSystems(tx, thresholds, now);
  return disks.filter((disk) => disk.level !== 'ok' && !disk.isStale);
}
