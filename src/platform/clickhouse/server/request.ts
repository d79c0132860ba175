import { err, ok, type Result } from '../../../kernel/index.ts';
import { engineError, type EngineError } from './engine-error.ts';

/** One call of ClickHouse's HTTP interface, read from the URL (and, for multipart, from the body's fields). */
export interface QueryRequest {
  /** The `query` parameter; the body's text or rows come after it. */
  readonly query: string;
  readonly queryId: string;
  readonly database: string | null;
  readonly defaultFormat: string;
  /** Engine settings, name to text. */
  readonly settings: ReadonlyMap<string, string>;
  /** Values bound to `{name:Type}`, in ClickHouse's escaped text form. */
  readonly params: ReadonlyMap<string, string>;
  /** The client wants compressed replies (`enable_http_compression`). */
  readonly compress: boolean;
}

/** They steer ClickHouse's HTTP layer only; this server has no use for them. */
const httpOnly: ReadonlySet<string> = new Set([
  'add_http_cors_header',
  'buffer_size',
  'cancel_http_readonly_queries_on_client_close',
  'http_headers_progress_interval_ms',
  'http_native_compression_disable_checksumming_on_decompress',
  'http_response_buffer_size',
  'http_response_compression_method',
  'http_send_progress_interval_ms',
  'http_wait_end_of_query',
  'http_write_exception_in_output_format',
  'http_zlib_compression_level',
  'log_comment',
  'password',
  'quota_key',
  'send_progress_in_http_headers',
  'user',
  'wait_end_of_query',
]);

/** Asked for, these would change the meaning of a query, so silence would be wrong. */
const unsupported: ReadonlySet<string> = new Set([
  'compress',
  'decompress',
  'profile',
  'role',
  'session_check',
  'session_id',
  'session_timeout',
]);

const identifier = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const queryIdPattern = /^[\w.:/-]{1,128}$/;

/** Reads the request; `newQueryId` is used when the caller named none. */
export function parseQueryRequest(
  fields: Iterable<readonly [string, string]>,
  newQueryId: string,
): Result<QueryRequest, EngineError> {
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  const known = new Map<string, string>();
  for (const [name, value] of fields) {
    if (unsupported.has(name)) {
      return err(
        engineError('NOT_IMPLEMENTED', `The embedded ClickHouse does not know the parameter "${name}".`),
      );
    }
    if (name.startsWith('param_')) {
      const bound = name.slice('param_'.length);
      if (!identifier.test(bound)) return err(badName('query parameter', bound));
      params.set(bound, value);
    } else if (ownFields.has(name)) known.set(name, value);
    else if (!httpOnly.has(name)) {
      if (!identifier.test(name)) return err(badName('setting', name));
      settings.set(name, value);
    }
  }
  const queryId = known.get('query_id') ?? newQueryId;
  if (!queryIdPattern.test(queryId)) return err(badName('query id', queryId));
  const database = known.get('database');
  const defaultFormat = known.get('default_format') ?? 'TabSeparated';
  if (!identifier.test(defaultFormat)) return err(badName('format', defaultFormat));
  return ok({
    query: known.get('query') ?? '',
    queryId,
    database: database === undefined || database === '' ? null : database,
    defaultFormat,
    settings,
    params,
    compress: known.get('enable_http_compression') === '1',
  });
}

const ownFields: ReadonlySet<string> = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'enable_http_compression',
]);

function badName(what: string, name: string): EngineError {
  return engineError('BAD_ARGUMENTS', `"${name.slice(0, 60)}" is not a valid name of a ${what}.`);
}
