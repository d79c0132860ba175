/** Free space of the file systems that data lies on: measured, judged with hysteresis, forecast. */
export { addSample, forecastReach, type Sample } from './disk-forecast.ts';
export { diskLevels, worstLevel, type DiskLevel, type DiskThresholds } from './disk-level.ts';
export { freePercentOf, type DiskPlace, type DiskProbe, type DiskUsage } from './disk-usage.ts';
export { startDiskWatch, type DiskWatch, type DiskWatchOptions, type WatchedDisk } from './disk-watch.ts';
