import { sql } from 'kysely';
import { rolePermissions, type Principal, type Role } from '../../src/identity/index.ts';
import { newId, systemScope, type CompanyId, type UserId } from '../../src/kernel/index.ts';
import { inScope, type Db } from '../../src/platform/postgres/index.ts';

const created = new Date('2029-01-01T00:00:00Z');

/** A company, written straight into the database. */
export async function addCompany(
  db: Db,
  company: { readonly kind: 'provider' | 'customer'; readonly name: string; readonly locale?: string },
): Promise<CompanyId> {
  const id = newId<'company'>(created);
  await inScope(db, systemScope('test'), (tx) =>
    sql`insert into company (id, kind, name, slug, locale, created_at)
        values (${id}, ${company.kind}, ${company.name}, ${`slug-${id}`}, ${company.locale ?? 'en'}, ${created})`.execute(
      tx,
    ),
  );
  return id;
}

/** A user, written straight into the database, as the principal of a session. */
export async function addUser(
  db: Db,
  user: {
    readonly companyId: CompanyId;
    readonly name: string;
    readonly role: Role;
    readonly side: 'provider' | 'customer';
  },
): Promise<Principal> {
  const id: UserId = newId(created);
  const email = `${id}@people.example`;
  await inScope(db, systemScope('test'), (tx) =>
    sql`insert into app_user (id, company_id, name, email, role, created_at, updated_at)
        values (${id}, ${user.companyId}, ${user.name}, ${email}, ${user.role}, ${created}, ${created})`.execute(
      tx,
    ),
  );
  return {
    kind: 'user',
    userId: id,
    tokenId: null,
    name: user.name,
    email,
    companyId: user.companyId,
    side: user.side,
    role: user.role,
    permissions: rolePermissions[user.role],
  };
}

/** A contact of a company, written straight into the database. */
export async function addContact(
  db: Db,
  contact: {
    readonly companyId: CompanyId;
    readonly name: string;
    readonly email: string;
    readonly categories: readonly string[];
  },
): Promise<string> {
  const id = newId<'contact'>(created);
  await inScope(db, systemScope('test'), (tx) =>
    sql`insert into contact (id, company_id, name, email, categories, created_at)
        values (${id}, ${contact.companyId}, ${contact.name}, ${contact.email}, ${[...contact.categories]}, ${created})`.execute(
      tx,
    ),
  );
  return id;
}
