import { z } from 'zod';
import { companyRetentionChanged } from '../../identity/index.ts';
import { systemScope, type CompanyId } from '../../kernel/index.ts';
import { addJob, type JobHandler } from '../../platform/jobs/index.ts';
import type { Subscription } from '../../platform/outbox/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { saveApplied, termOf, termsToApply } from './company-storage-store.ts';
import { applyDays, type AppliedRows } from './retained-rows-store.ts';
import { recordOwnAction, type StorageDeps } from './storage-deps.ts';

export const retentionTask = 'event-retention';
export const reconcileTask = 'event-retention-reconcile';
/** Every night: terms that have not reached what is stored, also after the installation's default has changed. */
export const reconcileLine = `11 1 * * * ${reconcileTask}`;
/** Work on stored rows is done one piece after another, whichever process takes it. */
export const storageQueue = 'event-storage';

const payloadSchema = z.object({ companyId: z.uuid().transform((id) => id as CompanyId) });
const scope = systemScope(retentionTask);

/** Queues that a company's term is brought to what is stored, in the caller's transaction. */
export const queueRetention = (tx: Tx, companyId: CompanyId): Promise<void> =>
  addJob(tx, retentionTask, { companyId }, { key: `${retentionTask}:${companyId}`, queue: storageQueue });

const changeSchema = payloadSchema.extend({ from: z.number().int().nullable() });

/** A changed term is on its way at once; until it has arrived, what is stored has the one before. */
export const retentionSubscription = ({
  defaultDays,
  clock,
}: Pick<StorageDeps, 'defaultDays' | 'clock'>): Subscription => ({
  subscriber: 'event.retention',
  fact: companyRetentionChanged,
  handle: async (tx, fact) => {
    const { companyId, from } = changeSchema.parse(fact.payload);
    const term = await termOf(tx, companyId);
    if (term === null || term.isErased) return;
    if (term.appliedDays === null) await saveApplied(tx, companyId, from ?? defaultDays, clock.now());
    await queueRetention(tx, companyId);
  },
});

export const retentionJobs = (deps: StorageDeps): Map<string, JobHandler> =>
  new Map<string, JobHandler>([
    [retentionTask, (payload) => applyTerm(deps, payloadSchema.parse(payload).companyId)],
    [reconcileTask, () => reconcile(deps)],
  ]);

function reconcile({ db, defaultDays }: StorageDeps): Promise<void> {
  return inScope(db, scope, async (tx) => {
    for (const companyId of await termsToApply(tx, defaultDays)) await queueRetention(tx, companyId);
  });
}

/**
 * Brings the rows that are stored of a company to its term. May be repeated and interrupted at any point. Rows of batches that
 * were under way with the earlier term are found by their own commit, which queues this again (batch-companies.ts).
 */
async function applyTerm(deps: StorageDeps, companyId: CompanyId): Promise<void> {
  const { db, clock, clickhouse, defaultDays, tables, stopping, log } = deps;
  const term = await inScope(db, scope, (tx) => termOf(tx, companyId));
  if (term === null || term.isErased) return;
  const days = term.ownDays ?? defaultDays;
  const rows: Record<string, AppliedRows> = {};
  for (const table of tables) {
    const target = { companyId, days, now: clock.now() };
    rows[table.name] = await applyDays(clickhouse(), table, target, { signal: stopping });
  }
  await inScope(db, scope, async (tx) => {
    const now = await termOf(tx, companyId);
    // Changed again meanwhile: that change has a job of its own.
    if (now === null || now.isErased || (now.ownDays ?? defaultDays) !== days) return;
    await saveApplied(tx, companyId, days, clock.now());
    const hasTouched = Object.values(rows).some(({ changed, removed }) => changed + removed > 0);
    if (!hasTouched) return;
    log.info({ companyId, days, rows }, 'the term of a company has reached its stored events');
    const parameters = { days, before: term.appliedDays, rows };
    await recordOwnAction(tx, deps, {
      eventName: 'company.apply_retention',
      part: retentionTask,
      companyId,
      parameters,
    });
  });
}
