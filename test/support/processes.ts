import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 20;

/** Asks again and again until there is an answer; throws with `what` when there is none in time. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null> | T | null,
  timeoutMs = 60_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > end) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await delay(pollMs);
  }
}

export interface ProcessEntry {
  readonly pid: number;
  readonly args: readonly string[];
}

/** Processes whose command line names something in `folder`. Zombies have no command line and are not among them. */
export async function processesOf(folder: string): Promise<readonly ProcessEntry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid, args: line.split('\0') };
    }),
  );
  return found.filter(({ pid, args }) => pid !== process.pid && args.some((arg) => arg.includes(folder)));
}

export async function isAlive(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) !== '';
}

/** Sends a signal; false when the process is gone already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
