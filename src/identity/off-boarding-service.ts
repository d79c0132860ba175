import { join } from 'node:path';
import { z } from 'zod';
import { newId, systemScope, type CompanyId } from '../kernel/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import { publishFact } from '../platform/outbox/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { announceCompany } from './company-routes.ts';
import { companyById, type Company } from './company-store.ts';
import { writeExport } from './export-folder.ts';
import type { ExportPart, IdentityDeps } from './identity-deps.ts';
import {
  companyTables,
  eraseRows,
  lockCompany,
  rowsOfCompany,
  saveStep,
  stepById,
  wordsOfCompany,
} from './off-boarding-store.ts';
import type { OffBoardingStep } from './off-boarding.ts';
import { systemActor } from './principal.ts';

export const offBoardingTask = 'identity-off-board';
/** The fact of a finished erasure: `{companyId}`. */
export const companyErased = 'company.erased';

export type OffBoardingDeps = Pick<
  IdentityDeps,
  'db' | 'clock' | 'recorder' | 'log' | 'exportFolder' | 'companyData' | 'stopping'
>;
type Deps = OffBoardingDeps;
const payloadSchema = z.object({ id: z.uuid() });
const scope = systemScope(offBoardingTask);

/**
 * The job that exports or erases a company. Safe to repeat: an interrupted attempt is begun anew, and so is one that a part
 * which is away has ended. Any other failure is shown with its reason and left to an administrator, who asks again; but
 * an erasure that has begun is tried until nothing is left.
 */
export function offBoardingJobs(deps: Deps): Map<string, JobHandler> {
  const work: JobHandler = async (payload) => {
    const { id } = payloadSchema.parse(payload);
    const step = await inScope(deps.db, scope, (tx) => stepById(tx, id));
    if (step === null || step.state === 'done') return;
    await save(deps, step, 'running', step.detail);
    try {
      const detail =
        step.step === 'export' ? await exportCompany(deps, step) : await eraseCompany(deps, step);
      await finish(deps, step, detail);
    } catch (error) {
      deps.log.warn({ err: error, step: step.step, companyId: step.companyId }, 'off-boarding failed');
      // The queue tries again: soon, or by the next start.
      if (deps.stopping?.aborted === true || isPassing(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
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
  const done = await inScope(deps.db, scope, async (tx) => {
    // Whatever writes for the company holds this row too, so that it has ended, or sees that the company is gone.
    await lockCompany(tx, companyId);
    const company = await companyById(tx, companyId);
    if (company === null || company.status === 'erased') return step.detail;
    const traces = await eraseTraces(tx, deps, company);
    const rows = await eraseRows(tx, companyId);
    await announceCompany(tx, companyId);
    await publishFact(tx, deps.clock, { name: companyErased, companyId, payload: { companyId } });
    await saveStep(tx, step.id, { state: 'running', finishedAt: null, detail: { rows, traces } });
    return { rows, traces };
  });
  const elsewhere: Record<string, number> = {};
  for (const data of deps.companyData ?? []) {
    if (data.erase !== undefined) elsewhere[data.name] = await finishing(data.erase(companyId));
  }
  return { ...done, elsewhere };
}

/** Part of an erasure failed after its beginning had been committed: it must go on. */
class ErasureUnfinishedError extends Error {
  override readonly name = 'ErasureUnfinishedError';
  readonly code = 'erasure_unfinished';
  readonly retryable = true;
}

async function finishing(work: Promise<number>): Promise<number> {
  try {
    return await work;
  } catch (error) {
    throw new ErasureUnfinishedError('A part of the company could not be erased yet.', { cause: error });
  }
}

/** PostgreSQL: serialization_failure, deadlock_detected, admin_shutdown, crash_shutdown, cannot_connect_now. */
const passingCodes: readonly unknown[] = ['40001', '40P01', '57P01', '57P02', '57P03'];

const isPassing = (error: unknown): boolean =>
  error instanceof Error &&
  (('retryable' in error && error.retryable === true) ||
    ('code' in error && passingCodes.includes(error.code)));

async function eraseTraces(tx: Tx, deps: Deps, company: Company): Promise<Record<string, number>> {
  const traces: Record<string, number> = {};
  const erased = { companyId: company.id, words: await wordsOfCompany(tx, company) };
  for (const data of deps.companyData ?? []) Object.assign(traces, await data.eraseTraces?.(tx, erased));
  return traces;
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
