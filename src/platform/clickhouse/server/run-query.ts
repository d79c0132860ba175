import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bodyToFile } from './body.ts';
import type { ServerConfig } from './config.ts';
import type { Engine } from './engine.ts';
import type { EngineError } from './engine-error.ts';
import type { Loan } from './pool.ts';
import { acceptedCoding, sendResult, sendStream, type ReplyContext } from './reply.ts';
import type { QueryRequest } from './request.ts';
import type { EngineSession, QueryContext } from './session.ts';
import { isStreamable, namedFormat, statementKind, type StatementKind } from './statement.ts';

/** Rows per block of a streamed result: bounds how much of it is in memory at once. */
const streamBlockRows = '16384';
const killEveryMs = 100;
/** A reader that takes nothing for this long after the query's own limit loses its connection. */
const stalledReaderMs = 30_000;

/** One query on its way. */
export interface Job {
  readonly request: QueryRequest;
  readonly http: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the client has closed the connection. */
  readonly gone: AbortSignal;
}

/** Rows in the body: to a file first, then the engine reads it (four times as fast as rows inside the statement). */
export async function runInsert(
  engine: Engine,
  config: ServerConfig,
  job: Job,
  sql: string,
  path: string,
): Promise<EngineError | null> {
  try {
    const bytes = await bodyToFile(job.http, path, config.maxInsertBytes);
    if (!bytes.ok) return bytes.error;
    const loan = await engine.inserts.take(job.gone);
    if (!loan.ok) return loan.error;
    try {
      const context = queryContext(config, job.request, config.defaultInsertSeconds, {});
      const prepared = await loan.value.item.prepare(job.request.query, context);
      if (!prepared.ok) return prepared.error;
      const result = await loan.value.item.run(sql, 'TabSeparated', path);
      if (!result.ok) return result.error;
      const { rows, rowBytes, elapsedSeconds } = result.value;
      const summary = {
        readRows: rows,
        writtenRows: rows,
        writtenBytes: rowBytes,
        resultRows: 0,
        resultBytes: 0,
        elapsedSeconds,
      };
      await sendResult(job.response, replyContext(job, 'TabSeparated'), new Uint8Array(0), summary);
      return null;
    } finally {
      loan.value.release();
    }
  } finally {
    await rm(path, { force: true });
  }
}

/** Runs a query that is text as a whole; null when the reply has been sent. */
export async function runText(
  engine: Engine,
  config: ServerConfig,
  job: Job,
  sql: string,
): Promise<EngineError | null> {
  const kind = statementKind(sql);
  const format = namedFormat(sql) ?? job.request.defaultFormat;
  const streams = kind === 'select' && isStreamable(format);
  const loan = await (kind === 'insert' ? engine.inserts : engine.reads).take(job.gone);
  if (!loan.ok) return loan.error;
  const limitSeconds = kind === 'insert' ? config.defaultInsertSeconds : config.defaultReadSeconds;
  const context = queryContext(config, job.request, limitSeconds, bounds(config, kind, streams));
  return killWhenGone(engine, context.queryId, job.gone, loan.value, async (session) => {
    const prepared = await session.prepare(sql, context);
    if (!prepared.ok) return prepared.error;
    const reply = replyContext(job, format);
    if (!streams) return runWhole(session, sql, job.response, reply);
    const waitMs = Number(context.settings.get('max_execution_time')) * 1_000 + stalledReaderMs;
    job.response.setTimeout(waitMs, () => job.response.destroy());
    await sendStream(job.response, reply, session.stream(sql, format), randomBytes(8).toString('hex'));
    return null;
  });
}

async function runWhole(
  session: EngineSession,
  sql: string,
  response: ServerResponse,
  reply: ReplyContext,
): Promise<EngineError | null> {
  const result = await session.run(sql, reply.format);
  if (!result.ok) return result.error;
  const { bytes, rows, rowBytes, elapsedSeconds } = result.value;
  const counts = { readRows: rows, writtenRows: 0, writtenBytes: 0, resultRows: rows, resultBytes: rowBytes };
  await sendResult(response, reply, bytes, { ...counts, elapsedSeconds });
  return null;
}

function bounds(
  config: ServerConfig,
  kind: StatementKind,
  streams: boolean,
): Readonly<Record<string, string>> {
  if (streams) return { max_block_size: streamBlockRows };
  return kind === 'select' ? { max_result_bytes: String(config.maxResultBytes) } : {};
}

/** Runs with the borrowed session and gives it back only when the engine is done; ends the query if the client leaves. */
async function killWhenGone(
  engine: Engine,
  queryId: string,
  gone: AbortSignal,
  loan: Loan<EngineSession>,
  use: (session: EngineSession) => Promise<EngineError | null>,
): Promise<EngineError | null> {
  let running = true;
  const kill = async (): Promise<void> => {
    while (running) {
      await engine.kill(queryId);
      await sleep(killEveryMs);
    }
  };
  const onGone = (): void => void kill().catch(() => undefined);
  gone.addEventListener('abort', onGone, { once: true });
  try {
    return await use(loan.item);
  } finally {
    running = false;
    gone.removeEventListener('abort', onGone);
    loan.release();
  }
}

function replyContext(job: Job, format: string): ReplyContext {
  return {
    queryId: job.request.queryId,
    format,
    coding: job.request.compress ? acceptedCoding(job.http) : null,
  };
}

/** Every query has a time limit; the caller may set its own up to the server's. */
function queryContext(
  config: ServerConfig,
  request: QueryRequest,
  limitSeconds: number,
  bounds: Readonly<Record<string, string>>,
): QueryContext {
  const asked = Number(request.settings.get('max_execution_time') ?? 0);
  const limit = asked > 0 ? Math.min(asked, config.maxExecutionSeconds) : limitSeconds;
  const settings = new Map([
    ...Object.entries(bounds),
    ...request.settings,
    ['max_execution_time', String(limit)],
  ] as [string, string][]);
  return {
    queryId: `${request.queryId}/${randomUUID()}`,
    database: request.database ?? config.database,
    settings,
    params: request.params,
  };
}
