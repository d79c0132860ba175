import { pino, type Logger } from 'pino';
import { pinoPretty } from './pretty.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** `auto`: readable lines on a terminal, JSON otherwise. */
  readonly format: 'auto' | 'json' | 'pretty';
}

/** Paths whose values never reach a log line. */
const secrets = [
  'password',
  'token',
  'secret',
  '*.password',
  '*.token',
  '*.secret',
  'req.headers.authorization',
  'req.headers.cookie',
];

/** The program's log: to standard error, so that standard output stays free for machine output. */
export function createLog(options: LogOptions): Logger {
  const pretty = options.format === 'pretty' || (options.format === 'auto' && process.stderr.isTTY);
  const settings = {
    level: options.level,
    redact: { paths: secrets, censor: '[redacted]' },
    base: null,
    serializers: { err: describeError },
  };
  return pretty ? pino(settings, pinoPretty()) : pino(settings, pino.destination({ dest: 2, sync: false }));
}

/** What a log line tells of an error: drivers hang whole connections on theirs, passwords included. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    type: name,
    message,
    code,
    stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}
