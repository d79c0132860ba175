import { actorOf, defineRoute, mostCounted, type Principal, type Route } from '../identity/index.ts';
import { err, ok, type Clock, type CompanyId, type IncidentId, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { affectCompany, clearCompany } from './affected-service.ts';
import type { FindingsPort, ObligationsPort } from './incident-ports.ts';
import { filterOf, incidentExport } from './incident-export-routes.ts';
import { countIncidents } from './incident-list-store.ts';
import { isAffected, showIncidents } from './incident-queries.ts';
import { internal, recordEntry, shown } from './incident-record-service.ts';
import {
  clearBody,
  companyBody,
  editBody,
  incidentCompanyParams,
  incidentDetail,
  incidentPage,
  incidentParams,
  incidentReply,
  listQuery,
  noteBody,
  openBody,
  transitionBody,
} from './incident-schema.ts';
import { editIncident, openIncident, transitionIncident } from './incident-service.ts';
import { decodeTimeCursor, pageOfRows } from './time-cursor.ts';
import { readTimeline } from './timeline-store.ts';

export interface IncidentRouteDeps {
  readonly clock: Clock;
  readonly findings: FindingsPort;
  readonly obligations: ObligationsPort;
}

type Touch = (resource: { type: string; id: string }, companyId?: CompanyId | null) => void;
const touchIncident = (touch: Touch, id: string, companyId: CompanyId | null = null): void =>
  touch({ type: 'incident', id }, companyId);

const missing = (): Result<never, Failure> =>
  err({ code: 'not_found', message: 'There is no such incident, or you may not see it.' });

type Reply = Awaited<ReturnType<typeof showIncidents>>[number];
type One = (tx: Tx, principal: Principal, id: IncidentId) => Promise<Result<Reply, Failure>>;

export function incidentRoutes(deps: IncidentRouteDeps): readonly Route[] {
  const one: One = async (tx, principal, id) => {
    const [incident] = await showIncidents(tx, deps.obligations, principal, { ids: [id], limit: 1 });
    return incident === undefined ? missing() : ok(incident);
  };
  return [
    incidentExport(deps.obligations),
    ...readingRoutes(deps, one),
    ...writingRoutes(deps, one),
    ...courseRoutes(deps, one),
    ...companyRoutes(deps, one),
  ];
}

function readingRoutes({ findings: port, obligations }: IncidentRouteDeps, one: One): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/incidents',
      operation: 'incident.list',
      summary: 'Incidents, newest first',
      access: 'incident:read',
      query: listQuery,
      reply: incidentPage,
      handler: async ({ tx, principal, query }) => {
        const after = query.cursor === undefined ? ok(undefined) : decodeTimeCursor(query.cursor);
        if (!after.ok) return after;
        const filter = filterOf(query);
        const rows = await showIncidents(tx, obligations, principal, {
          ...filter,
          after: after.value === undefined ? undefined : { openedAt: after.value.at, id: after.value.id },
          limit: query.limit + 1,
        });
        const total = after.value === undefined ? await countIncidents(tx, filter, mostCounted + 1) : null;
        return ok({ ...pageOfRows(rows, query.limit, ({ openedAt, id }) => ({ at: openedAt, id })), total });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/incidents/:id',
      operation: 'incident.get',
      summary: 'One incident with its findings and timeline',
      access: 'incident:read',
      params: incidentParams,
      reply: incidentDetail,
      handler: async ({ tx, principal, params }) => {
        const incident = await one(tx, principal, params.id);
        if (!incident.ok) return incident;
        const findings = [...(await port.summaries(tx, params.id))];
        const view = principal.side === 'provider' ? 'staff' : { companyId: principal.companyId };
        const timeline = [...(await readTimeline(tx, params.id, view))];
        return ok({ incident: incident.value, findings, timeline });
      },
    }),
  ];
}

function writingRoutes({ clock }: IncidentRouteDeps, one: One): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/incidents',
      operation: 'incident.open',
      summary: 'Opens an incident by hand',
      access: 'incident:write',
      body: openBody,
      reply: incidentReply,
      status: 201,
      handler: async ({ tx, principal, body, touch }) => {
        const { companyIds, ...rest } = body;
        const companies = [...new Set(companyIds)].map((companyId) => ({ companyId, confirmed: true }));
        const opened = await openIncident(tx, clock, actorOf(principal), { ...rest, companies });
        if (!opened.ok) return opened;
        touchIncident(touch, opened.value, companies.length === 1 ? (companies[0]?.companyId ?? null) : null);
        return one(tx, principal, opened.value);
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/incidents/:id',
      operation: 'incident.edit',
      summary: 'Changes title, severity, summary or assignee',
      access: 'incident:write',
      params: incidentParams,
      body: editBody,
      reply: incidentReply,
      handler: async ({ tx, principal, params, body, touch }) => {
        touchIncident(touch, params.id);
        const done = await editIncident(tx, clock, actorOf(principal), params.id, body);
        return done.ok ? one(tx, principal, params.id) : done;
      },
    }),
  ];
}

function courseRoutes({ clock, obligations }: IncidentRouteDeps, one: One): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/incidents/:id/transition',
      operation: 'incident.transition',
      summary: 'Moves an incident to another status',
      access: 'incident:write',
      params: incidentParams,
      body: transitionBody,
      reply: incidentReply,
      handler: async ({ tx, principal, params, body, touch }) => {
        touchIncident(touch, params.id);
        const ports = { actor: actorOf(principal), obligations };
        const { to, reason = null, duplicateOf = null } = body;
        const done = await transitionIncident(tx, clock, ports, params.id, { to, reason, duplicateOf });
        return done.ok ? one(tx, principal, params.id) : done;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/incidents/:id/timeline',
      operation: 'incident.note',
      summary: 'Writes a note on the timeline, for staff or for the affected companies',
      access: 'incident:write',
      params: incidentParams,
      body: noteBody,
      reply: incidentReply,
      handler: async ({ tx, principal, params, body, touch }) => {
        const { companyId = null, visibility, text } = body;
        touchIncident(touch, params.id, companyId);
        const incident = await one(tx, principal, params.id);
        if (!incident.ok) return incident;
        if (companyId !== null && !(await isAffected(tx, params.id, companyId)))
          return err({ code: 'company_unknown', message: 'The incident does not affect that company.' });
        const actor = actorOf(principal);
        const entry =
          visibility === 'internal'
            ? internal(params.id, actor, 'note', text)
            : shown(params.id, actor, 'note', text, {}, companyId);
        await recordEntry(tx, clock, entry);
        return incident;
      },
    }),
  ];
}

function companyRoutes({ clock }: IncidentRouteDeps, one: One): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/incidents/:id/companies',
      operation: 'incident.affect_company',
      summary: 'Marks a company as affected, or suspected to be; clocks of its agreements start',
      access: 'incident:write',
      params: incidentParams,
      body: companyBody,
      reply: incidentReply,
      handler: async ({ tx, principal, params, body, touch }) => {
        touchIncident(touch, params.id, body.companyId);
        const done = await affectCompany(tx, clock, actorOf(principal), params.id, body);
        return done.ok ? one(tx, principal, params.id) : done;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/incidents/:id/companies/:companyId/clear',
      operation: 'incident.clear_company',
      summary: 'Says that a company turned out not to be affected',
      access: 'incident:write',
      params: incidentCompanyParams,
      body: clearBody,
      reply: incidentReply,
      handler: async ({ tx, principal, params, body, touch }) => {
        touchIncident(touch, params.id, params.companyId);
        const target = { incidentId: params.id, companyId: params.companyId, reason: body.reason };
        const done = await clearCompany(tx, clock, actorOf(principal), target);
        return done.ok ? one(tx, principal, params.id) : done;
      },
    }),
  ];
}
