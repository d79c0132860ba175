import { z } from 'zod';
import type { CompanyId } from '../../kernel/index.ts';
import { eraseCompanyRows } from '../../platform/clickhouse/index.ts';
import { addJob, type JobHandler } from '../../platform/jobs/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { storageQueue } from './retention-service.ts';
import type { StorageDeps } from './storage-deps.ts';

export const eraseTask = 'event-erase';

const payloadSchema = z.object({ companyId: z.uuid().transform((id) => id as CompanyId) });

/**
 * Queues that what ClickHouse has of an erased company goes once more: for a batch that was stored while the company
 * was being erased. Commits with the batch, and so comes after whatever its attempts have stored.
 */
export const queueErasure = (tx: Tx, companyId: CompanyId): Promise<void> =>
  addJob(tx, eraseTask, { companyId }, { key: `${eraseTask}:${companyId}`, queue: storageQueue });

export const erasureJobs = ({ clickhouse, log, stopping }: StorageDeps): Map<string, JobHandler> =>
  new Map([
    [
      eraseTask,
      async (payload) => {
        const { companyId } = payloadSchema.parse(payload);
        const rows = await eraseCompanyRows(clickhouse(), companyId, { signal: stopping });
        if (rows > 0)
          log.info({ companyId, rows }, 'rows of an erased company that came late were erased too');
      },
    ],
  ]);
