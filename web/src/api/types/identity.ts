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
    readonly twoFactorEnabled: boolean;
  };
  readonly kind: 'provider' | 'customer';
  readonly companyId: string;
  readonly companyName: string;
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
  readonly companyId: string;
  readonly companyName: string;
  readonly expiresAt: string;
}
export interface PublicInvitation {
  readonly providerName: string;
  readonly email: string;
  readonly role: Role;
  readonly companyName: string;
  readonly expiresAt: string;
}
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly companyId: string;
  readonly companyName: string;
  readonly disabled: boolean;
  readonly twoFactorEnabled: boolean;
  readonly lastSignInAt: string | null;
  /** Until then signing in is refused, after too many wrong passwords. */
  readonly lockedUntil: string | null;
}
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
}
export interface OpenSession {
  readonly id: string;
  readonly current: boolean;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}
