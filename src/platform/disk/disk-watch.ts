import type { Clock } from '../../kernel/index.ts';
import type { Logger } from '../log/index.ts';
import { pause, systemTimers, type Timers } from '../supervise/index.ts';
import { nextLevel, worstLevel, type DiskLevel, type DiskThresholds } from './disk-level.ts';
import {
  freePercentOf,
  measureDisks,
  nodeDiskProbe,
  type DiskPlace,
  type DiskProbe,
  type MeasuredDisk,
} from './disk-usage.ts';

/** A file system as the watch last saw it. */
export interface WatchedDisk extends MeasuredDisk {
  readonly level: DiskLevel;
  /** Since when it has this level, as far as this process knows. */
  readonly since: Date;
}

export interface DiskWatchOptions {
  readonly places: readonly DiskPlace[];
  readonly thresholds: DiskThresholds;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called after each look, changed or not; a failure is logged. */
  readonly onLook?: (disks: readonly WatchedDisk[]) => Promise<void>;
  readonly everyMs?: number;
  readonly probe?: DiskProbe;
  readonly timers?: Timers;
}

export interface DiskWatch {
  disks(): readonly WatchedDisk[];
  /** The worst level of all. */
  level(): DiskLevel;
  stop(): Promise<void>;
}

const defaultEveryMs = 5_000;

/** Looks at the file systems now and then; resolves after the first look. */
export async function startDiskWatch(options: DiskWatchOptions): Promise<DiskWatch> {
  const { clock, log, places, thresholds, everyMs = defaultEveryMs } = options;
  const { onLook, probe = nodeDiskProbe, timers = systemTimers } = options;
  const stopping = new AbortController();
  let disks: readonly WatchedDisk[] = [];

  function judge(disk: MeasuredDisk): WatchedDisk {
    const before = disks.find(({ places: [name] }) => name === disk.places[0]);
    const level = nextLevel(before?.level ?? 'ok', freePercentOf(disk), thresholds);
    if (level === (before?.level ?? 'ok')) return { ...disk, level, since: before?.since ?? clock.now() };
    tell(log, disk, level);
    return { ...disk, level, since: clock.now() };
  }

  async function look(): Promise<void> {
    try {
      disks = (await measureDisks(places, probe)).map(judge);
    } catch (error) {
      // What was last known stays: a disk that cannot be asked is not taken for one with room.
      log.warn({ err: error }, 'the free space of the disks could not be read');
      return;
    }
    await onLook?.(disks).catch((error: unknown) =>
      log.warn({ err: error }, 'what was seen of the disks could not be reported; it is tried again'),
    );
  }

  await look();
  const running = (async () => {
    for (;;) {
      await pause(everyMs, timers, stopping.signal);
      if (stopping.signal.aborted) return;
      await look();
    }
  })();
  return {
    disks: () => disks,
    level: () => worstLevel(disks.map(({ level }) => level)),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

function tell(log: Logger, disk: MeasuredDisk, level: DiskLevel): void {
  const facts = {
    places: disk.places,
    path: disk.path,
    freeBytes: disk.freeBytes,
    freePercent: Math.round(freePercentOf(disk) * 10) / 10,
  };
  if (level === 'ok') log.info(facts, 'the disk has enough room again');
  else if (level === 'warn') log.warn(facts, 'the disk has little room left');
  else log.error(facts, 'the disk is nearly full: intake slows its senders until there is room');
}
