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
  readonly signIn: OwnWays;
  readonly kind: 'provider' | 'customer';
  readonly companyId: string;
  readonly companyName: string;
  readonly roles: readonly string[];
  readonly permissions: readonly Permission[];
  readonly provider: { readonly name: string };
  readonly mail: { readonly configured: boolean; readonly outboxPath: string | null };
  readonly version: string;
}
/** How the signed-in user may sign in. */
export interface OwnWays {
  /** Has a password and may use it. */
  readonly password: boolean;
  readonly passkeys: number;
  readonly identityProviders: readonly string[];
  /** Where the browser must be to make and use passkeys; null when there can be none. */
  readonly passkeyOrigin: string | null;
  /** The identity provider that has to be used, if one has to. */
  readonly requiredProvider: string | null;
  /** Proved lately who it is: the ways to sign in can be changed. */
  readonly proved: boolean;
}
export const signInWays = ['password', 'passkey', 'oidc'] as const;
export type SignInWay = (typeof signInWays)[number];
export interface OfferedProvider {
  readonly id: string;
  readonly name: string;
  readonly required: boolean;
}
export interface OfferedWays {
  readonly passkeyOrigin: string | null;
  readonly identityProviders: readonly OfferedProvider[];
  /** More identity providers are told by the domain of an address. */
  readonly byDomain: boolean;
}
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly synced: boolean;
  /** It was found to exist twice. */
  readonly suspended: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}
export interface UserWays {
  readonly password: boolean;
  readonly twoFactorEnabled: boolean;
  readonly passkeys: readonly Passkey[];
  readonly identityLinks: readonly {
    readonly id: string;
    readonly issuer: string;
    readonly name: string | null;
    readonly createdAt: string;
    readonly lastUsedAt: string | null;
  }[];
}
export interface IdentityProvider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly who: string;
  readonly domains: readonly string[];
  readonly required: boolean;
  readonly createUsers: boolean;
  readonly breakGlass: string | null;
  readonly missing: readonly ('company' | 'break_glass_account')[];
  readonly redirectUri: string;
  readonly logoutUri: string;
}
export interface ProviderCheck {
  readonly ok: boolean;
  readonly code: string | null;
  readonly message: string | null;
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
  readonly identityProviders: readonly Omit<OfferedProvider, 'required'>[];
  /** Whether it can be accepted with a password. */
  readonly password: boolean;
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
  readonly signIn: Pick<OwnWays, 'password' | 'passkeys' | 'identityProviders'>;
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
  readonly way: SignInWay;
  readonly createdAt: string;
  readonly expiresAt: string;
}
