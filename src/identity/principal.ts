import {
  companyScope,
  providerScope,
  type CompanyId,
  type Id,
  type Scope,
  type UserId,
} from '../kernel/index.ts';
import type { Permission, Role } from './permission.ts';

/** Who acts: a person in a session, or a program with an API token of a person. */
export interface Principal {
  readonly kind: 'user' | 'token';
  readonly userId: UserId;
  /** Set when the principal came with an API token. */
  readonly tokenId: Id<'token'> | null;
  /** Set when the principal came with a session's cookie. */
  readonly sessionId?: string;
  readonly name: string;
  readonly email: string;
  /** The user's own company: the provider, or a customer. */
  readonly companyId: CompanyId;
  readonly side: 'provider' | 'customer';
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
}

/** What the principal may see: provider staff all companies, a customer's user the own one. */
export const scopeOf = (principal: Principal): Scope =>
  principal.side === 'provider' ? providerScope : companyScope(principal.companyId);

/** Who an Activity Log record names: a principal, a part of the system, or nobody we know. */
export type Actor =
  | {
      readonly kind: 'user' | 'token';
      /** The user's id, or the token's. */
      readonly id: string;
      /** Whose token it is, when it is one. */
      readonly userId?: string;
      readonly name: string;
      readonly companyId: CompanyId;
    }
  | { readonly kind: 'system'; readonly id: string; readonly name: string; readonly companyId: null }
  | { readonly kind: 'anonymous'; readonly id: null; readonly name: string; readonly companyId: null };

export const actorOf = (principal: Principal | null, claimed = ''): Actor =>
  principal === null
    ? { kind: 'anonymous', id: null, name: claimed, companyId: null }
    : {
        kind: principal.kind,
        id: principal.tokenId ?? principal.userId,
        userId: principal.userId,
        name: principal.name,
        companyId: principal.companyId,
      };

export const systemActor = (part: string): Actor => ({
  kind: 'system',
  id: part,
  name: part,
  companyId: null,
});
