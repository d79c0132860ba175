import { ClickHouseError } from '@clickhouse/client';

/** ClickHouse cannot be reached, or its embedded process is being restarted: the same call may succeed later. */
export class ClickHouseUnavailableError extends Error {
  override readonly name = 'ClickHouseUnavailableError';
  readonly code = 'clickhouse_unavailable';
  readonly retryable = true;

  constructor(reason: string, options?: ErrorOptions) {
    super(`ClickHouse is not available: ${reason}`, options);
  }
}

/** What Node says when a connection cannot be made or breaks. */
const connectionCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
]);

/** Messages of the client library for the same, which carry no code. */
const connectionMessages = /^(?:Timeout error\.|socket hang up|aborted)$/;

/**
 * ClickHouse's own errors that pass: TOO_MANY_SIMULTANEOUS_QUERIES, NETWORK_ERROR, SOCKET_TIMEOUT, NO_ZOOKEEPER,
 * MEMORY_LIMIT_EXCEEDED, TABLE_IS_READ_ONLY, TOO_MANY_PARTS, ALL_CONNECTION_TRIES_FAILED, KEEPER_EXCEPTION.
 */
const passingCodes: ReadonlySet<string> = new Set([
  '202',
  '209',
  '210',
  '225',
  '241',
  '242',
  '252',
  '279',
  '999',
]);

/** Makes a broken connection a `ClickHouseUnavailableError`; leaves every other error as it is. */
export function asClickHouseError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof ClickHouseError) return thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (!connectionCodes.has(code) && !connectionMessages.test(thrown.message)) return thrown;
  return new ClickHouseUnavailableError(thrown.message, { cause: thrown });
}

/** TOO_DEEP_AST, TOO_BIG_AST, TOO_DEEP_RECURSION, CANNOT_COMPILE_REGEXP. */
const tooComplexCodes: ReadonlySet<string> = new Set(['167', '168', '306', '427']);

/** True when ClickHouse cannot take a statement because of its size or of a regular expression's. */
export const isTooComplex = (thrown: unknown): boolean =>
  thrown instanceof ClickHouseError && tooComplexCodes.has(thrown.code);

/** TIMEOUT_EXCEEDED, TOO_SLOW, as ClickHouse says it before the first row or after some. */
const tooLongCodes: ReadonlySet<unknown> = new Set(['159', '160']);

/** True when a statement took longer than it may. */
export const isTooLong = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && tooLongCodes.has(thrown.code);

/** True when the same call may succeed later without any change. */
export function isRetryable(thrown: unknown): boolean {
  if (thrown instanceof ClickHouseUnavailableError) return true;
  return thrown instanceof ClickHouseError && passingCodes.has(thrown.code);
}
