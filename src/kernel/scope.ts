import type { CompanyId } from './id.ts';

/**
 * Whose rows a piece of work may see. `company`: one customer's. `provider`: the provider's staff, all customers.
 * `system`: named batch work over all customers (a job, the pipeline). Storage enforces it: see platform/postgres.
 */
export type Scope =
  | { readonly kind: 'company'; readonly companyId: CompanyId }
  | { readonly kind: 'provider' }
  | { readonly kind: 'system'; readonly name: string };

export const companyScope = (companyId: CompanyId): Scope => ({ kind: 'company', companyId });
export const providerScope: Scope = { kind: 'provider' };
export const systemScope = (name: string): Scope => ({ kind: 'system', name });
