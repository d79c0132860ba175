import { sql } from 'kysely';
import type { CompanyId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { tables } from './notification-tables-store.ts';
import type { ProviderContact } from './templates.ts';

/** Whom customers call, as an administrator set it; null when nobody did. */
export async function readContactSetting(tx: Tx): Promise<ProviderContact | null> {
  const row = await tables(tx)
    .selectFrom('notice_setting')
    .select([
      'notice_setting.contact_name',
      'notice_setting.contact_email',
      'notice_setting.contact_phone',
      'notice_setting.contact_hours',
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    name: row.contact_name,
    email: row.contact_email,
    phone: row.contact_phone,
    hours: row.contact_hours,
  };
}

export async function saveContactSetting(tx: Tx, contact: ProviderContact, at: Date): Promise<void> {
  const values = {
    contact_name: contact.name,
    contact_email: contact.email,
    contact_phone: contact.phone,
    contact_hours: contact.hours,
    updated_at: at,
  };
  await tables(tx)
    .insertInto('notice_setting')
    .values({ only_row: true, ...values })
    .onConflict((conflict) => conflict.column('only_row').doUpdateSet(values))
    .execute();
}

/** The provider's name, and its own contact for security if it has one. */
export async function readProvider(tx: Tx): Promise<{
  readonly name: string;
  readonly contact: { readonly name: string; readonly email: string } | null;
}> {
  const named = await sql<{ name: string | null }>`select tocsin.provider_name() as name`.execute(tx);
  const row = await tables(tx)
    .selectFrom('contact')
    .innerJoin('company', 'company.id', 'contact.company_id')
    .select(['contact.name', 'contact.email'])
    .where('company.kind', '=', 'provider')
    .where('contact.disabled', '=', false)
    .where(sql<boolean>`'security' = any (contact.categories)`)
    .orderBy('contact.name')
    .orderBy('contact.id')
    .executeTakeFirst();
  return { name: named.rows[0]?.name ?? 'Tocsin', contact: row ?? null };
}

/** Names of companies that the scope may see. */
export async function companyNames(
  tx: Tx,
  ids: readonly CompanyId[],
): Promise<ReadonlyMap<CompanyId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(tx)
    .selectFrom('company')
    .select(['company.id', 'company.name'])
    .where('company.id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id as CompanyId, row.name]));
}
