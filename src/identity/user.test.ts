import { expect, test } from 'vitest';
import { newId, type CompanyId, type UserId } from '../kernel/index.ts';
import { permissions, rolePermissions, roles, sideOf, type Role } from './permission.ts';
import type { Principal } from './principal.ts';
import { decideUserChange, mayGiveRole, type User } from './user.ts';

const epoch = new Date(0);
const companyId = newId<'company'>(epoch) as CompanyId;

const principal = (role: Role, held = rolePermissions[role]): Principal => ({
  kind: 'user',
  userId: newId<'user'>(epoch),
  tokenId: null,
  name: role,
  email: `${role}@example.test`,
  companyId,
  side: sideOf(role),
  role,
  permissions: held,
});

const user = (role: Role, id: UserId = newId<'user'>(epoch)): User => ({
  id,
  companyId,
  name: 'Target',
  email: 'target@example.test',
  role,
  locale: 'en',
  twoFactorEnabled: false,
  disabledAt: null,
  lastSignInAt: null,
  createdAt: epoch,
});

const code = (result: ReturnType<typeof decideUserChange>): string => (result.ok ? 'ok' : result.error.code);

test.each([
  ['an admin makes an analyst a lead', 'admin', 'analyst', { role: 'lead' }, 1, 'ok'],
  [
    'an admin cannot make an analyst an owner',
    'admin',
    'analyst',
    { role: 'owner' },
    1,
    'role_of_other_side',
  ],
  ['an owner cannot make a member an admin', 'owner', 'member', { role: 'admin' }, 1, 'role_of_other_side'],
  ['the last admin stays admin', 'admin', 'admin', { role: 'auditor' }, 0, 'last_manager'],
  ['one of two admins may step back', 'admin', 'admin', { role: 'auditor' }, 1, 'ok'],
  ['the last admin is not disabled', 'admin', 'admin', { disabled: true }, 0, 'last_manager'],
  ['the last admin may get a new name', 'admin', 'admin', { name: 'New' }, 0, 'ok'],
  ['an owner cannot remove the last owner', 'owner', 'owner', { disabled: true }, 0, 'last_manager'],
  ["the provider may shut out a customer's last owner", 'admin', 'owner', { disabled: true }, 0, 'ok'],
] as const)('%s', (_name, actor, target, change, others, expected) => {
  expect(code(decideUserChange(principal(actor), user(target), change, others))).toBe(expected);
});

test('nobody disables the own account', () => {
  const ada = principal('admin');
  expect(code(decideUserChange(ada, user('admin', ada.userId), { disabled: true }, 3))).toBe('own_account');
});

test('nobody gives a role that holds more than they do themselves', () => {
  const token = principal('admin', new Set(['user:write', 'user:read'] as const));
  expect(code(mayGiveRole(token, 'admin', 'provider'))).toBe('permission_beyond_yours');
  expect(code(mayGiveRole(token, 'auditor', 'provider'))).toBe('permission_beyond_yours');
});

test('every role holds permissions that exist, and only admin holds all', () => {
  for (const role of roles) {
    expect([...rolePermissions[role]].every((permission) => permissions.includes(permission))).toBe(true);
    expect(rolePermissions[role].size === permissions.length).toBe(role === 'admin');
  }
});
