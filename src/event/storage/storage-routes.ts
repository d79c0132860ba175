import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import { companyById, defineRoute, idParams, wireTime, type Route } from '../../identity/index.ts';
import { err, ok, type CompanyId } from '../../kernel/index.ts';
import { forecastReach } from '../../platform/disk/index.ts';
import { storageOf, termOf } from './company-storage-store.ts';
import { quotaActions, quotaLevel, quotaLevels } from './quota.ts';
import { countStored, previewDays } from './retained-rows-store.ts';

export interface StorageRouteDeps {
  readonly clickhouse: () => ClickHouseClient;
  readonly defaultDays: number;
}

const storageQuery = z.object({
  /** Also says what keeping events for so many days would remove; `default` for the installation's. */
  days: z.union([z.literal('default'), z.coerce.number().int().min(1).max(3_650)]).optional(),
});

const storageBody = z.object({
  stored: z.object({
    events: z.number().int(),
    oldestAt: wireTime.nullable(),
    /** About, on the disk; as of `measuredAt`. */
    bytes: z.number().int(),
    measuredAt: wireTime.nullable(),
  }),
  retention: z.object({
    days: z.number().int(),
    isDefault: z.boolean(),
    defaultDays: z.number().int(),
    /** False while a change has not reached everything that is stored. */
    isApplied: z.boolean(),
    appliedAt: wireTime.nullable(),
  }),
  quota: z.object({
    bytes: z.number().int().nullable(),
    action: z.enum(quotaActions),
    level: z.enum(quotaLevels),
    /** When the quota is full if the trend goes on; null without a trend or a quota. */
    fullAt: wireTime.nullable(),
  }),
  preview: z
    .object({
      days: z.number().int(),
      /** Events that would be removed at once: those received up to `receivedUpTo`. */
      events: z.number().int(),
      oldestAt: wireTime.nullable(),
      receivedUpTo: wireTime,
    })
    .nullable(),
});

/** What a company has stored, for how long, under which quota; and what another term would do. */
export const storageRoute = ({ clickhouse, defaultDays }: StorageRouteDeps): Route =>
  defineRoute({
    method: 'GET',
    path: '/companies/:id/storage',
    operation: 'company.storage',
    summary: 'What a company has stored, its retention and quota; what another retention would remove',
    access: 'company:read',
    params: idParams,
    query: storageQuery,
    reply: storageBody,
    handler: async ({ tx, params, query, clock, touch }) => {
      const company = await companyById(tx, params.id);
      if (company === null) return err({ code: 'not_found', message: 'There is no such company.' });
      const id = company.id;
      touch({ type: 'company', id }, id);
      const now = clock.now();
      const stored = await countStored(clickhouse(), id, null);
      const wanted = query.days === 'default' ? defaultDays : query.days;
      return ok({
        ...(await knownOf(tx, id, defaultDays, now)),
        stored: { ...stored, ...(await measureOf(tx, id)) },
        preview:
          wanted === undefined
            ? null
            : { days: wanted, ...(await previewDays(clickhouse(), id, wanted, now)) },
      });
    },
  });

type Tx = Parameters<typeof storageOf>[0];

async function measureOf(tx: Tx, id: CompanyId) {
  const storage = await storageOf(tx, id);
  return { bytes: storage?.bytes ?? 0, measuredAt: storage?.measuredAt ?? null };
}

async function knownOf(tx: Tx, id: CompanyId, defaultDays: number, now: Date) {
  const term = await termOf(tx, id);
  const storage = await storageOf(tx, id);
  const days = term?.ownDays ?? defaultDays;
  const quotaBytes = storage?.quotaBytes ?? null;
  const fullAt =
    storage === null || quotaBytes === null
      ? null
      : forecastReach(storage.history, quotaBytes, now.getTime());
  return {
    retention: {
      days,
      isDefault: term?.ownDays === null,
      defaultDays,
      // Never applied, and never changed from what everything is stored with.
      isApplied: term?.appliedDays === days || (term?.appliedDays === null && term.ownDays === null),
      appliedAt: term?.appliedAt ?? null,
    },
    quota: {
      bytes: quotaBytes,
      action: storage?.quotaAction ?? 'warn',
      level: quotaLevel(storage?.bytes ?? 0, quotaBytes),
      fullAt: fullAt === null ? null : new Date(fullAt),
    },
  };
}
