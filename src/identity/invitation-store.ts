import { sql } from 'kysely';
import type { CompanyId, Id, UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { isRole, type Role } from './permission.ts';
import { tables } from './tables-store.ts';

/** A person asked to join a company; the mailed link is stored as a hash. */
export interface Invitation {
  readonly id: Id<'invitation'>;
  readonly companyId: CompanyId;
  readonly companyName: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

const columns = [
  'invitation.id',
  'invitation.company_id',
  'company.name as company_name',
  'invitation.email',
  'invitation.role',
  'invitation.expires_at',
  'invitation.created_at',
] as const;

const selection = (tx: Tx) =>
  tables(tx)
    .selectFrom('invitation')
    .innerJoin('company', 'company.id', 'invitation.company_id')
    .select(columns);

/** Invitations that are still open, newest first. */
export async function listInvitations(tx: Tx, now: Date): Promise<readonly Invitation[]> {
  const rows = await selection(tx)
    .where('invitation.expires_at', '>', now)
    .orderBy('invitation.created_at', 'desc')
    .orderBy('invitation.id', 'desc')
    .execute();
  return rows.map(toInvitation);
}

export async function invitationById(tx: Tx, id: string): Promise<Invitation | null> {
  const row = await selection(tx).where('invitation.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toInvitation(row);
}

/** The open invitation of a link. `lock`: nobody else can accept it until the transaction ends. */
export async function invitationByHash(
  tx: Tx,
  hash: string,
  now: Date,
  lock: boolean,
): Promise<Invitation | null> {
  const query = selection(tx)
    .where('invitation.token_hash', '=', hash)
    .where('invitation.expires_at', '>', now)
    .where('company.status', '=', 'active');
  const row = await (lock ? query.forUpdate('invitation') : query).executeTakeFirst();
  return row === undefined ? null : toInvitation(row);
}

/** The open invitation of an address to a company; nobody else can accept it until the transaction ends. */
export async function lockInvitation(
  tx: Tx,
  companyId: CompanyId,
  email: string,
  now: Date,
): Promise<Invitation | null> {
  const row = await selection(tx)
    .where('invitation.company_id', '=', companyId)
    .where('invitation.email', '=', email)
    .where('invitation.expires_at', '>', now)
    .where('company.status', '=', 'active')
    .forUpdate('invitation')
    .executeTakeFirst();
  return row === undefined ? null : toInvitation(row);
}

/** Writes an invitation; an earlier one of the same address to the same company is replaced, its link dead. */
export async function saveInvitation(
  tx: Tx,
  invitation: Omit<Invitation, 'companyName'>,
  tokenHash: string,
  invitedBy: UserId,
): Promise<Id<'invitation'>> {
  const { id, companyId, email, role, expiresAt, createdAt } = invitation;
  const row = await tables(tx)
    .insertInto('invitation')
    .values({
      id,
      company_id: companyId,
      email,
      role,
      token_hash: tokenHash,
      invited_by: invitedBy,
      expires_at: expiresAt,
      created_at: createdAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'email']).doUpdateSet({
        role: sql.ref('excluded.role'),
        token_hash: sql.ref('excluded.token_hash'),
        invited_by: sql.ref('excluded.invited_by'),
        expires_at: sql.ref('excluded.expires_at'),
        created_at: sql.ref('excluded.created_at'),
      }),
    )
    .returning('invitation.id')
    .executeTakeFirstOrThrow();
  return row.id as Id<'invitation'>;
}

export async function deleteInvitation(tx: Tx, id: Invitation['id']): Promise<void> {
  await tables(tx).deleteFrom('invitation').where('invitation.id', '=', id).execute();
}

function toInvitation(row: {
  id: string;
  company_id: string;
  company_name: string;
  email: string;
  role: string;
  expires_at: Date;
  created_at: Date;
}): Invitation {
  if (!isRole(row.role)) throw new Error(`The invitation ${row.id} has a role that does not exist.`);
  return {
    id: row.id as Id<'invitation'>,
    companyId: row.company_id as CompanyId,
    companyName: row.company_name,
    email: row.email,
    role: row.role,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  };
}
