import type { Agent } from 'node:http';
import {
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { asClickHouseError, ClickHouseUnavailableError } from './clickhouse-error.ts';

/** Where the client connects to and how long it waits. */
export interface ClientTarget {
  readonly url: string;
  readonly database: string | undefined;
  /** For the unix socket of the embedded engine. */
  readonly agent: Agent | undefined;
  readonly requestTimeoutMs: number;
  readonly settings: ClickHouseSettings;
  /** Why no call can be made now, or null. */
  readonly unavailable: () => string | null;
}

/**
 * Settings of every call, so that an external server behaves as the embedded engine does: times as ISO 8601 in UTC,
 * 64-bit integers as JSON numbers.
 */
export const commonSettings: ClickHouseSettings = {
  date_time_input_format: 'best_effort',
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: 0,
  session_timezone: 'UTC',
};

/** A client whose calls fail with `ClickHouseUnavailableError` while nothing answers; other errors are `ClickHouseError`. */
export function connect(target: ClientTarget): ClickHouseClient {
  const client = createClient({
    url: target.url,
    ...(target.database === undefined ? {} : { database: target.database }),
    ...(target.agent === undefined ? {} : { http_agent: target.agent }),
    request_timeout: target.requestTimeoutMs,
    max_open_connections: 32,
    clickhouse_settings: target.settings,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const guarded: ReadonlySet<unknown> = new Set(['query', 'insert', 'command', 'exec']);
  return new Proxy(client, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      if (!guarded.has(name)) return (...args: unknown[]): unknown => Reflect.apply(member, object, args);
      return async (...args: unknown[]): Promise<unknown> => {
        const reason = target.unavailable();
        if (reason !== null) throw new ClickHouseUnavailableError(reason);
        try {
          return await Reflect.apply(member, object, args);
        } catch (error) {
          throw asClickHouseError(error);
        }
      };
    },
  });
}
