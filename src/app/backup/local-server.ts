import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../platform/config/index.ts';
import { BackupError } from './backup-error.ts';

/** The server that runs on this machine's data folder, and the token with which commands speak to it. */
export interface LocalServer {
  readonly url: URL;
  readonly token: string;
  /** PEM of the server's own certificate: nobody else is believed, whatever name it is for. */
  readonly certificate: string | null;
}

const serverFile = z.object({ url: z.url() });
const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** Reads how to reach the server; throws BackupError when it has not said so (yet). */
export async function findLocalServer({ data, http }: Config): Promise<LocalServer> {
  const found = await readFile(join(data, 'server.json'), 'utf8').catch(() => null);
  const parsed = found === null ? null : serverFile.safeParse(JSON.parse(found));
  if (parsed?.success !== true) {
    throw new BackupError(
      'server_not_answering',
      'A Tocsin process holds the data folder, but no server is ready on it. Wait until it is, or stop it.',
    );
  }
  const token = await readFile(join(data, 'secrets', 'admin-token'), 'utf8').catch(() => null);
  if (token === null) {
    throw new BackupError(
      'server_not_answering',
      "The server has no operator yet. Create the operator's account first, or stop the server.",
    );
  }
  const certificate = http.tlsCertificate === null ? null : await readFile(http.tlsCertificate, 'utf8');
  return { url: new URL(parsed.data.url), token: token.trim(), certificate };
}

/** Posts JSON; gives the reply once its head has come. Throws BackupError when nothing answers or it is a problem. */
export async function postLocal(server: LocalServer, path: string, body: unknown): Promise<IncomingMessage> {
  const reply = await send(server, path, JSON.stringify(body)).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupError(
      'server_not_answering',
      `The server at ${server.url.href} does not answer: ${reason}`,
      {
        cause: error,
      },
    );
  });
  const status = reply.statusCode ?? 0;
  if (status >= 200 && status < 300) return reply;
  throw refusal(status, await text(reply));
}

function send(
  { certificate, token, url }: LocalServer,
  path: string,
  body: string,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    agent: false,
  };
  const tls = { ca: certificate ?? '', allowPartialTrustChain: true, checkServerIdentity: () => undefined };
  const target = new URL(path, url);
  return new Promise((resolve, reject) => {
    const call =
      target.protocol === 'https:'
        ? httpsRequest(target, { ...options, ...tls }, resolve)
        : httpRequest(target, options, resolve);
    call.on('error', reject);
    call.end(body);
  });
}

const known = ['backup_running', 'external_store', 'cut_failed'] as const;

function refusal(status: number, body: string): BackupError {
  const problem = parseProblem(body);
  const code = known.find((one) => one === problem?.code);
  if (code !== undefined && problem !== null) return new BackupError(code, problem.detail);
  if (status === 401 || status === 403) {
    return new BackupError(
      'server_not_answering',
      'The server does not accept the token in secrets/admin-token: its user may have lost the role admin. Remove the file and start the server again; it makes a new one.',
    );
  }
  if (status === 404) {
    return new BackupError(
      'server_without_api',
      'The server that holds the data folder has no role api, so it cannot be asked. Stop it and run the command again.',
    );
  }
  return new BackupError(
    'cut_failed',
    `The server answered ${status}: ${problem?.detail ?? body.slice(0, 200)}`,
  );
}

function parseProblem(body: string): z.infer<typeof problemSchema> | null {
  try {
    return problemSchema.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
