import type { z } from 'zod';
import { defineExport, mostCounted, type Route } from '../identity/index.ts';
import { ok } from '../kernel/index.ts';
import type { ObligationsPort } from './incident-ports.ts';
import { showIncidents } from './incident-queries.ts';
import { countIncidents, type IncidentFilter } from './incident-list-store.ts';
import { listFilters } from './incident-schema.ts';
import { decodeTimeCursor, encodeTimeCursor } from './time-cursor.ts';

type Shown = Awaited<ReturnType<typeof showIncidents>>[number];

const pageRows = 500;

/** What the list's query asks for. */
export const filterOf = (query: z.output<typeof listFilters>): Omit<IncidentFilter, 'limit'> => ({
  statuses: query.status,
  severities: query.severity,
  companyId: query.companyId,
  text: query.q,
});

export const incidentExport = (obligations: ObligationsPort): Route =>
  defineExport({
    path: '/incidents/export',
    operation: 'incident.export',
    summary: 'Incidents as they are filtered, as a file, newest first',
    access: 'incident:read',
    filters: listFilters,
    name: 'incidents',
    mostRows: mostCounted,
    columns: [
      ['number', (incident: Shown) => incident.number],
      ['title', (incident) => incident.title],
      ['severity', (incident) => incident.severity],
      ['status', (incident) => incident.status],
      ['companies', (incident) => incident.companies.map(({ name }) => name).join('; ')],
      ['assignee', (incident) => incident.assignee?.name ?? null],
      ['opened_at', (incident) => incident.openedAt],
      ['ended_at', (incident) => incident.endedAt],
      ['next_due_at', (incident) => incident.nextDueAt],
      ['findings', (incident) => incident.findingCount],
      ['summary', (incident) => incident.summary],
      ['id', (incident) => incident.id],
    ],
    item: (incident) => incident,
    start: async ({ tx, principal, query }) => {
      const filter = filterOf(query);
      return ok({
        count: await countIncidents(tx, filter, mostCounted + 1),
        page: async (own, place) => {
          const after = place === null ? null : decodeTimeCursor(place);
          if (after?.ok === false) throw new Error(after.error.message);
          const rows = await showIncidents(own, obligations, principal, {
            ...filter,
            after: after === null ? undefined : { openedAt: after.value.at, id: after.value.id },
            limit: pageRows,
          });
          const last = rows.at(-1);
          const more = rows.length === pageRows && last !== undefined;
          return { rows, next: more ? encodeTimeCursor({ at: last.openedAt, id: last.id }) : null };
        },
      });
    },
  });
