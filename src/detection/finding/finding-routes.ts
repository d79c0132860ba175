import { z } from 'zod';
import {
  defineExport,
  defineRoute,
  idParams,
  mostCounted,
  type Principal,
  type Route,
} from '../../identity/index.ts';
import { err, ok, type CompanyId, type FindingId, type IncidentId, type Result } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import { findingLabel } from './finding.ts';
import {
  findingDetailBody,
  findingFilters,
  findingPage,
  findingQuery,
  toFindingBody,
  toFindingDetailBody,
} from './finding-schema.ts';
import { receiptsOf } from '../receipt/receipt-store.ts';
import {
  countFindings,
  evidenceOf,
  findFinding,
  findingsBefore,
  listFindings,
  type FindingCursor,
  type FindingFilter,
  type ListedFinding,
} from './finding-store.ts';

const cursorSchema = z.tuple([z.coerce.date(), z.uuid()]);

const writeCursor = (finding: ListedFinding): string =>
  Buffer.from(JSON.stringify([finding.lastMatchAt.toISOString(), finding.id])).toString('base64url');

function readCursor(text: string | undefined): Result<FindingCursor | null, Failure> {
  if (text === undefined) return ok(null);
  try {
    const [lastMatchAt, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return ok({ lastMatchAt, id });
  } catch {
    return err({ code: 'invalid_request', message: 'The cursor is not one that this list gave.' });
  }
}

const filterOf = (principal: Principal, query: z.output<typeof findingFilters>): FindingFilter => ({
  companyId: (principal.side === 'customer'
    ? principal.companyId
    : (query.companyId ?? null)) as CompanyId | null,
  status: query.status,
  severity: query.severity,
  ruleId: query.ruleId ?? null,
  number: query.number ?? null,
  incidentId: (query.incidentId ?? null) as IncidentId | null,
  text: query.q ?? null,
});

const exportPage = 1_000;

const findingExport = defineExport({
  path: '/findings/export',
  operation: 'finding.export',
  summary: 'Findings as they are filtered, as a file, the last opened first',
  access: 'finding:read',
  filters: findingFilters,
  name: 'findings',
  mostRows: mostCounted,
  columns: [
    ['number', (finding: ListedFinding) => findingLabel(finding.number)],
    ['title', (finding) => finding.rule.title],
    ['severity', (finding) => finding.severity],
    ['status', (finding) => finding.state.kind],
    ['company', (finding) => finding.companyName],
    ['entity_type', (finding) => finding.entity.type],
    ['entity', (finding) => finding.entity.value],
    ['matches', (finding) => finding.matchCount],
    ['first_match_at', (finding) => finding.firstMatchAt],
    ['last_match_at', (finding) => finding.lastMatchAt],
    ['rule_id', (finding) => finding.ruleId],
    ['dismissed_reason', ({ state }) => (state.kind === 'dismissed' ? state.reason : null)],
    ['id', (finding) => finding.id],
  ],
  item: toFindingBody,
  start: async ({ tx, principal, query }) => {
    const filter = filterOf(principal, query);
    return ok({
      count: await countFindings(tx, filter, mostCounted + 1),
      page: async (own, place) => {
        const rows = await findingsBefore(own, filter, exportPage, place);
        return { rows, next: rows.length === exportPage ? (rows.at(-1)?.id ?? null) : null };
      },
    });
  },
});

export const findingRoutes: readonly Route[] = [
  findingExport,
  defineRoute({
    method: 'GET',
    path: '/findings',
    operation: 'finding.list',
    summary: 'Findings, newest match first',
    access: 'finding:read',
    query: findingQuery,
    reply: findingPage,
    handler: async ({ tx, principal, query }) => {
      const after = readCursor(query.cursor);
      if (!after.ok) return after;
      const filter = filterOf(principal, query);
      const found = await listFindings(tx, filter, query.limit + 1, after.value);
      const total = after.value === null ? await countFindings(tx, filter, mostCounted + 1) : null;
      const items = found.slice(0, query.limit);
      const last = items.at(-1);
      const nextCursor = found.length > query.limit && last !== undefined ? writeCursor(last) : null;
      return ok({ items: items.map(toFindingBody), nextCursor, total });
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/findings/:id',
    operation: 'finding.get',
    summary: 'One finding with its evidence and receipt',
    access: 'finding:read',
    params: idParams,
    reply: findingDetailBody,
    handler: async ({ tx, principal, params, touch }) => {
      const own = principal.side === 'customer' ? principal.companyId : null;
      const finding = await findFinding(tx, params.id as FindingId, own);
      if (finding === null) return err({ code: 'finding_not_found', message: 'There is no such finding.' });
      touch({ type: 'finding', id: finding.id }, finding.companyId);
      return ok(toFindingDetailBody(finding, await evidenceOf(tx, finding), await receiptsOf(tx, finding)));
    },
  }),
];
