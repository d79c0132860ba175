import { z } from 'zod';
import { newId, ok } from '../kernel/index.ts';
import { addJob } from '../platform/jobs/index.ts';
import { announceCompany, seenCompany } from './company-routes.ts';
import { updateCompany, type Company } from './company-store.ts';
import { offBoardingTask } from './off-boarding-service.ts';
import { insertStep, listSteps, lockCompany } from './off-boarding-store.ts';
import { decideOffBoarding, type OffBoardingStep } from './off-boarding.ts';
import { defineRoute, idParams, wireTime, type Route } from './route-schema.ts';

const stepBody = z.object({
  id: z.uuid(),
  step: z.enum(['export', 'erase']),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  requestedByName: z.string(),
  requestedAt: wireTime,
  finishedAt: wireTime.nullable(),
  /** export: {folder, files}; erase: {rows, traces, elsewhere}; failed: {reason}. */
  detail: z.record(z.string(), z.unknown()),
});
const offBoardingBody = z.object({
  companyId: z.uuid(),
  status: z.enum(['active', 'off_boarding', 'erased']),
  /** Newest first. */
  steps: z.array(stepBody),
});
const requestBody = z.strictObject({
  step: z.enum(['export', 'erase', 'cancel']),
  confirm: z.string().max(63),
});

const toBody = (company: Company, steps: readonly OffBoardingStep[]) => ({
  companyId: company.id,
  status: company.status,
  steps: steps.map((step) => ({ ...step, detail: { ...step.detail } })),
});

export const offBoardingRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/companies/:id/off-boarding',
    operation: 'company.off_boarding',
    summary: 'How far the export and erasure of a company are',
    access: 'company:write',
    params: idParams,
    reply: offBoardingBody,
    handler: async ({ tx, params, touch }) => {
      const company = await seenCompany(tx, params.id);
      if (!company.ok) return company;
      touch({ type: 'company', id: company.value.id }, company.value.id);
      return ok(toBody(company.value, await listSteps(tx, company.value.id)));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/companies/:id/off-boarding',
    operation: 'company.off_board',
    summary: 'Export all of a company; then, in a second request, erase it; or cancel',
    access: 'company:write',
    params: idParams,
    body: requestBody,
    reply: offBoardingBody.extend({ jobId: z.uuid().nullable() }),
    status: 202,
    handler: async ({ tx, principal, params, body, clock, touch }) => {
      await lockCompany(tx, params.id);
      const seen = await seenCompany(tx, params.id);
      if (!seen.ok) return seen;
      const company = seen.value;
      touch({ type: 'company', id: company.id }, company.id);
      const history = await listSteps(tx, company.id);
      const decision = decideOffBoarding(company, history, { ...body, isAdmin: principal.role === 'admin' });
      if (!decision.ok) return decision;
      const status = body.step === 'cancel' ? 'active' : 'off_boarding';
      const changed = await updateCompany(tx, company.id, { status });
      await announceCompany(tx, company.id);
      if (body.step === 'cancel') return ok({ ...toBody(changed, history), jobId: null });
      const step: OffBoardingStep = {
        id: newId<'off_boarding'>(clock.now()),
        companyId: company.id,
        companyName: company.name,
        step: body.step,
        state: 'queued',
        requestedByName: principal.name,
        requestedAt: clock.now(),
        finishedAt: null,
        detail: {},
      };
      await insertStep(tx, step, principal.userId);
      await addJob(tx, offBoardingTask, { id: step.id }, { queue: 'off-boarding' });
      return ok({ ...toBody(changed, [step, ...history]), jobId: step.id });
    },
  }),
];
