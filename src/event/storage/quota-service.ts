import { dayMs, systemScope } from '../../kernel/index.ts';
import { addSample } from '../../platform/disk/index.ts';
import type { JobHandler } from '../../platform/jobs/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { listStorage, saveMeasure, type CompanyStorage } from './company-storage-store.ts';
import { quotaMail, removalMail } from './quota-mail.ts';
import { isQuotaMailDue, quotaLevel, removalCutoff } from './quota.ts';
import { countOverdue, countStored, removeReceivedBefore } from './retained-rows-store.ts';
import { eventTable } from './retention.ts';
import { recordOwnAction, type StorageDeps } from './storage-deps.ts';
import { measureStorage, storageByDay, type MeasuredStorage } from './storage-measure-store.ts';

export const measureTask = 'event-storage';
/** Every hour. */
export const measureLine = `37 * * * * ${measureTask}`;

const scope = systemScope(measureTask);
const historyRule = { everyMs: dayMs, keepMs: 30 * dayMs };
const removalMailPauseMs = dayMs;
/** A night that failed is caught up with by the next one. */
const overdueMs = 2 * dayMs;

export const quotaJobs = (deps: StorageDeps): Map<string, JobHandler> =>
  new Map([[measureTask, () => measure(deps)]]);

/** Measures what each company takes, warns of quotas, and removes where the provider has chosen that. */
async function measure(deps: StorageDeps): Promise<void> {
  const { db, clock, clickhouse, onMeasured } = deps;
  const measured = new Map((await measureStorage(clickhouse())).map((each) => [each.companyId, each]));
  const now = await inScope(db, scope, async (tx) => {
    const companies = await listStorage(tx);
    const next: CompanyStorage[] = [];
    for (const company of companies)
      next.push(await judge(tx, deps, company, measured.get(company.companyId)));
    return next;
  });
  const overdueSince = new Date(clock.now().getTime() - overdueMs);
  onMeasured?.(now, await countOverdue(clickhouse(), eventTable, overdueSince));
  for (const company of now) {
    if (company.quotaLevel === 'full' && company.quotaAction === 'remove_oldest') {
      await removeOldest(deps, company);
    }
  }
}

async function judge(
  tx: Tx,
  deps: StorageDeps,
  before: CompanyStorage,
  found: MeasuredStorage | undefined,
): Promise<CompanyStorage> {
  const at = deps.clock.now();
  const { events, bytes, oldestAt } = found ?? { events: 0, bytes: 0, oldestAt: null };
  const level = quotaLevel(bytes, before.quotaBytes);
  const isMailed = isQuotaMailDue(before.quotaLevel, level, before.quotaMail, at);
  const history = addSample(before.history, { at: at.getTime(), bytes }, historyRule);
  const after: CompanyStorage = {
    ...before,
    ...{ events, bytes, oldestAt, history, measuredAt: at, quotaLevel: level },
    quotaMail: isMailed ? { level, at } : before.quotaMail,
  };
  await saveMeasure(tx, after, at);
  if (isMailed && before.quotaBytes !== null) {
    const { companyId, companyName, quotaBytes, quotaAction: action } = before;
    deps.log.warn({ companyId, bytes, quotaBytes, level }, 'a company has nearly used up its quota, or has');
    await deps.mailAdmins(tx, quotaMail({ companyName, bytes, quotaBytes, action }));
  }
  return after;
}

/** Removes a company's oldest events until it is under its quota again, and says so where people look. */
async function removeOldest(deps: StorageDeps, company: CompanyStorage): Promise<void> {
  const { db, clock, clickhouse, log, stopping, tables } = deps;
  const { companyId, companyName, bytes, quotaBytes, quotaAction: action } = company;
  if (quotaBytes === null) return;
  const before = removalCutoff(await storageByDay(clickhouse(), companyId, bytes), quotaBytes, clock.now());
  if (before === null) return;
  const { events } = await countStored(clickhouse(), companyId, new Date(before.getTime() - 1));
  // Recorded first: a crash in between repeats the record, and never hides a removal.
  await inScope(db, scope, async (tx) => {
    const parameters = { before: before.toISOString(), events, quotaBytes, bytes };
    await recordOwnAction(tx, deps, {
      eventName: 'company.remove_oldest_events',
      part: measureTask,
      companyId,
      parameters,
    });
    const sinceMs = clock.now().getTime() - (company.quotaMail.at?.getTime() ?? 0);
    if (sinceMs < removalMailPauseMs) return;
    await deps.mailAdmins(tx, removalMail({ companyName, bytes, quotaBytes, action, events, before }));
    await saveMeasure(tx, { ...company, quotaMail: { level: 'full', at: clock.now() } }, clock.now());
  });
  for (const table of tables) {
    await removeReceivedBefore(clickhouse(), table, { companyId, before }, { signal: stopping });
  }
  log.warn({ companyId, before, events }, 'the oldest events of a company were removed for its quota');
}
