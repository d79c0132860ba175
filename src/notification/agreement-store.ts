import { sql } from 'kysely';
import type { CompanyId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { Agreement, AgreementId } from './agreement.ts';
import { storedClauses } from './agreement-schema.ts';
import { tables } from './notification-tables-store.ts';

/** An agreement with who made its newest version. */
export interface AgreementVersion extends Agreement {
  readonly createdAt: Date;
  readonly createdBy: string;
}

const mostAgreements = 1_000;

/** Newest versions, of one company or of all that the scope sees, by company and number. */
export async function listAgreements(
  tx: Tx,
  companyId: CompanyId | null,
): Promise<readonly AgreementVersion[]> {
  const rows = await newest(tx)
    .$if(companyId !== null, (query) => query.where('agreement_version.company_id', '=', companyId ?? ''))
    .orderBy('agreement_version.company_id')
    .orderBy('agreement_version.number')
    .orderBy('agreement_version.agreement_id')
    .limit(mostAgreements)
    .execute();
  return rows.map(toAgreement);
}

export async function readAgreement(tx: Tx, id: AgreementId): Promise<AgreementVersion | null> {
  const row = await newest(tx).where('agreement_version.agreement_id', '=', id).executeTakeFirst();
  return row === undefined ? null : toAgreement(row);
}

const newest = (tx: Tx) =>
  tables(tx)
    .selectFrom('agreement_version')
    .select([
      'agreement_version.agreement_id',
      'agreement_version.version',
      'agreement_version.company_id',
      'agreement_version.title',
      'agreement_version.number',
      'agreement_version.clauses',
      'agreement_version.created_at',
      'agreement_version.created_by_name',
    ])
    .select([
      sql<string>`agreement_version.effective_from::text`.as('effective_from'),
      sql<string | null>`agreement_version.effective_to::text`.as('effective_to'),
    ])
    .where((column) =>
      column.not(
        column.exists(
          column
            .selectFrom('agreement_version as later')
            .select('later.version')
            .whereRef('later.agreement_id', '=', 'agreement_version.agreement_id')
            .whereRef('later.version', '>', 'agreement_version.version'),
        ),
      ),
    );

type Row = Awaited<ReturnType<ReturnType<typeof newest>['executeTakeFirstOrThrow']>>;

const toAgreement = (row: Row): AgreementVersion => ({
  id: row.agreement_id as AgreementId,
  companyId: row.company_id as CompanyId,
  version: row.version,
  title: row.title,
  number: row.number,
  effectiveFrom: row.effective_from,
  effectiveTo: row.effective_to,
  clauses: storedClauses.parse(row.clauses),
  createdAt: row.created_at,
  createdBy: row.created_by_name,
});

export async function insertAgreement(
  tx: Tx,
  id: AgreementId,
  companyId: CompanyId,
  at: Date,
): Promise<void> {
  await tables(tx).insertInto('agreement').values({ id, company_id: companyId, created_at: at }).execute();
}

/** Holds an agreement until the transaction ends; false when there is none. */
export async function lockAgreement(tx: Tx, id: AgreementId): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('agreement')
    .select('agreement.id')
    .where('agreement.id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertVersion(tx: Tx, agreement: AgreementVersion, byId: string | null): Promise<void> {
  await tables(tx)
    .insertInto('agreement_version')
    .values({
      agreement_id: agreement.id,
      version: agreement.version,
      company_id: agreement.companyId,
      title: agreement.title,
      number: agreement.number,
      effective_from: agreement.effectiveFrom,
      effective_to: agreement.effectiveTo,
      clauses: JSON.stringify(agreement.clauses),
      created_at: agreement.createdAt,
      created_by_id: byId,
      created_by_name: agreement.createdBy,
    })
    .execute();
}

/** The name of a customer company; null when there is none, or it is not a customer. */
export async function findCustomer(tx: Tx, companyId: CompanyId): Promise<string | null> {
  const row = await tables(tx)
    .selectFrom('company')
    .select('company.name')
    .where('company.id', '=', companyId)
    .where('company.kind', '=', 'customer')
    .executeTakeFirst();
  return row?.name ?? null;
}
