import { err, ok, type CompanyId, type Result, type UserId } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { managingRole, rolePermissions, sideOf, type Role, type Side } from './permission.ts';
import type { Principal } from './principal.ts';

/** A person with an account. */
export interface User {
  readonly id: UserId;
  readonly companyId: CompanyId;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  readonly role: Role;
  readonly locale: string;
  readonly twoFactorEnabled: boolean;
  readonly disabledAt: Date | null;
  readonly lastSignInAt: Date | null;
  readonly createdAt: Date;
}

export interface UserChange {
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
}

/** Whether `giver` may give `role` to somebody of a company on `side`. */
export function mayGiveRole(giver: Principal, role: Role, side: Side): Result<void, Failure> {
  if (sideOf(role) !== side) {
    return err({
      code: 'role_of_other_side',
      message: `The role ${role} is for people of ${side === 'provider' ? 'a customer' : 'the provider'}.`,
    });
  }
  const beyond = [...rolePermissions[role]].filter((permission) => !giver.permissions.has(permission));
  if (beyond.length === 0) return ok(undefined);
  return err({
    code: 'permission_beyond_yours',
    message: `The role ${role} holds permissions that you lack: ${beyond.join(', ')}.`,
  });
}

/**
 * Whether `actor` may make this change. `otherManagers` counts the enabled users of the same company, without this
 * one, who hold the role that manages it (admin, owner): the last one cannot be taken away, except that the provider
 * may shut out a customer's last owner.
 */
export function decideUserChange(
  actor: Principal,
  target: User,
  change: UserChange,
  otherManagers: number,
): Result<void, Failure> {
  const side = sideOf(target.role);
  if (change.role !== undefined && change.role !== target.role) {
    const given = mayGiveRole(actor, change.role, side);
    if (!given.ok) return given;
  }
  if (change.disabled === true && target.id === actor.userId) {
    return err({ code: 'own_account', message: 'You cannot disable your own account.' });
  }
  const manages = target.role === managingRole[side] && target.disabledAt === null;
  const steps = change.disabled === true || (change.role ?? target.role) !== target.role;
  const protectedLast = side === 'provider' || actor.side === 'customer';
  if (manages && steps && protectedLast && otherManagers === 0) {
    return err({
      code: 'last_manager',
      message: `This is the last ${target.role}. Give somebody else that role first.`,
    });
  }
  return ok(undefined);
}
