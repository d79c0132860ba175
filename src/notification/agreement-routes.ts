import type { z } from 'zod';
import { defineRoute, type Principal, type Route } from '../identity/index.ts';
import { err, newId, ok, type Clock, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { AgreementId, Clause } from './agreement.ts';
import {
  agreementBody,
  agreementPage,
  agreementParams,
  agreementPatch,
  agreementQuery,
  agreementReply,
} from './agreement-schema.ts';
import {
  findCustomer,
  insertAgreement,
  insertVersion,
  listAgreements,
  lockAgreement,
  readAgreement,
  type AgreementVersion,
} from './agreement-store.ts';
import { clauseText } from './notice-mail.ts';
import type { Templates } from './templates.ts';

export interface AgreementDeps {
  readonly clock: Clock;
  readonly templates: Templates;
}

type Show = (agreement: AgreementVersion) => z.input<typeof agreementReply>;

export function agreementRoutes(deps: AgreementDeps): readonly Route[] {
  const show: Show = (agreement) => ({
    ...agreement,
    clauses: agreement.clauses.map((clause) => ({
      ...clause,
      contactCategories: [...clause.contactCategories],
      text: clauseText(deps.templates, clause),
    })),
  });
  return [...readingRoutes(show), ...writingRoutes(deps.clock, show)];
}

function readingRoutes(show: Show): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/agreements',
      operation: 'agreement.list',
      summary: 'Agreements, newest version each',
      access: 'agreement:read',
      query: agreementQuery,
      reply: agreementPage,
      handler: async ({ tx, query }) => {
        const items = (await listAgreements(tx, query.companyId ?? null)).map(show);
        return ok({ items, nextCursor: null });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/agreements/:id',
      operation: 'agreement.get',
      summary: 'One agreement, newest version',
      access: 'agreement:read',
      params: agreementParams,
      reply: agreementReply,
      handler: async ({ tx, params }) => {
        const agreement = await readAgreement(tx, params.id);
        return agreement === null ? err(noAgreement) : ok(show(agreement));
      },
    }),
  ];
}

function writingRoutes(clock: Clock, show: Show): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/agreements',
      operation: 'agreement.create',
      summary: 'Records an agreement with a customer',
      access: 'agreement:write',
      body: agreementBody,
      reply: agreementReply,
      status: 201,
      handler: async ({ tx, principal, body, touch }) => {
        const created = await createAgreement(tx, clock, principal, body);
        if (!created.ok) return created;
        touch({ type: 'agreement', id: created.value.id }, body.companyId);
        return ok(show(created.value));
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/agreements/:id',
      operation: 'agreement.change',
      summary: 'Makes a new version; obligations that run keep theirs',
      access: 'agreement:write',
      params: agreementParams,
      body: agreementPatch,
      reply: agreementReply,
      handler: async ({ tx, principal, params, body, touch }) => {
        const changed = await changeAgreement(tx, clock, principal, params.id, body);
        if (!changed.ok) return changed;
        touch({ type: 'agreement', id: params.id }, changed.value.companyId);
        return ok(show(changed.value));
      },
    }),
  ];
}

const noAgreement: Failure = {
  code: 'not_found',
  message: 'There is no such agreement, or you may not see it.',
};

type GivenClause = z.output<typeof agreementBody>['clauses'][number];

/** A clause keeps its id over versions; an id from elsewhere is not taken over. */
const withIds = (clauses: readonly GivenClause[], known: readonly Clause[], at: Date): readonly Clause[] =>
  clauses.map((clause) => ({ ...clause, id: known.find(({ id }) => id === clause.id)?.id ?? newId(at) }));

async function createAgreement(
  tx: Tx,
  clock: Clock,
  by: Principal,
  { clauses, companyId, ...terms }: z.output<typeof agreementBody>,
): Promise<Result<AgreementVersion, Failure>> {
  if ((await findCustomer(tx, companyId)) === null)
    return err({ code: 'agreement_company', message: `${companyId} is not a customer company.` });
  const at = clock.now();
  const agreement: AgreementVersion = {
    ...terms,
    id: newId(at),
    companyId,
    version: 1,
    clauses: withIds(clauses, [], at),
    createdAt: at,
    createdBy: by.name,
  };
  const fault = faultOf(agreement);
  if (fault !== null) return err(fault);
  await insertAgreement(tx, agreement.id, companyId, at);
  await insertVersion(tx, agreement, by.userId);
  return ok(agreement);
}

async function changeAgreement(
  tx: Tx,
  clock: Clock,
  by: Principal,
  id: AgreementId,
  patch: z.output<typeof agreementPatch>,
): Promise<Result<AgreementVersion, Failure>> {
  const before = (await lockAgreement(tx, id)) ? await readAgreement(tx, id) : null;
  if (before === null) return err(noAgreement);
  if (patch.version !== undefined && patch.version !== before.version)
    return err({
      code: 'conflict',
      message: `Version ${before.version} is newer than what you read. Load it again.`,
    });
  const at = clock.now();
  const next: AgreementVersion = {
    ...before,
    title: patch.title ?? before.title,
    number: patch.number ?? before.number,
    effectiveFrom: patch.effectiveFrom ?? before.effectiveFrom,
    effectiveTo: patch.effectiveTo === undefined ? before.effectiveTo : patch.effectiveTo,
    clauses: patch.clauses === undefined ? before.clauses : withIds(patch.clauses, before.clauses, at),
    version: before.version + 1,
    createdAt: at,
    createdBy: by.name,
  };
  const fault = faultOf(next);
  if (fault !== null) return err(fault);
  await insertVersion(tx, next, by.userId);
  return ok(next);
}

const faultOf = ({ effectiveFrom, effectiveTo }: AgreementVersion): Failure | null =>
  effectiveTo === null || effectiveTo >= effectiveFrom
    ? null
    : {
        code: 'agreement_dates',
        message: `The agreement ends (${effectiveTo}) before it starts (${effectiveFrom}).`,
      };
