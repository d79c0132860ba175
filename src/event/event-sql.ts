import { unreachable, type Scope } from '../kernel/index.ts';
import type { Query } from './search/query.ts';
import { toSql } from './search/query-sql.ts';

/** A stretch of event time: `from` is in it, `to` is not. Unix milliseconds. */
export interface EventRange {
  readonly from: number;
  readonly to: number;
}

/** Values bound to a statement. */
export type Params = Readonly<Record<string, unknown>>;

/** A condition and the values bound in it. */
export interface Where {
  readonly sql: string;
  readonly params: Params;
}

/** The rows that a scope may see. */
export function scoped(scope: Scope): Where {
  switch (scope.kind) {
    case 'company':
      return {
        sql: 'security_event.company_id = {scope_company:UUID}',
        params: { scope_company: scope.companyId },
      };
    case 'provider':
    case 'system':
      return { sql: '1', params: {} };
    default:
      return unreachable(scope);
  }
}

/** The rows that a scope may see, in a range. */
export function scopedIn(scope: Scope, range: EventRange): Where {
  const who = scoped(scope);
  return {
    sql: `${who.sql}
      AND security_event.time >= fromUnixTimestamp64Milli({range_from:Int64}, 'UTC')
      AND security_event.time < fromUnixTimestamp64Milli({range_to:Int64}, 'UTC')`,
    params: { ...who.params, range_from: range.from, range_to: range.to },
  };
}

/** The rows that a scope may see, in a range, that a query matches. */
export function where(scope: Scope, query: Query, range: EventRange): Where {
  const who = scopedIn(scope, range);
  const what = toSql(query);
  return { sql: `${who.sql} AND ${what.sql}`, params: { ...who.params, ...what.params } };
}

/** What a list of events shows. */
export const summaryColumns = `
  security_event.event_id AS event_id,
  security_event.company_id AS company_id,
  security_event.project_id AS project_id,
  security_event.source_id AS source_id,
  toUnixTimestamp64Milli(security_event.time) AS time_ms,
  toUnixTimestamp64Milli(security_event.received_at) AS received_ms,
  security_event.class_uid AS class_uid,
  security_event.activity AS activity,
  security_event.severity_id AS severity_id,
  security_event.status AS status,
  security_event.repeated AS repeated,
  security_event.product AS product,
  security_event.category AS category,
  security_event.service AS service,
  security_event.parser AS parser,
  security_event.unparsed_reason AS unparsed_reason,
  security_event.peer AS peer,
  security_event.host AS host,
  security_event.user_name AS user_name,
  toString(security_event.src_ip) AS src_address,
  toString(security_event.dst_ip) AS dst_address,
  security_event.process_name AS process_name,
  security_event.api_operation AS api_operation,
  security_event.message AS message`;

/** Everything of an event. */
export const detailColumns = `${summaryColumns},
  security_event.command_line AS command_line,
  security_event.ocsf AS ocsf,
  security_event.raw AS raw`;
