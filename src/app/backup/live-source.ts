import type { IncomingMessage } from 'node:http';
import {
  appliedToPostgres,
  databaseRoles,
  openDump,
  type ConnectionSettings,
  type DatabaseRole,
} from '../../platform/postgres/index.ts';
import { createSecretBox, derivePassword } from '../../platform/secret/index.ts';
import { BackupError } from './backup-error.ts';
import type { Dumps } from './copy-postgres.ts';
import { backupsPath, cutMessage, cutPath, type CutMessage } from './cut-message.ts';
import type { LocalServer } from '../cli/local-server.ts';
import { postLocal } from './local-server.ts';
import type { BackupSource } from './source.ts';

const lostMessage =
  'The server that was being backed up has gone. Start it, or leave it stopped, and run the same command again: it goes on where it was.';

/** Asks a running server for a cut and opens what it names. The cut lasts as long as the connection. */
export async function openLiveSource(
  server: LocalServer,
  masterKey: Uint8Array,
  folder: string,
  account: string,
): Promise<BackupSource> {
  const reply = await postLocal(server, cutPath, { folder, account });
  const lost = new AbortController();
  reply.once('close', () => lost.abort(new BackupError('cut_lost', lostMessage)));
  try {
    const cut = await firstMessage(reply);
    const settingsFor = settingsOf(cut, masterKey);
    const dumps = await openDumps(settingsFor, cut.snapshot);
    return {
      cutAt: new Date(cut.at),
      drainPausedMs: cut.drainPausedMs,
      dumps,
      postgresMigrations: [...(await appliedToPostgres(settingsFor('owner')))],
      clickhouse: { ...cut.clickhouse, frozen: cut.frozen },
      spool: cut.spool,
      lost: lost.signal,
      record: (record) =>
        postLocal(server, backupsPath, { ...record, cut: cut.id }).then(
          (answer) => {
            answer.resume();
            return null;
          },
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        ),
      end: async () => {
        reply.destroy();
        await Promise.all([dumps.tocsin.end(), dumps.queue.end()]).catch(() => undefined);
      },
    };
  } catch (error) {
    reply.destroy();
    throw error;
  }
}

/** Longest text of a cut: some ten thousand segments of the spool. */
const longestMessage = 16 * 1024 * 1024;

/** The first line of the reply, which stays open. */
function firstMessage(reply: IncomingMessage): Promise<CutMessage> {
  return new Promise((resolve, reject) => {
    let text = '';
    reply.setEncoding('utf8');
    reply.on('data', (chunk: string) => {
      if (text.includes('\n')) return;
      text += chunk;
      if (text.includes('\n')) resolve(text);
      else if (text.length > longestMessage) reject(new Error('The server names no cut.'));
    });
    reply.once('close', () => reject(new BackupError('cut_lost', lostMessage)));
  }).then((text) => cutMessage.parse(JSON.parse(String(text))));
}

const settingsOf =
  ({ postgres }: CutMessage, masterKey: Uint8Array) =>
  (role: DatabaseRole): ConnectionSettings => ({
    ...postgres,
    user: databaseRoles[role],
    password: derivePassword(createSecretBox(masterKey).deriveKey('database-roles'), databaseRoles[role]),
  });

/** Opens both schemas at the same moment, each as its owner. */
export async function openDumps(
  settingsFor: (role: DatabaseRole) => ConnectionSettings,
  snapshot: string,
): Promise<Dumps> {
  const tocsin = await openDump(settingsFor('owner'), snapshot);
  try {
    return { tocsin, queue: await openDump(settingsFor('jobs'), snapshot) };
  } catch (error) {
    await tocsin.end();
    throw error;
  }
}
