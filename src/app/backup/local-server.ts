import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { readProblem, sendLocal, type LocalServer } from '../cli/local-server.ts';
import { BackupError } from './backup-error.ts';

/** Posts JSON; gives the reply once its head has come. Throws CommandError when nothing answers or it is a problem. */
export async function postLocal(server: LocalServer, path: string, body: unknown): Promise<IncomingMessage> {
  const reply = await sendLocal(server, 'POST', path, body);
  const status = reply.statusCode ?? 0;
  if (status >= 200 && status < 300) return reply;
  throw refusal(status, await text(reply));
}

const known = ['backup_running', 'external_store', 'cut_failed'] as const;

function refusal(status: number, body: string): BackupError {
  const problem = readProblem(body);
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
