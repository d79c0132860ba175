/** How a file system stands: enough room, so little that somebody should look, so little that nothing may be added. */
export const diskLevels = ['ok', 'warn', 'stop'] as const;
export type DiskLevel = (typeof diskLevels)[number];

/** Free space in percent under which a level begins; 0 switches the level off. */
export interface DiskThresholds {
  readonly warnFreePercent: number;
  readonly stopFreePercent: number;
}

/** A level ends only when this many percent points more are free than where it began: no flapping at the edge. */
export const hysteresisPercent = 1;

/** The level that follows from the present free space and the level before. */
export function nextLevel(before: DiskLevel, freePercent: number, thresholds: DiskThresholds): DiskLevel {
  const { warnFreePercent, stopFreePercent } = thresholds;
  const holds = (level: DiskLevel, threshold: number): boolean => {
    const isAlready = diskLevels.indexOf(before) >= diskLevels.indexOf(level);
    return (
      freePercent < threshold || (isAlready && threshold > 0 && freePercent < threshold + hysteresisPercent)
    );
  };
  if (holds('stop', stopFreePercent)) return 'stop';
  return holds('warn', warnFreePercent) ? 'warn' : 'ok';
}

/** The worst of several levels; `ok` for none. */
export const worstLevel = (levels: readonly DiskLevel[]): DiskLevel =>
  diskLevels[Math.max(0, ...levels.map((level) => diskLevels.indexOf(level)))] ?? 'ok';
