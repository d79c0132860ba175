export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];
/** A whole list: short by nature. */
export interface Items<T> {
  readonly items: readonly T[];
}
export interface Page<T> extends Items<T> {
  readonly nextCursor: string | null;
  readonly total?: number;
}
export interface Named {
  readonly id: string;
  readonly name: string;
}
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
