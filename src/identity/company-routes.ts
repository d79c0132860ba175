import { err, newId, ok, type Clock, type CompanyId, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { announce } from '../platform/live/index.ts';
import { publishFact } from '../platform/outbox/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import {
  companyBody,
  companyChangeBody,
  companyDetail,
  companyListQuery,
  companyPage,
  newCompanyBody,
} from './company-schema.ts';
import {
  companyById,
  countUsers,
  insertCompany,
  listCompanies,
  slugTaken,
  updateCompany,
  type Company,
} from './company-store.ts';
import { decodeCursor, toPage } from './cursor.ts';
import type { CountCompany } from './identity-deps.ts';
import { defineRoute, idParams, type Route } from './route-schema.ts';

/** The fact that a company keeps its events for another time: `{companyId, from, to}`, days; null: the default. */
export const companyRetentionChanged = 'company.retention_changed';

const slugRefusal: Failure = { code: 'slug_taken', message: 'Another company has this short name.' };

/** The company of a path, or `not_found`. */
export async function seenCompany(tx: Tx, id: string): Promise<Result<Company, Failure>> {
  const company = await companyById(tx, id);
  if (company === null) return err({ code: 'not_found', message: 'There is no such company.' });
  return ok(company);
}

/** The company of a path, if it may still be changed: `not_found`, `company_erased`. */
export async function livingCompany(tx: Tx, id: string): Promise<Result<Company, Failure>> {
  const company = await seenCompany(tx, id);
  if (company.ok && company.value.status === 'erased') {
    return err({ code: 'company_erased', message: 'The company has been erased.' });
  }
  return company;
}

/** Open pages show the company anew. */
export const announceCompany = (tx: Tx, companyId: CompanyId): Promise<void> =>
  announce(tx, { topic: 'company', id: companyId, companyId });

export const companyRoutes = (countCompany: CountCompany): readonly Route[] => [
  listRoute,
  createRoute,
  showRoute(countCompany),
  changeRoute,
];

const listRoute = defineRoute({
  method: 'GET',
  path: '/companies',
  operation: 'company.list',
  summary: 'Companies by name; a customer sees its own',
  access: 'company:read',
  query: companyListQuery,
  reply: companyPage,
  handler: async ({ tx, query }) => {
    const place = query.cursor === undefined ? ok(null) : decodeCursor(query.cursor, 2);
    if (!place.ok) return place;
    const [name, id] = place.value ?? [];
    const after = name === undefined || id === undefined ? null : { name, id };
    const filter = { kind: query.kind, q: query.q ?? null, after, limit: query.limit + 1 };
    return ok(toPage(await listCompanies(tx, filter), query.limit, (row) => [row.name, row.id]));
  },
});

const createRoute = defineRoute({
  method: 'POST',
  path: '/companies',
  operation: 'company.create',
  summary: 'Take on a customer',
  access: 'company:write',
  body: newCompanyBody,
  reply: companyBody,
  status: 201,
  handler: async ({ tx, body, clock, touch }) => {
    const at = clock.now();
    const id = newId<'company'>(at);
    const made = await insertCompany(tx, {
      ...body,
      id,
      kind: 'customer',
      status: 'active',
      createdAt: at,
    });
    if (made === null) return err(slugRefusal);
    touch({ type: 'company', id }, id);
    if (made.retentionDays !== null) await publishRetention(tx, clock, made, null);
    await announceCompany(tx, id);
    return ok(made);
  },
});

const showRoute = (countCompany: CountCompany): Route =>
  defineRoute({
    method: 'GET',
    path: '/companies/:id',
    operation: 'company.get',
    summary: 'A company with what belongs to it, counted',
    access: 'company:read',
    params: idParams,
    reply: companyDetail,
    handler: async ({ tx, params, touch }) => {
      const company = await seenCompany(tx, params.id);
      if (!company.ok) return company;
      const { id } = company.value;
      touch({ type: 'company', id }, id);
      const counts = { users: await countUsers(tx, id), ...(await countCompany(tx, id)) };
      return ok({ ...company.value, counts });
    },
  });

const changeRoute = defineRoute({
  method: 'PATCH',
  path: '/companies/:id',
  operation: 'company.update',
  summary: 'Change a company: absent leaves, null clears',
  access: 'company:write',
  params: idParams,
  body: companyChangeBody,
  reply: companyBody,
  handler: async ({ tx, params, body, clock, touch }) => {
    const company = await livingCompany(tx, params.id);
    if (!company.ok) return company;
    const { id, retentionDays: before } = company.value;
    touch({ type: 'company', id }, id);
    if (body.slug !== undefined && (await slugTaken(tx, body.slug, id))) return err(slugRefusal);
    const changed = await updateCompany(tx, id, body);
    if (changed.retentionDays !== before) await publishRetention(tx, clock, changed, before);
    await announceCompany(tx, id);
    return ok(changed);
  },
});

function publishRetention(
  tx: Tx,
  clock: Clock,
  { id, retentionDays: to }: Company,
  from: number | null,
): Promise<void> {
  const payload = { companyId: id, from, to };
  return publishFact(tx, clock, { name: companyRetentionChanged, companyId: id, payload });
}
