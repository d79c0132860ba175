import { Client, escapeIdentifier, escapeLiteral } from 'pg';

/** How one role of ours reaches the database. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly ssl?: boolean;
}

/**
 * The three roles. `owner` owns the tables and runs migrations; `app` is what the server works as: no owner, no
 * superuser, cannot bypass row-level security; `jobs` owns only the job queue's own schema.
 */
export const databaseRoles = { owner: 'tocsin_owner', app: 'tocsin_app', jobs: 'tocsin_jobs' } as const;
export type DatabaseRole = keyof typeof databaseRoles;

const provisionLock = 7_246_901;

/**
 * Makes roles and the database if they are missing, and sets the roles' passwords. Safe when several processes
 * start at once. `admin` must be a superuser or have CREATEROLE and CREATEDB.
 */
export async function provisionDatabase(
  admin: ConnectionSettings,
  database: string,
  passwordOf: (role: DatabaseRole) => string,
): Promise<void> {
  const client = new Client(admin);
  client.on('error', () => undefined); // the next statement fails and tells
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [provisionLock]);
    for (const role of ['owner', 'app', 'jobs'] as const) {
      await ensureRole(client, databaseRoles[role], passwordOf(role));
    }
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) {
      await client.query(`grant ${databaseRoles.owner} to current_user`);
      await client.query(`create database ${escapeIdentifier(database)} owner ${databaseRoles.owner}`);
    }
  } finally {
    await client.end();
  }
  await provisionSchemas({ ...admin, database });
}

async function ensureRole(client: Client, name: string, password: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  const attributes = 'login nosuperuser nobypassrls nocreatedb nocreaterole noinherit';
  const verb = found.rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${name} with ${attributes} password ${escapeLiteral(password)}`);
}

async function provisionSchemas(admin: ConnectionSettings): Promise<void> {
  const client = new Client(admin);
  client.on('error', () => undefined); // the next statement fails and tells
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [provisionLock]);
    await client.query('revoke all on schema public from public');
    await client.query(`create schema if not exists tocsin authorization ${databaseRoles.owner}`);
    // The queue's migrations say "create schema if not exists", which asks for this right even when it exists.
    await client.query(
      `grant create on database ${escapeIdentifier(admin.database)} to ${databaseRoles.jobs}`,
    );
    await client.query(`create schema if not exists graphile_worker authorization ${databaseRoles.jobs}`);
    await client.query(`grant usage on schema tocsin to ${databaseRoles.app}`);
    await client.query(
      `alter role ${databaseRoles.app} in database ${escapeIdentifier(admin.database)} set search_path = tocsin`,
    );
    await client.query(
      `alter role ${databaseRoles.owner} in database ${escapeIdentifier(admin.database)} set search_path = tocsin`,
    );
    await client.query(
      `alter role ${databaseRoles.jobs} in database ${escapeIdentifier(admin.database)} set search_path = graphile_worker`,
    );
  } finally {
    await client.end();
  }
}
