import type { Logger } from 'pino';
import { saveJudge } from '../../detection/index.ts';
import { systemScope, type Clock } from '../../kernel/index.ts';
import { inScope, type Db } from '../../platform/postgres/index.ts';

/** Tells all processes by which version of the rules this node judges: at once when it changes, and as a sign of life. */
export interface JudgeAnnouncement {
  now(): void;
  stop(): void;
}

const againMs = 60_000;
const retryMs = 2_000;
const scope = systemScope('rule-set-judge');

export function announceJudge(
  options: {
    readonly db: Db;
    readonly clock: Clock;
    readonly log: Logger;
    readonly spool: { readonly id: string };
  },
  version: () => number,
): JudgeAnnouncement {
  const { clock, db, log, spool } = options;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function tellIn(ms: number): void {
    clearTimeout(timer);
    if (isStopped) return;
    timer = setTimeout(() => void tell(), ms);
    timer.unref();
  }

  async function tell(): Promise<void> {
    try {
      await inScope(db, scope, (tx) => saveJudge(tx, spool.id, version(), clock.now()));
      tellIn(againMs);
    } catch (error) {
      if (isStopped) return;
      log.warn({ err: error }, 'which rules judge here could not be told; it is tried again');
      tellIn(retryMs);
    }
  }

  tellIn(0);
  return {
    now: () => tellIn(0),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
