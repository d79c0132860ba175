import { err, ok, type CompanyId, type Id, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';

/** One export or erasure of a company. The record outlives the company. */
export interface OffBoardingStep {
  readonly id: Id<'off_boarding'>;
  readonly companyId: CompanyId;
  readonly companyName: string;
  readonly step: 'export' | 'erase';
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly requestedByName: string;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  /** export: `{folder, files}`; erase: `{rows, traces, elsewhere}`; failed: `{reason}`. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface OffBoardingRequest {
  /** `cancel` makes a company that was exported an ordinary one again. */
  readonly step: 'export' | 'erase' | 'cancel';
  /** The company's short name, typed by hand. */
  readonly confirm: string;
  readonly isAdmin: boolean;
}

interface Subject {
  readonly kind: 'provider' | 'customer';
  readonly slug: string;
  readonly status: 'active' | 'off_boarding' | 'erased';
}

const refusal = (message: string): Result<never, Failure> => err({ code: 'off_boarding_refused', message });

/** Whether the step may be taken now. `history` is the company's, newest first. */
export function decideOffBoarding(
  company: Subject,
  history: readonly Pick<OffBoardingStep, 'step' | 'state'>[],
  request: OffBoardingRequest,
): Result<void, Failure> {
  if (company.kind === 'provider') return refusal('The provider itself cannot be off-boarded.');
  if (company.status === 'erased') return refusal('The company has been erased.');
  if (request.confirm !== company.slug) {
    return refusal('Repeat the short name of the company exactly, to confirm.');
  }
  const busy = history.find((entry) => entry.state === 'queued' || entry.state === 'running');
  if (busy !== undefined) return refusal(`Its ${busy.step} is still under way. Wait for it.`);
  if (request.step === 'erase') {
    if (!request.isAdmin) return refusal('Only an administrator of the provider erases a company.');
    if (company.status !== 'off_boarding' || history[0]?.step !== 'export' || history[0].state !== 'done') {
      return refusal('Export the company first. It is erased only after its latest export has succeeded.');
    }
  }
  if (request.step === 'cancel' && company.status !== 'off_boarding') {
    return refusal('The company is not being off-boarded.');
  }
  return ok(undefined);
}
