import { z } from 'zod';
import {
  changeFinding,
  findFinding,
  findingOpenedPayload,
  type FindingSettings,
} from '../detection/index.ts';
import { actorOf, defineRoute, idParams, type Route } from '../identity/index.ts';
import { err, ok, severities, type FindingId, type IncidentId } from '../kernel/index.ts';
import { attachFinding, openFromFinding, type FindingDeps } from './finding-service.ts';
import { findingOpened } from './incident-schema.ts';

const triageBody = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('incident'), severity: z.enum(severities).optional() }),
  z.object({ decision: z.literal('attach'), incidentId: z.uuid().toLowerCase() }),
  z.object({ decision: z.literal('dismiss'), reason: z.string().trim().min(1).max(2_000) }),
]);

export interface TriageDeps extends FindingDeps {
  readonly settings: FindingSettings;
}

/** A person's decision on a finding: a new incident, part of a running one, or nothing. */
export const triageRoute = (deps: TriageDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/findings/:id/triage',
    operation: 'finding.triage',
    summary: 'Decide on a finding: open an incident, attach it to one, or dismiss it with a reason',
    access: 'finding:triage',
    params: idParams,
    body: triageBody,
    reply: z.object({ findingId: z.uuid(), incidentId: z.uuid().nullable() }),
    handler: async ({ tx, principal, params, body, clock, touch }) => {
      const id = params.id as FindingId;
      const own = principal.side === 'customer' ? principal.companyId : null;
      const finding = await findFinding(tx, id, own);
      if (finding === null) return err({ code: 'finding_not_found', message: 'There is no such finding.' });
      touch({ type: 'finding', id }, finding.companyId);
      if (body.decision === 'dismiss') {
        const dismissed = await changeFinding(tx, clock, id, own, { kind: 'dismiss', reason: body.reason });
        return dismissed.ok ? ok({ findingId: id, incidentId: null }) : dismissed;
      }
      if (finding.state.kind !== 'new') {
        return err({
          code: 'finding_already_triaged',
          message: `The finding is ${finding.state.kind} already.`,
        });
      }
      const actor = actorOf(principal);
      const payload = findingOpened.parse(findingOpenedPayload(deps.settings, finding));
      if (body.decision === 'incident') {
        const opened = await openFromFinding(tx, deps, actor, payload, body.severity);
        if (!opened.ok) return opened;
        touch({ type: 'incident', id: opened.value });
        return ok({ findingId: id, incidentId: opened.value });
      }
      const incidentId = body.incidentId as IncidentId;
      const attached = await attachFinding(tx, deps, actor, incidentId, payload);
      if (!attached.ok) return attached;
      touch({ type: 'incident', id: incidentId });
      return ok({ findingId: id, incidentId });
    },
  });
