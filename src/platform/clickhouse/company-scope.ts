import type { ClickHouseClient } from '@clickhouse/client';
import type { CompanyId } from '../../kernel/index.ts';
import { readRows, type ReadQuery } from './query.ts';

/** Whose rows a query may see: one company's, or everybody's for a named piece of system work (retention, backup). */
export type CompanyScope =
  | { readonly kind: 'company'; readonly companyId: CompanyId }
  | { readonly kind: 'system'; readonly name: string };

/** A condition for WHERE and the values that it binds. */
export interface CompanyFilter {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const columnPattern = /^[a-z_]\w*(?:\.[a-z_]\w*)?$/i;

/** The condition that keeps a query inside `scope`; `column` names the company's column, with the table's alias if there is one. */
export function companyFilter(scope: CompanyScope, column = 'company_id'): CompanyFilter {
  if (!columnPattern.test(column)) throw new Error(`"${column}" is not a column name.`);
  if (scope.kind === 'system') return { sql: 'true', params: {} };
  return { sql: `${column} = {scope_company_id:UUID}`, params: { scope_company_id: scope.companyId } };
}

/** A SELECT on companies' data: its text is made from the condition, so it cannot be written without one. */
export interface ScopedQuery<Row> extends Omit<ReadQuery<Row>, 'sql'> {
  /** `filter(column)` gives the condition; a text that does not hold it is refused. */
  readonly sql: (filter: (column?: string) => string) => string;
}

/** Reads rows inside one scope. */
export interface ScopedReader {
  rows<Row>(query: ScopedQuery<Row>): Promise<readonly Row[]>;
}

/** Every query through the reader sees the rows of `scope` and no others. */
export function createScopedReader(client: ClickHouseClient, scope: CompanyScope): ScopedReader {
  return {
    rows: async ({ sql, params, ...rest }) => {
      const made: string[] = [];
      const text = sql((column) => {
        const filter = companyFilter(scope, column).sql;
        made.push(filter);
        return filter;
      });
      if (made.length === 0 || !made.every((filter) => text.includes(filter))) {
        throw new Error('A query on company data must hold its company filter.');
      }
      return readRows(client, { ...rest, sql: text, params: { ...params, ...companyFilter(scope).params } });
    },
  };
}
