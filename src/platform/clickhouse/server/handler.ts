import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../kernel/index.ts';
import { bodyToBuffer } from './body.ts';
import type { ServerConfig } from './config.ts';
import type { Engine } from './engine.ts';
import { engineError, toEngineError, type EngineError } from './engine-error.ts';
import { sendError } from './reply.ts';
import { parseQueryRequest, type QueryRequest } from './request.ts';
import { runInsert, runText, type Job } from './run-query.ts';
import { insertFromFile, refuseSeveralStatements } from './statement.ts';

/** Answers one request of ClickHouse's HTTP interface; never throws. */
export type Handler = (http: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createHandler(engine: Engine, config: ServerConfig): Handler {
  return async (http, response) => {
    let queryId = randomUUID() as string;
    try {
      const url = new URL(http.url ?? '/', 'http://localhost');
      response.setHeader('X-ClickHouse-Server-Display-Name', 'tocsin');
      if (url.pathname !== '/') {
        answerPath(url.pathname, response);
        return;
      }
      const request = readRequest(url, http, queryId);
      if (request.ok) queryId = request.value.queryId;
      const failure = request.ok
        ? await answerQuery(engine, config, {
            request: request.value,
            http,
            response,
            gone: whenGone(response),
          })
        : request.error;
      if (failure !== null) sendError(response, queryId, failure);
    } catch (error) {
      sendError(response, queryId, toEngineError(error));
    }
  };
}

function answerPath(path: string, response: ServerResponse): void {
  const known = path === '/ping' || path === '/replicas_status';
  response.writeHead(known ? 200 : 404, { 'Content-Type': 'text/plain; charset=UTF-8' });
  response.end(known ? 'Ok.\n' : `There is no handle ${path.slice(0, 100)}\n`);
}

function whenGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** Parameters in a multipart body are an option of the client that is off unless asked for. */
function readRequest(url: URL, http: IncomingMessage, newId: string): Result<QueryRequest, EngineError> {
  const isMultipart = (http.headers['content-type'] ?? '').startsWith('multipart/');
  if (isMultipart)
    return err(
      engineError('NOT_IMPLEMENTED', 'Multipart bodies are not supported; bind parameters in the URL.'),
    );
  return parseQueryRequest(url.searchParams, newId);
}

async function answerQuery(engine: Engine, config: ServerConfig, job: Job): Promise<EngineError | null> {
  const spoolPath = join(config.spoolDir, `${randomUUID()}.body`);
  const insert = insertFromFile(job.request.query, spoolPath);
  if (insert.ok) return runInsert(engine, config, job, insert.value, spoolPath);
  const body = await bodyText(job.http, config.maxQueryBytes);
  if (!body.ok) return body.error;
  const sql = refuseSeveralStatements(
    [job.request.query, body.value].filter((part) => part !== '').join('\n'),
  );
  return sql.ok ? runText(engine, config, job, sql.value) : sql.error;
}

async function bodyText(http: IncomingMessage, maxBytes: number): Promise<Result<string, EngineError>> {
  if (http.readableEnded) return ok('');
  const body = await bodyToBuffer(http, maxBytes);
  if (!body.ok) return body;
  if (isUtf8(body.value)) return ok(body.value.toString('utf8'));
  return err(
    engineError(
      'BAD_ARGUMENTS',
      'The query is not UTF-8. Send binary rows in the body and their INSERT in the "query" parameter.',
    ),
  );
}
