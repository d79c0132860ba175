import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../platform/config/index.ts';
import { CommandError, exitCodes } from './command.ts';

/** The server that runs on this machine's data folder, and the token with which commands speak to it. */
export interface LocalServer {
  readonly url: URL;
  readonly token: string;
  /** PEM of the server's own certificate: nobody else is believed, whatever name it is for. */
  readonly certificate: string | null;
}

const serverFile = z.object({ url: z.url() });
const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** RFC 9457 as the server writes it. */
export type Problem = z.infer<typeof problemSchema>;

/** Reads how to reach the server; throws CommandError `server_not_answering` when it has not said so (yet). */
export async function findLocalServer({ data, http }: Config): Promise<LocalServer> {
  const found = await readFile(join(data, 'server.json'), 'utf8').catch(() => null);
  const parsed = found === null ? null : serverFile.safeParse(JSON.parse(found));
  if (parsed?.success !== true) {
    throw notAnswering(`No server is ready on ${data}. Start it, or say with TOCSIN_DATA where its data is.`);
  }
  const token = await readFile(join(data, 'secrets', 'admin-token'), 'utf8').catch(() => null);
  if (token === null) {
    throw notAnswering("The server has no operator yet. Create the operator's account first.");
  }
  const certificate = http.tlsCertificate === null ? null : await readFile(http.tlsCertificate, 'utf8');
  return { url: new URL(parsed.data.url), token: token.trim(), certificate };
}

const notAnswering = (message: string, cause?: unknown): CommandError =>
  new CommandError('server_not_answering', message, exitCodes.failed, { cause });

/** Sends JSON, if any; gives the reply once its head has come. Throws `server_not_answering` when nothing answers. */
export async function sendLocal(
  server: LocalServer,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<IncomingMessage> {
  const { certificate, token, url } = server;
  const options: RequestOptions = {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    agent: false,
  };
  const tls = { ca: certificate ?? '', allowPartialTrustChain: true, checkServerIdentity: () => undefined };
  const target = new URL(path, url);
  const reply = new Promise<IncomingMessage>((resolve, reject) => {
    const call =
      target.protocol === 'https:'
        ? httpsRequest(target, { ...options, ...tls }, resolve)
        : httpRequest(target, options, resolve);
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
  return reply.catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw notAnswering(`The server at ${url.href} does not answer: ${reason}`, error);
  });
}

/** The same for a whole JSON reply. A refusal of the server is thrown as CommandError with the code of its problem. */
export async function askLocal<T>(
  server: LocalServer,
  method: 'GET' | 'POST',
  path: string,
  schema: z.ZodType<T>,
  body?: unknown,
): Promise<T> {
  const reply = await sendLocal(server, method, path, body);
  const status = reply.statusCode ?? 0;
  const content = await text(reply);
  if (status >= 200 && status < 300) return schema.parse(JSON.parse(content));
  const problem = readProblem(content);
  throw new CommandError(
    problem?.code ?? 'server_refused',
    problem?.detail ?? `The server answered ${status}: ${content.slice(0, 200)}`,
    exitCodes.failed,
  );
}

/** What a reply says went wrong; null when it is no problem document. */
export function readProblem(body: string): Problem | null {
  try {
    return problemSchema.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
