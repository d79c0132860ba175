import { chmod, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { runToEnd } from './child-process.ts';
import { findProgram } from './programs.ts';
import type { SshTarget } from './sshd.ts';

export interface Attack {
  readonly folder: string;
  readonly target: SshTarget;
  readonly failures: number;
  readonly signal: AbortSignal;
}

/** Where the attacker sits. Only Linux answers on all of 127.0.0.0/8. */
export const attackerAddress = platform() === 'linux' ? '127.0.0.66' : '127.0.0.1';

const guesses = [
  '123456',
  'password',
  'deploy',
  'qwerty',
  'letmein',
  'admin',
  'welcome1',
  'changeme',
  'iloveyou',
  'root',
];

/** Guesses passwords over ssh, then logs on with what was found; false when sshd refuses that one, too. */
export async function attack({ folder, target, failures, signal }: Attack): Promise<boolean> {
  const ssh = await findProgram('ssh');
  if (ssh === null) return false;
  const askPass = join(folder, 'ask-pass');
  await writeFile(askPass, '#!/bin/sh\nprintf "%s\\n" "$TOCSIN_DEMO_PASSWORD"\n');
  await chmod(askPass, 0o700);
  const logOn = async (password: string): Promise<boolean> => {
    const env = {
      SSH_ASKPASS: askPass,
      SSH_ASKPASS_REQUIRE: 'force',
      DISPLAY: ':0',
      TOCSIN_DEMO_PASSWORD: password,
    };
    const finished = await runToEnd(ssh, clientArgs(target), { env, signal, detached: true });
    return finished?.code === 0;
  };
  for (let attempt = 0; attempt < failures; attempt += 1)
    await logOn(guesses[attempt % guesses.length] ?? '');
  return logOn(target.password);
}

function clientArgs({ port, user }: SshTarget): string[] {
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'GlobalKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'ConnectTimeout=5',
    'NumberOfPasswordPrompts=1',
    'IdentityAgent=none',
    `BindAddress=${attackerAddress}`,
    'PreferredAuthentications=password',
    'PubkeyAuthentication=no',
  ].flatMap((option) => ['-o', option]);
  return ['-F', '/dev/null', '-T', '-p', String(port), ...options, `${user}@127.0.0.1`, 'true'];
}
