import { attack, attackerAddress } from './attack.ts';
import { attackedHost, failedGuesses } from './cast.ts';
import { recordingPath, replay } from './replay.ts';
import { startForwarder } from './rsyslog.ts';
import { startSshTarget } from './sshd.ts';

/** A syslog listener of the server, as `/intake/status` lists it. */
export interface Listener {
  readonly transport: string;
  readonly port: number;
}

export interface AttackOptions {
  /** The project's folder. */
  readonly root: string;
  /** For the files of sshd and rsyslog. */
  readonly folder: string;
  readonly listeners: readonly Listener[];
  readonly token: string;
  /** Ends what was started. */
  readonly ends: AsyncDisposableStack;
  readonly signal: AbortSignal;
}

/** What was done, in words. Throws when the server has no listener that could take the lines. */
export async function attackServer(options: AttackOptions): Promise<string> {
  const { folder, listeners, token, ends, signal } = options;
  const portOf = (transport: string): number | null =>
    listeners.find((listener) => listener.transport === transport)?.port ?? null;
  const destination = { relpPort: portOf('relp'), tcpPort: portOf('tcp') };
  const target = await startSshTarget(folder, signal);
  if (target === null)
    return replayRecording(options, 'sshd is not installed, or this machine allows it no account to attack');
  ends.defer(() => target.stop());
  const forwarder = await startForwarder({
    folder,
    target,
    destination,
    token,
    hostName: attackedHost,
    signal,
  });
  if (forwarder === null)
    return replayRecording(options, 'rsyslog is not installed, or has no listener to send to');
  ends.defer(() => forwarder.process.stop());
  const gotIn = await attack({ folder, target, failures: failedGuesses, signal });
  if (!gotIn) return replayRecording(options, `sshd does not let ${target.user} in`);
  return (
    `${failedGuesses} failed log-ons of ${target.user} from ${attackerAddress}, then one that succeeds; ` +
    `sshd and rsyslog over ${forwarder.transport.toUpperCase()}`
  );
}

async function replayRecording(
  { root, listeners, token, signal }: AttackOptions,
  why: string,
): Promise<string> {
  const port = listeners.find(({ transport }) => transport === 'tcp')?.port;
  if (port === undefined) throw new Error(`The server has no TCP listener for syslog, and ${why}.`);
  const count = await replay({ root, port, token, now: new Date(), signal });
  return `${count} recorded lines of ${recordingPath} over TCP, because ${why}`;
}
