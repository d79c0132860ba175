import { nodeSpoolFs, type SegmentFile, type SpoolFs } from '../index.ts';

/** What a failing disk does wrong; a test changes it while the spool runs. */
export interface DiskFaults {
  /** Bytes that can still be written; a write that needs more writes what fits, then fails with ENOSPC. */
  room: number;
  /** True: the next fdatasync fails with EIO. */
  syncFails: boolean;
  /** True: cutting a file back fails with EIO. */
  truncateFails: boolean;
}

export const healthy = (): DiskFaults => ({ room: Infinity, syncFails: false, truncateFails: false });

const systemError = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

/** The real file system with the faults of `faults`. */
export function failingFs(faults: DiskFaults): SpoolFs {
  const wrap = (file: SegmentFile): SegmentFile => ({
    ...file,
    writev: async (pieces, position) => {
      const bytes = Buffer.concat(pieces);
      if (faults.room <= 0) throw systemError('ENOSPC');
      const fitting = bytes.subarray(0, faults.room);
      faults.room -= fitting.length;
      return file.writev([fitting], position);
    },
    datasync: async () => {
      if (!faults.syncFails) return file.datasync();
      faults.syncFails = false;
      throw systemError('EIO');
    },
    truncate: async (size) => {
      if (faults.truncateFails) throw systemError('EIO');
      await file.truncate(size);
    },
  });
  return {
    ...nodeSpoolFs,
    create: async (path) => wrap(await nodeSpoolFs.create(path)),
    open: async (path) => wrap(await nodeSpoolFs.open(path)),
  };
}
