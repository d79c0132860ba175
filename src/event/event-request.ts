import { scopeOf, type Principal } from '../identity/index.ts';
import { companyScope, err, type CompanyId, type Result, type Scope } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { parseQuery } from './search/parse-query.ts';
import type { Query } from './search/query.ts';

/** The principal's own scope, narrowed to one company where the request asks for it. */
export function searchScope(principal: Principal, companyId: string | undefined): Scope {
  const own = scopeOf(principal);
  if (own.kind === 'company' || companyId === undefined) return own;
  return companyScope(companyId as CompanyId);
}

export function readQuery(text: string): Result<Query, Failure> {
  const parsed = parseQuery(text);
  if (parsed.ok) return parsed;
  const { code, message, position, length } = parsed.error;
  const path = `query.q:${position}-${position + length}`;
  return err({ code: 'query_malformed', message, errors: [{ path, code, message }] });
}
