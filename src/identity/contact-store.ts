import type { CompanyId, Id } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { tables } from './tables-store.ts';

export type ContactCategory = 'security' | 'legal' | 'operations';

/** Whom a company wants to be told: a person or a shared mailbox. Needs no account. */
export interface Contact {
  readonly id: Id<'contact'>;
  readonly companyId: CompanyId;
  readonly name: string;
  readonly email: string;
  readonly categories: readonly string[];
  readonly locale: string;
  readonly disabled: boolean;
  readonly createdAt: Date;
}

const columns = [
  'contact.id',
  'contact.company_id',
  'contact.name',
  'contact.email',
  'contact.categories',
  'contact.locale',
  'contact.disabled',
  'contact.created_at',
] as const;

/** A company's contacts by name, disabled ones too. */
export async function listContacts(tx: Tx, companyId: CompanyId): Promise<readonly Contact[]> {
  const rows = await tables(tx)
    .selectFrom('contact')
    .select(columns)
    .where('contact.company_id', '=', companyId)
    .orderBy('contact.name')
    .orderBy('contact.id')
    .execute();
  return rows.map(toContact);
}

/** The contacts that a company wants to be told of such matters, by name; disabled ones left out. */
export async function contactsOf(
  tx: Tx,
  companyId: CompanyId,
  category: ContactCategory,
): Promise<readonly Contact[]> {
  const all = await listContacts(tx, companyId);
  return all.filter((contact) => !contact.disabled && contact.categories.includes(category));
}

export async function contactById(tx: Tx, id: string): Promise<Contact | null> {
  const row = await tables(tx)
    .selectFrom('contact')
    .select(columns)
    .where('contact.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toContact(row);
}

export async function insertContact(tx: Tx, contact: Contact): Promise<void> {
  await tables(tx)
    .insertInto('contact')
    .values({
      id: contact.id,
      company_id: contact.companyId,
      name: contact.name,
      email: contact.email,
      categories: [...contact.categories],
      locale: contact.locale,
      disabled: contact.disabled,
      created_at: contact.createdAt,
    })
    .execute();
}

export async function updateContact(tx: Tx, contact: Contact): Promise<void> {
  await tables(tx)
    .updateTable('contact')
    .set({
      name: contact.name,
      email: contact.email,
      categories: [...contact.categories],
      locale: contact.locale,
      disabled: contact.disabled,
    })
    .where('contact.id', '=', contact.id)
    .execute();
}

export async function deleteContact(tx: Tx, id: Contact['id']): Promise<void> {
  await tables(tx).deleteFrom('contact').where('contact.id', '=', id).execute();
}

const toContact = (row: {
  id: string;
  company_id: string;
  name: string;
  email: string;
  categories: string[];
  locale: string;
  disabled: boolean;
  created_at: Date;
}): Contact => ({
  id: row.id as Id<'contact'>,
  companyId: row.company_id as CompanyId,
  name: row.name,
  email: row.email,
  categories: row.categories,
  locale: row.locale,
  disabled: row.disabled,
  createdAt: row.created_at,
});
