/** How far a hunt is, on one line of a terminal that is written over; says nothing where there is no terminal. */
export interface HuntProgress {
  add(bytes: number): void;
  hit(): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

const everyMs = 100;
const barCells = 24;
const narrowest = 50;

/** `width` is the terminal's, in columns; `now` gives milliseconds that only grow. */
export function createHuntProgress(
  say: (text: string) => void,
  width: number | null,
  totalBytes: number,
  now: () => number,
): HuntProgress {
  const startedAt = now();
  let drawnAt = -Infinity;
  let bytes = 0;
  let hits = 0;
  let isShown = false;

  function draw(): void {
    if (width === null || width < narrowest || now() - drawnAt < everyMs) return;
    drawnAt = now();
    const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
    const full = Math.round(share * barCells);
    const perSecond = bytes / 2 ** 20 / Math.max(0.001, (drawnAt - startedAt) / 1_000);
    const bar = '█'.repeat(full) + '░'.repeat(barCells - full);
    const line = `${bar} ${(share * 100).toFixed(0).padStart(3)} %  ${perSecond.toFixed(1)} MiB/s  ${hits} hits`;
    say(`\r${line.slice(0, width - 1).padEnd(width - 1)}`);
    isShown = true;
  }

  return {
    add: (more) => {
      bytes += more;
      draw();
    },
    hit: () => {
      hits += 1;
    },
    clear: () => {
      if (isShown) say(`\r${' '.repeat((width ?? 1) - 1)}\r`);
      isShown = false;
    },
  };
}
