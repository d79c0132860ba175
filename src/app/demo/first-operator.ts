import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { publicClient } from './api-client.ts';
import { operatorAccount } from './cast.ts';
import { anything } from './replies.ts';

/** The operator's account that the demo made on a server that had none. */
export interface MadeOperator {
  readonly email: string;
  readonly password: string;
}

export interface OperatorToken {
  readonly token: string;
  readonly made: MadeOperator | null;
}

const probeMs = 100;
/** The server writes its first-run link when it is ready, and the token soon after the set-up. */
const fileLimitMs = 10_000;

/**
 * The token for commands on this machine. A server that has never been set up has none yet: then the demo does the
 * set-up through the first-run link, as its operator would.
 */
export async function operatorToken(
  serverUrl: string,
  dataFolder: string,
  signal: AbortSignal,
): Promise<OperatorToken> {
  const tokenFile = join(dataFolder, 'secrets', 'admin-token');
  const token = await readText(tokenFile);
  if (token !== null) return { token, made: null };
  const link = await setupToken(dataFolder, signal);
  if (link === null) {
    throw new Error(
      'This server has no operator yet. Open the first-run link that it printed when it started, then run the demo again.',
    );
  }
  const made = { email: operatorAccount.email, password: randomBytes(15).toString('base64url') };
  await publicClient(serverUrl, signal).post(
    '/setup',
    { token: link, ...operatorAccount, ...made },
    anything,
  );
  const written = await firstText([tokenFile], signal);
  if (written === null) throw new Error(`The server has not written ${tokenFile}.`);
  return { token: written.trim(), made };
}

/** From the file that the server keeps until the set-up, or from the log of a server that the demo started. */
async function setupToken(dataFolder: string, signal: AbortSignal): Promise<string | null> {
  const files = [join(dataFolder, 'secrets', 'setup-link'), join(dataFolder, 'server.log')];
  const text = await firstText(files, signal, setupPattern);
  return text === null ? null : (setupPattern.exec(text)?.[1] ?? null);
}

const setupPattern = /\/setup\?token=([\w-]+)/;

/** The first file that has text of the pattern, waited for a while. */
async function firstText(
  files: readonly string[],
  signal: AbortSignal,
  pattern = /\S/,
): Promise<string | null> {
  const until = performance.now() + fileLimitMs;
  for (;;) {
    for (const file of files) {
      const text = await readText(file);
      if (text !== null && pattern.test(text)) return text;
    }
    if (performance.now() > until) return null;
    await delay(probeMs, undefined, { signal });
  }
}

async function readText(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null || text.trim() === '' ? null : text.trim();
}
