import { cpus, release, totalmem } from 'node:os';

/** What a benchmark measured. Keys are the names of design's table of figures; rates are per second, times milliseconds. */
export interface Measured {
  readonly figures: Readonly<Record<string, number | boolean>>;
  /** The same measured on other products, by name. */
  readonly peers?: Readonly<Record<string, Readonly<Record<string, number | boolean>>>>;
  /** Ours divided by theirs. */
  readonly ratios?: Readonly<Record<string, number>>;
}

export interface BenchContext {
  /** The project's folder. */
  readonly root: string;
  /** Progress, to standard error. */
  readonly say: (text: string) => void;
}

/** One file of this folder exports one of these as `bench`. */
export type Bench = (context: BenchContext) => Promise<Measured>;

const mebibyte = 1024 ** 2;

/** The machine that the figures are of. */
export const describeMachine = (): Readonly<Record<string, string | number>> => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryMib: Math.round(totalmem() / mebibyte),
  kernel: release(),
  node: process.version,
});

/** The smallest value that `share` (0 to 1) of the values do not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const perSecond = (count: number, ms: number): number => Math.round((count / ms) * 1_000);
