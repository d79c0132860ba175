import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd, startProcess, type OwnedProcess } from './child-process.ts';
import { findProgram } from './programs.ts';
import type { SshTarget } from './sshd.ts';

/** Where the lines go. RELP is acknowledged by the receiver; TCP is used where rsyslog lacks the module. */
export interface SyslogDestination {
  readonly relpPort: number | null;
  readonly tcpPort: number | null;
}

export interface ForwarderOptions {
  readonly folder: string;
  readonly target: SshTarget;
  readonly destination: SyslogDestination;
  /** Token of the source, sent with each line as RFC 5424 structured data. */
  readonly token: string;
  /** The name that the attacked machine has in its lines. */
  readonly hostName: string;
  readonly signal: AbortSignal;
}

export interface Forwarder {
  readonly process: OwnedProcess;
  readonly transport: 'relp' | 'tcp';
}

/**
 * Starts a real rsyslogd that follows sshd's log file and forwards each line to Tocsin; null when rsyslog is not
 * installed, refuses its configuration, or has no way to a listener.
 */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder | null> {
  const rsyslogd = await findProgram('rsyslogd');
  if (rsyslogd === null) return null;
  const transports = (['relp', 'tcp'] as const).filter(
    (transport) => portOf(options.destination, transport) !== null,
  );
  for (const transport of transports) {
    const config = await writeConfig(options, transport);
    const checked = await runToEnd(rsyslogd, ['-N1', '-f', config], { signal: options.signal });
    if (checked?.code !== 0) continue;
    const args = ['-n', '-f', config, '-i', join(options.folder, 'rsyslog.pid')];
    const process = await startProcess(rsyslogd, args, { detached: true });
    return { process, transport };
  }
  return null;
}

const portOf = (destination: SyslogDestination, transport: 'relp' | 'tcp'): number | null =>
  transport === 'relp' ? destination.relpPort : destination.tcpPort;

async function writeConfig(options: ForwarderOptions, transport: 'relp' | 'tcp'): Promise<string> {
  const work = join(options.folder, 'rsyslog');
  await mkdir(work, { recursive: true });
  const path = join(options.folder, `rsyslog-${transport}.conf`);
  await writeFile(path, rsyslogConfig(options, transport, work), { mode: 0o600 });
  await access(options.target.logFile);
  return path;
}

function rsyslogConfig(options: ForwarderOptions, transport: 'relp' | 'tcp', work: string): string {
  const { target, token, hostName, destination } = options;
  const port = portOf(destination, transport) ?? 0;
  const line = [
    `<%PRI%>1 %TIMESTAMP:::date-rfc3339% ${hostName} %APP-NAME% %PROCID% -`,
    `[tocsin@32473 token=\\"${token}\\"] %msg:::drop-cc%`,
  ].join(' ');
  const retry = 'action.resumeRetryCount="-1" action.resumeInterval="1" queue.type="LinkedList"';
  const action =
    transport === 'relp'
      ? `action(type="omrelp" target="127.0.0.1" port="${port}" template="tocsin" ${retry})`
      : `action(type="omfwd" target="127.0.0.1" port="${port}" protocol="tcp" TCP_Framing="octet-counted" template="tocsin" ${retry})`;
  return [
    `global(workDirectory="${work}")`,
    'module(load="imfile" mode="inotify")',
    ...(transport === 'relp' ? ['module(load="omrelp")'] : []),
    `template(name="tocsin" type="string" string="${line}")`,
    `input(type="imfile" file="${target.logFile}" tag="sshd[${target.pid}]:" severity="info" facility="authpriv")`,
    action,
    '',
  ].join('\n');
}
