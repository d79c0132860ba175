import type { Session } from 'chdb';
import { err, ok, type Result } from '../../../kernel/index.ts';
import { engineError, toEngineError, type EngineError } from './engine-error.ts';
import { placeholders, quoteName, quoteText } from './sql-text.ts';

/** A complete result; `rows` is the result's size, or for an insert from a file the rows read. */
export interface EngineResult {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly rowBytes: number;
  readonly elapsedSeconds: number;
}

/** What a query may lean on besides its text. */
export interface QueryContext {
  readonly queryId: string;
  readonly database: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly params: ReadonlyMap<string, string>;
}

/** One of the engine's sessions: one query at a time, and nothing of an earlier query is seen by a later one. */
export interface EngineSession {
  /** Puts database, settings and bound values in place for `sql`. */
  prepare(sql: string, context: QueryContext): Promise<Result<void, EngineError>>;
  /** Runs to the end. `hide` is a path that must not appear in an error. */
  run(sql: string, format: string, hide?: string): Promise<Result<EngineResult, EngineError>>;
  /** The output of a SELECT as the engine makes it; throws `EngineFailure`. Breaking off ends the query. */
  stream(sql: string, format: string): AsyncIterable<Uint8Array>;
}

export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  readonly error: EngineError;

  constructor(error: EngineError) {
    super(error.message);
    this.error = error;
  }
}

export function createSession(session: Session, knownSettings: ReadonlySet<string>): EngineSession {
  let touched: ReadonlySet<string> = new Set();
  const run = (sql: string, format: string, hide?: string): Promise<Result<EngineResult, EngineError>> =>
    session.queryAsync(sql, { format }).then(
      (result) =>
        ok({
          bytes: result.bytes(),
          rows: result.rowsRead,
          rowBytes: result.bytesRead,
          elapsedSeconds: result.elapsed,
        }),
      (error: unknown) => err(toEngineError(error, hide)),
    );
  return {
    run,
    prepare: async (sql, context) => {
      const refused = refuse(sql, context, knownSettings);
      if (refused !== null) return err(refused);
      const preamble = sessionPreamble(context, touched);
      touched = new Set([...touched, ...context.settings.keys()]);
      const done = await run(preamble, 'TabSeparated');
      if (!done.ok) return done;
      touched = new Set(context.settings.keys());
      return ok(undefined);
    },
    stream: (sql, format) => streamChunks(session, sql, format),
  };
}

/**
 * A bound value cannot be unset in a session, only replaced: a placeholder without a value of its own would see an
 * earlier query's. So it is refused here, and so is an unknown setting, which would leave the rest half applied.
 */
function refuse(sql: string, context: QueryContext, knownSettings: ReadonlySet<string>): EngineError | null {
  for (const name of placeholders(sql)) {
    if (!context.params.has(name))
      return engineError('UNKNOWN_QUERY_PARAMETER', `Substitution \`${name}\` is not set.`);
  }
  for (const name of context.settings.keys()) {
    if (!knownSettings.has(name)) return engineError('UNKNOWN_SETTING', `Unknown setting '${name}'.`);
  }
  return null;
}

function sessionPreamble(context: QueryContext, touched: ReadonlySet<string>): string {
  const assignments = [`log_comment = ${quoteText(context.queryId)}`];
  for (const name of touched) if (!context.settings.has(name)) assignments.push(`${name} = DEFAULT`);
  for (const [name, value] of context.settings) assignments.push(`${name} = ${quoteText(value)}`);
  for (const [name, value] of context.params) assignments.push(`param_${name} = ${quoteText(value)}`);
  return `USE ${quoteName(context.database)}; SET ${assignments.join(', ')}`;
}

async function* streamChunks(session: Session, sql: string, format: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of session.queryStream(sql, { format })) {
      if (chunk.numBytes > 0) yield chunk.raw();
    }
  } catch (error) {
    // A stream that fails is not released by the engine (it stays in system.processes) until the session is used again.
    await session.queryAsync('SELECT 1', { format: 'Null' }).catch(() => undefined);
    throw new EngineFailure(toEngineError(error));
  }
}
