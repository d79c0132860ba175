export const permissions = [
  'company:read',
  'company:write',
  'user:read',
  'user:write',
  'token:write',
  'source:read',
  'source:write',
  'event:read',
  'finding:read',
  'finding:triage',
  'rule:read',
  'incident:read',
  'incident:write',
  'plan:write',
  'agreement:read',
  'agreement:write',
  'obligation:read',
  'notice:read',
  'notice:write',
  'notice:approve',
  'activity:read',
  'setting:write',
  'metrics:read',
] as const;
export type Permission = (typeof permissions)[number];
export interface Session {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly locale: string;
  };
  readonly kind: 'provider' | 'customer';
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly roles: readonly string[];
  readonly permissions: readonly Permission[];
  readonly provider: { readonly name: string };
  readonly mail: { readonly configured: boolean; readonly outboxPath: string | null };
  readonly version: string;
}
export const providerRoles = [
  'admin',
  'analyst',
  'lead',
  'specialist',
  'vulnerability_manager',
  'auditor',
] as const;
export const customerRoles = ['owner', 'member', 'viewer'] as const;
export type Role = (typeof providerRoles)[number] | (typeof customerRoles)[number];
export interface SetupState {
  readonly state: 'open' | 'done' | 'invalid';
  readonly providerName: string | null;
}
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly expiresAt: string;
}
export interface PublicInvitation {
  readonly email: string;
  readonly role: Role;
  readonly companyName: string | null;
  readonly expiresAt: string;
}
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly disabled: boolean;
  readonly lastSeenAt?: string | null;
}
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
}
