import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, appendFile, glob, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

const daemon = '/usr/sbin/rsyslogd';

/** Skips a test with the reason when rsyslog or one of its modules is not installed; fails it where CI must have it. */
export async function needRsyslog(context: TestContext, modules: readonly string[]): Promise<void> {
  const missing: string[] = [];
  await access(daemon).catch(() => missing.push('rsyslog'));
  for (const module of modules) {
    if (!(await isInstalled(module))) missing.push(module);
  }
  if (missing.length === 0) return;
  const reason = `Not installed: ${missing.join(', ')} (Debian: rsyslog, rsyslog-relp, rsyslog-gnutls).`;
  if (process.env['CI'] !== undefined) throw new Error(reason);
  context.skip(reason);
}

async function isInstalled(module: string): Promise<boolean> {
  for await (const _path of glob(`/usr/lib/{*/,}rsyslog/${module}.so`)) return true;
  return false;
}

export interface Rsyslog {
  /** Appends lines to the file that it reads. */
  log(lines: readonly string[]): Promise<void>;
  /** Ends the daemon; what it has not sent stays in its own queue and is lost. */
  stop(): Promise<void>;
}

interface RsyslogSetup {
  /** A folder for its configuration, state and input file. */
  readonly dir: string;
  /** RainerScript that sends what is read: modules, globals and one action. */
  readonly send: string;
  readonly lines: readonly string[];
}

/** Starts a real rsyslogd that reads lines from a file and sends them on. */
export async function startRsyslog({ dir, send, lines }: RsyslogSetup): Promise<Rsyslog> {
  const [input, config] = [join(dir, 'input.log'), join(dir, 'rsyslog.conf')];
  await writeFile(input, textOf(lines));
  await writeFile(
    config,
    [
      `global(workDirectory="${dir}")`,
      'module(load="imfile")',
      send,
      `input(type="imfile" file="${input}" tag="tocsin-test:")`,
      '',
    ].join('\n'),
  );
  const child = spawn(daemon, ['-n', '-iNONE', '-f', config], { stdio: 'ignore' });
  const gone = once(child, 'exit');
  await once(child, 'spawn');
  return {
    log: (more) => appendFile(input, textOf(more)),
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
