export type { SpoolDamage, SpoolFrame } from './segment-scan.ts';
export { SpoolError, spoolErrorCodes, type SpoolErrorCode } from './spool-error.ts';
export { nodeSpoolFs, type SegmentFile, type SpoolFs } from './spool-fs.ts';
export { comparePositions, spoolStart, type SpoolPosition } from './spool-position.ts';
export type { SpoolBatch, SpoolReader } from './spool-reader.ts';
export type { SpoolCounters } from './spool-writer.ts';
export {
  openSpool,
  type Spool,
  type SpoolFile,
  type SpoolOptions,
  type SpoolRecovery,
  type SpoolUsage,
} from './spool.ts';
