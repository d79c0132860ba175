import { join } from 'node:path';
import { z } from 'zod';
import { newId, systemScope, type CompanyId } from '../kernel/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import { publishFact } from '../platform/outbox/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { announceCompany } from './company-routes.ts';
import { companyById } from './company-store.ts';
import { writeExport } from './export-folder.ts';
import type { ExportPart, IdentityDeps } from './identity-deps.ts';
import { companyTables, eraseRows, rowsOfCompany, saveStep, stepById } from './off-boarding-store.ts';
import type { OffBoardingStep } from './off-boarding.ts';
import { systemActor } from './principal.ts';

export const offBoardingTask = 'identity-off-board';
/** The fact of a finished erasure: `{companyId}`. */
export const companyErased = 'company.erased';

type Deps = Pick<IdentityDeps, 'db' | 'clock' | 'recorder' | 'log' | 'exportFolder' | 'companyData'>;
const payloadSchema = z.object({ id: z.uuid() });
const scope = systemScope(offBoardingTask);

/**
 * The job that exports or erases a company. Safe to repeat: an interrupted attempt is begun anew. A failure is shown
 * with its reason and left to an administrator, who asks again.
 */
export function offBoardingJobs(deps: Deps): Map<string, JobHandler> {
  const work: JobHandler = async (payload) => {
    const { id } = payloadSchema.parse(payload);
    const step = await inScope(deps.db, scope, (tx) => stepById(tx, id));
    if (step === null || step.state === 'done') return;
    await save(deps, step, 'running', {});
    try {
      const detail =
        step.step === 'export' ? await exportCompany(deps, step) : await eraseCompany(deps, step);
      await finish(deps, step, detail);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      deps.log.warn({ err: error, step: step.step, companyId: step.companyId }, 'off-boarding failed');
      await save(deps, step, 'failed', { reason });
    }
  };
  return new Map([[offBoardingTask, work]]);
}

async function exportCompany(deps: Deps, step: OffBoardingStep): Promise<Record<string, unknown>> {
  const stamp = step.requestedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const about = { companyId: step.companyId, companyName: step.companyName, requestedAt: step.requestedAt };
  const folder = join(deps.exportFolder, `${stamp}-${step.companyId}`);
  const files = await inScope(deps.db, scope, (tx) =>
    writeExport(folder, about, partsOf(deps, tx, step.companyId)),
  );
  return { folder, files };
}

/** The company itself, every table with rows of companies, then what other slices keep elsewhere. */
async function* partsOf(deps: Deps, tx: Tx, companyId: CompanyId): AsyncGenerator<ExportPart> {
  const company = await companyById(tx, companyId);
  yield { name: 'company', rows: only(company) };
  for (const table of await companyTables(tx)) {
    yield { name: table.name, rows: rowsOfCompany(tx, table, companyId) };
  }
  for (const data of deps.companyData ?? []) {
    if (data.exportParts !== undefined) yield* data.exportParts(tx, companyId);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- an AsyncIterable of one
async function* only(row: unknown): AsyncGenerator {
  yield row;
}

/**
 * First the rows in PostgreSQL, in one transaction: from then on nobody can sign in and no source can send. Then what
 * lies elsewhere. A repeat after a failure in between does only what is left.
 */
async function eraseCompany(deps: Deps, step: OffBoardingStep): Promise<Record<string, unknown>> {
  const { companyId } = step;
  const rows = await inScope(deps.db, scope, async (tx) => {
    const company = await companyById(tx, companyId);
    if (company?.status === 'erased') return {};
    const gone = await eraseRows(tx, companyId);
    await announceCompany(tx, companyId);
    await publishFact(tx, deps.clock, { name: companyErased, companyId, payload: { companyId } });
    return gone;
  });
  const elsewhere: Record<string, number> = {};
  for (const data of deps.companyData ?? []) {
    if (data.erase !== undefined) elsewhere[data.name] = await data.erase(companyId);
  }
  return { rows, elsewhere };
}

function save(
  deps: Deps,
  step: OffBoardingStep,
  state: OffBoardingStep['state'],
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  return inScope(deps.db, scope, async (tx) => {
    await saveStep(tx, step.id, { state, finishedAt: state === 'failed' ? deps.clock.now() : null, detail });
    await announceCompany(tx, step.companyId);
  });
}

/** The end of a step and its record in the Activity Log, which stays when the company is gone. */
function finish(deps: Deps, step: OffBoardingStep, detail: Record<string, unknown>): Promise<void> {
  return inScope(deps.db, scope, async (tx) => {
    const now = deps.clock.now();
    await saveStep(tx, step.id, { state: 'done', finishedAt: now, detail });
    await deps.recorder.record(tx, {
      eventName: step.step === 'export' ? 'company.off_board_export' : 'company.off_board_erase',
      at: now,
      actor: systemActor(offBoardingTask),
      outcome: 'success',
      errorCode: null,
      readOnly: false,
      requestId: newId(now),
      sourceIp: '',
      userAgent: '',
      resources: [
        { type: 'company', id: step.companyId },
        { type: 'off_boarding', id: step.id },
      ],
      companyId: step.companyId,
      parameters: step.step === 'erase' ? detail : {},
    });
    await announceCompany(tx, step.companyId);
  });
}
