import { err, ok, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { isRole, sideOf, type Role } from './permission.ts';

/** Whose people an identity provider signs in when it is the provider's own. */
export const ownStaff = 'provider';

/** An identity provider of the installation's settings (`oidc`), its roles checked. */
export interface IdentityProvider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly scopes: readonly string[];
  /** Short name of the company whose people it signs in, `provider` for the provider's own. */
  readonly who: string;
  /** Domains of the addresses that it may speak for; none: any. */
  readonly domains: readonly string[];
  readonly trustEmail: boolean;
  readonly createUsers: boolean;
  readonly role: Role | null;
  readonly roles: RoleClaim | null;
  readonly requiredAmr: readonly string[];
  readonly required: boolean;
  readonly breakGlass: string | null;
}

export interface RoleClaim {
  /** Name of the claim, or a path with dots: `realm_access.roles`. */
  readonly claim: string;
  readonly map: readonly { readonly value: string; readonly role: Role }[];
  readonly required: boolean;
}

/** An entry of the settings, whose roles are still any text. */
export type IdentityProviderSetting = Omit<IdentityProvider, 'role' | 'roles'> & {
  readonly role: string | null;
  readonly roles:
    | (Omit<RoleClaim, 'map'> & {
        readonly map: readonly { readonly value: string; readonly role: string }[];
      })
    | null;
};

export interface SettingProblem {
  /** `oidc.0.role` */
  readonly key: string;
  readonly message: string;
}

/** Checks the roles of all entries: each must exist, and be of the side whose people the entry signs in. */
export function readIdentityProviders(
  settings: readonly IdentityProviderSetting[],
): Result<readonly IdentityProvider[], readonly SettingProblem[]> {
  const problems: SettingProblem[] = [];
  const providers = settings.map((setting, index) => {
    const side = setting.who === ownStaff ? 'provider' : 'customer';
    const read = (text: string, key: string): Role | null => {
      if (isRole(text) && sideOf(text) === side) return text;
      const message = isRole(text) ? `is a role of the other side than ${setting.who}` : 'is no role';
      problems.push({ key: `oidc.${index}.${key}`, message: `"${text}" ${message}` });
      return null;
    };
    return {
      ...setting,
      role: setting.role === null ? null : read(setting.role, 'role'),
      roles:
        setting.roles === null
          ? null
          : {
              ...setting.roles,
              map: setting.roles.map.flatMap(({ value, role }, place) => {
                const known = read(role, `roles.map.${place}.role`);
                return known === null ? [] : [{ value, role: known }];
              }),
            },
    };
  });
  return problems.length === 0 ? ok(providers) : err(problems);
}

/** Part of an address behind the last `@`, in lower case. */
const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

/**
 * The identity providers that a person with an address of `domain` may use: the provider's own, which everybody may
 * know, and those of the company that the domain belongs to.
 */
export const offeredTo = (
  providers: readonly IdentityProvider[],
  domain: string | null,
): readonly IdentityProvider[] =>
  providers.filter(
    (one) => one.who === ownStaff || (domain !== null && one.domains.includes(domain.toLowerCase())),
  );

/** The identity providers of a company's people. */
export const providersOf = (
  providers: readonly IdentityProvider[],
  company: { readonly slug: string; readonly kind: 'provider' | 'customer' },
): readonly IdentityProvider[] => {
  const isOwn = company.kind === 'provider';
  return providers.filter((one) => (isOfCustomer(one) ? !isOwn && one.who === company.slug : isOwn));
};

/** Whether somebody may use a password or a passkey: not where an identity provider is required, save in need. */
export function mayUseOwnWays(
  providers: readonly IdentityProvider[],
  user: { readonly email: string; readonly slug: string; readonly kind: 'provider' | 'customer' },
): boolean {
  return providersOf(providers, user).every((one) => !one.required || one.breakGlass === user.email);
}

/** What an identity provider says of somebody, after its signature has been checked. */
export interface Claims {
  /** The issuer's lasting name of the person. */
  readonly subject: string;
  /** Lower case. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly locale: string | null;
  /** Values of the claim that gives the role. */
  readonly roleValues: readonly string[];
  /** How the person was authenticated there (RFC 8176). */
  readonly amr: readonly string[];
  /** When the person was authenticated there, if it tells. */
  readonly authenticatedAt: Date | null;
  /** Its name of the session, for the logout that it may send. */
  readonly sid: string | null;
}

/** Whether the person was authenticated as strongly as the settings ask. */
export function judgeStrength(provider: IdentityProvider, claims: Claims): Result<void, Failure> {
  const { requiredAmr } = provider;
  if (requiredAmr.length === 0 || claims.amr.some((method) => requiredAmr.includes(method)))
    return ok(undefined);
  return err({
    code: 'oidc_second_factor_missing',
    message: `${provider.name} did not say that a second factor was used. Sign in there with one.`,
  });
}

/** Whether it signs in a customer's people: then it is offered by the domain of an address only. */
export const isOfCustomer = ({ who }: Pick<IdentityProvider, 'who'>): boolean => who !== ownStaff;

/** Whether an identity provider may speak for an address, by its domain. */
export const speaksFor = ({ domains }: Pick<IdentityProvider, 'domains'>, email: string): boolean =>
  domains.length === 0 || domains.includes(domainOf(email));

/** The address that may lead to an account: verified, and of a domain that this identity provider speaks for. */
export function judgeAddress(provider: IdentityProvider, claims: Claims): Result<string, Failure> {
  const { email } = claims;
  if (email === null) {
    return err({
      code: 'oidc_email_missing',
      message: `${provider.name} gave no e-mail address, so your account cannot be found.`,
    });
  }
  if (!claims.emailVerified && !provider.trustEmail) {
    return err({
      code: 'oidc_email_unverified',
      message: `${provider.name} has not verified the address ${email}.`,
    });
  }
  if (!speaksFor(provider, email)) {
    return err({
      code: 'oidc_email_foreign',
      message: `${provider.name} does not speak for addresses of ${domainOf(email)}.`,
    });
  }
  return ok(email);
}

/** The role that the claims give: a role, null when they give none, or a refusal when one is required. */
export function judgeRole(provider: IdentityProvider, claims: Claims): Result<Role | null, Failure> {
  const { roles } = provider;
  if (roles === null) return ok(null);
  const fitting = roles.map.find(({ value }) => claims.roleValues.includes(value));
  if (fitting !== undefined) return ok(fitting.role);
  if (!roles.required) return ok(null);
  return err({
    code: 'oidc_role_missing',
    message: `${provider.name} does not give you a role in Tocsin. Ask whoever manages your groups there.`,
  });
}
