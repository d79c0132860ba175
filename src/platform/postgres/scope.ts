import { sql, type Kysely, type Transaction } from 'kysely';
import { unreachable, type Scope } from '../../kernel/index.ts';

/** The database without any table: each store adds the tables it knows with `$extendTables`. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- Kysely's own spelling of "no tables"
export type Db = Kysely<{}>;
/** A transaction that already carries its scope. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- Kysely's own spelling of "no tables"
export type Tx = Transaction<{}>;

/**
 * Runs `work` in one transaction that sees only the scope's rows: row-level security reads the two settings
 * (`tocsin.in_scope`). A throw rolls back.
 */
export async function inScope<T>(db: Db, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const { name, company } = settingsOf(scope);
    await sql`select set_config('tocsin.scope', ${name}, true), set_config('tocsin.company', ${company}, true)`.execute(
      tx,
    );
    return work(tx);
  });
}

function settingsOf(scope: Scope): { name: string; company: string } {
  switch (scope.kind) {
    case 'company':
      return { name: 'company', company: scope.companyId };
    case 'provider':
      return { name: 'provider', company: '' };
    case 'system':
      return { name: `system:${scope.name}`, company: '' };
    default:
      return unreachable(scope);
  }
}
