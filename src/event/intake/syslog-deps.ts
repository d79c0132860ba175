import type { Clock } from '../../kernel/index.ts';
import type { Spool } from '../../platform/spool/index.ts';
import type { IntakeCounters } from './counters.ts';
import type { Pause } from './durable-append.ts';
import type { InflightBudget } from './inflight-budget.ts';
import type { SourceDirectory } from './source-directory.ts';

/** What every syslog receiver needs. Receivers of one process share counters and budget. */
export interface SyslogDeps {
  readonly spool: Pick<Spool, 'append'>;
  readonly directory: SourceDirectory;
  readonly clock: Clock;
  readonly counters: IntakeCounters;
  readonly budget: InflightBudget;
  /** Waits between two attempts at a full spool; default: a timer. */
  readonly pause?: Pause;
}

/** Between two attempts at a spool without room, in milliseconds. */
export const retryMs = 250;

/** Longest syslog message that is kept whole, in bytes, unless a listener says otherwise. */
export const defaultMaxMessageBytes = 64 * 1024;

/** Bytes to make room for when a frame of a stream is begun: what one read of a socket gives. */
export const streamBlockBytes = 64 * 1024;
