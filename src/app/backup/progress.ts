/** Tells a person how far a long work is, and stops it when it is interrupted. */
export interface Progress {
  /** A new stage, on a line of its own. */
  stage(text: string): void;
  /** So many bytes of source have been dealt with, and so many written. */
  add(bytes: number, written: number): void;
  /** From now on an abort of this signal ends the work too. */
  watch(signal: AbortSignal): void;
  /** Throws the reason when the work is to end. */
  check(): void;
  totals(): { readonly bytes: number; readonly written: number };
}

const everyMs = 2_000;
const mebibyte = 1024 * 1024;

/** `now` gives milliseconds that only grow. */
export function createProgress(
  say: (text: string) => void,
  now: () => number,
  stopped: AbortSignal,
): Progress {
  const ends = [stopped];
  const startedAt = now();
  let saidAt = startedAt;
  let bytes = 0;
  let written = 0;
  return {
    stage: (text) => {
      saidAt = now();
      say(`${text}\n`);
    },
    add: (more, moreWritten) => {
      bytes += more;
      written += moreWritten;
      if (now() - saidAt < everyMs) return;
      saidAt = now();
      const perSecond = bytes / mebibyte / Math.max(0.001, (saidAt - startedAt) / 1_000);
      say(`  ${megabytes(bytes)} done, ${megabytes(written)} written, ${perSecond.toFixed(0)} MiB/s\n`);
    },
    watch: (signal) => {
      ends.push(signal);
    },
    check: () => {
      for (const signal of ends) signal.throwIfAborted();
    },
    totals: () => ({ bytes, written }),
  };
}

export const megabytes = (bytes: number): string =>
  bytes < mebibyte ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / mebibyte).toFixed(1)} MiB`;
