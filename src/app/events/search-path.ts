import { resolveRange } from '../../event/index.ts';
import { err, ok, type Result } from '../../kernel/index.ts';

export interface EventSearchOptions {
  readonly query: string;
  /** `24h`, or two times with `~` between. */
  readonly range: string;
  readonly companyId: string | null;
  /** Events written at most. */
  readonly limit: number;
}

/** Events that the server gives at most. */
export const mostEvents = 1_000_000;

/** The path and query that give matching events as a file, one more than are wanted, so that
 * it is seen when there are more. The range is meant at `now`. An error is for people. */
export function searchPath(options: EventSearchOptions, now: Date): Result<string, string> {
  const range = resolveRange(options.range, now);
  if (!range.ok) return err(range.error.message);
  const query = new URLSearchParams({
    format: 'ndjson',
    limit: String(Math.min(options.limit + 1, mostEvents)),
    from: range.value.from.toISOString(),
    to: range.value.to.toISOString(),
  });
  if (options.query !== '') query.set('q', options.query);
  if (options.companyId !== null) query.set('companyId', options.companyId);
  return ok(`/api/v1/events/export?${query.toString()}`);
}
