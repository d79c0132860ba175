import { dayMs, newId, systemScope, type CompanyId } from '../kernel/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import type { OffBoardingDeps } from './off-boarding-service.ts';
import { erasedSince, eraseRows } from './off-boarding-store.ts';
import { systemActor } from './principal.ts';

const task = 'identity-erase-sweep';
/** Every night: what work that was under way has written of companies that were erased goes too. */
export const eraseSweepCrontab = `29 3 * * * ${task}`;
/** Nothing is under way for longer: not a job that is tried again, not a spool that waits for its disk. */
const lookBackMs = 30 * dayMs;

export function eraseSweepJobs(deps: OffBoardingDeps): Map<string, JobHandler> {
  const sweep: JobHandler = async () => {
    const since = new Date(deps.clock.now().getTime() - lookBackMs);
    const erased = await inScope(deps.db, systemScope(task), (tx) => erasedSince(tx, since));
    for (const companyId of erased) await sweepCompany(deps, companyId);
  };
  return new Map([[task, sweep]]);
}

/** Erases what is left of a company; says so in the log and in the Activity Log when there was something. */
async function sweepCompany(deps: OffBoardingDeps, companyId: CompanyId): Promise<void> {
  const elsewhere: Record<string, number> = {};
  for (const data of deps.companyData ?? []) {
    const count = await data.erase?.(companyId);
    if (count !== undefined && count > 0) elsewhere[data.name] = count;
  }
  await inScope(deps.db, systemScope(task), async (tx) => {
    const rows = await eraseRows(tx, companyId);
    if (Object.keys(rows).length === 0 && Object.keys(elsewhere).length === 0) return;
    deps.log.warn(
      { companyId, rows, elsewhere },
      'something of an erased company had come late; it is erased too',
    );
    const at = deps.clock.now();
    await deps.recorder.record(tx, {
      eventName: 'company.off_board_sweep',
      at,
      actor: systemActor(task),
      outcome: 'success',
      errorCode: null,
      readOnly: false,
      requestId: newId(at),
      sourceIp: '',
      userAgent: '',
      resources: [{ type: 'company', id: companyId }],
      companyId,
      parameters: { rows, elsewhere },
    });
  });
}
