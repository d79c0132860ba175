import { z } from 'zod';
import { defineRoute, idParams, type Principal, type Route } from '../../identity/index.ts';
import { err, ok, type CompanyId, type FindingId, type IncidentId, type Result } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import {
  findingDetailBody,
  findingPage,
  findingQuery,
  toFindingBody,
  toFindingDetailBody,
} from './finding-schema.ts';
import {
  evidenceOf,
  findFinding,
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

const filterOf = (principal: Principal, query: z.output<typeof findingQuery>): FindingFilter => ({
  companyId: (principal.side === 'customer'
    ? principal.companyId
    : (query.companyId ?? null)) as CompanyId | null,
  status: query.status,
  severity: query.severity,
  ruleId: query.ruleId ?? null,
  incidentId: (query.incidentId ?? null) as IncidentId | null,
  text: query.q ?? null,
});

export const findingRoutes: readonly Route[] = [
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
      const found = await listFindings(tx, filterOf(principal, query), query.limit + 1, after.value);
      const items = found.slice(0, query.limit);
      const last = items.at(-1);
      const nextCursor = found.length > query.limit && last !== undefined ? writeCursor(last) : null;
      return ok({ items: items.map(toFindingBody), nextCursor });
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
      return ok(toFindingDetailBody(finding, await evidenceOf(tx, finding)));
    },
  }),
];
