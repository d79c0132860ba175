/** What a principal may do: `noun:verb`. Routes declare one; roles and API tokens hold sets of them. */
export const permissions = [
  'company:read',
  'company:write',
  'contact:write',
  'user:read',
  'user:write',
  'token:write',
  'source:read',
  'source:write',
  'event:read',
  'finding:read',
  'finding:triage',
  'rule:read',
  'rule:write',
  'incident:read',
  'incident:write',
  'plan:write',
  'agreement:read',
  'agreement:write',
  'obligation:read',
  'notice:read',
  'notice:write',
  'notice:approve',
  'measure:write',
  'activity:read',
  'setting:write',
  'metrics:read',
] as const;

export type Permission = (typeof permissions)[number];

export const providerRoles = [
  'admin',
  'analyst',
  'lead',
  'specialist',
  'vulnerability_manager',
  'auditor',
] as const;
export const customerRoles = ['owner', 'member', 'viewer'] as const;

export type ProviderRole = (typeof providerRoles)[number];
export type CustomerRole = (typeof customerRoles)[number];
export type Role = ProviderRole | CustomerRole;

const reading: readonly Permission[] = [
  'company:read',
  'source:read',
  'event:read',
  'finding:read',
  'rule:read',
  'incident:read',
  'agreement:read',
  'obligation:read',
  'notice:read',
];
const analysing: readonly Permission[] = [
  ...reading,
  'user:read',
  'token:write',
  'activity:read',
  'finding:triage',
  'rule:write',
  'incident:write',
  'plan:write',
  'notice:write',
];
const customerReading: readonly Permission[] = [
  'company:read',
  'event:read',
  'finding:read',
  'incident:read',
  'agreement:read',
];

/** What each role may do. A customer's role acts inside its own company only; storage enforces that. */
export const rolePermissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  admin: new Set(permissions),
  lead: new Set([
    ...analysing,
    'notice:approve',
    'agreement:write',
    'source:write',
    'company:write',
    'contact:write',
  ]),
  analyst: new Set([...analysing, 'notice:approve', 'source:write']),
  specialist: new Set([...reading, 'token:write', 'plan:write']),
  vulnerability_manager: new Set([...reading, 'token:write', 'activity:read', 'plan:write']),
  auditor: new Set([...reading, 'user:read', 'token:write', 'activity:read', 'metrics:read']),
  owner: new Set([
    ...customerReading,
    'contact:write',
    'user:read',
    'user:write',
    'token:write',
    'source:read',
    'source:write',
    'activity:read',
    'measure:write',
  ]),
  member: new Set([...customerReading, 'token:write', 'source:read', 'measure:write']),
  viewer: new Set(customerReading),
};

/** Every role, the provider's first. */
export const roles = [...providerRoles, ...customerRoles] as const;

export type Side = 'provider' | 'customer';

/** The side of the house that a role belongs to; a user never has a role of the other. */
export const sideOf = (role: Role): Side => (isProviderRole(role) ? 'provider' : 'customer');

/** The role of each side that manages its side's people; the last user who has it cannot lose it. */
export const managingRole = { provider: 'admin', customer: 'owner' } as const satisfies Record<Side, Role>;

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

export const isPermission = (text: string): text is Permission =>
  (permissions as readonly string[]).includes(text);

export const isProviderRole = (role: Role): role is ProviderRole =>
  (providerRoles as readonly string[]).includes(role);
