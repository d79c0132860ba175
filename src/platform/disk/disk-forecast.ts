import { dayMs } from '../../kernel/index.ts';

/** So much of something at a time; `at` in Unix milliseconds. */
export interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** A trend over less time than this says nothing. */
const shortestTrendMs = dayMs;
/** Further ahead than this a straight line is no forecast. */
const furthestMs = 365 * dayMs;

/**
 * When a quantity that grows along its trend (least squares) reaches `limitBytes`, Unix milliseconds. Null when it does
 * not grow, when the samples span under a day, or when it is more than a year ahead. `now` when it is there already.
 */
export function forecastReach(samples: readonly Sample[], limitBytes: number, now: number): number | null {
  const last = samples.at(-1);
  const first = samples[0];
  if (first === undefined || last === undefined) return null;
  if (last.bytes >= limitBytes) return now;
  if (last.at - first.at < shortestTrendMs) return null;
  const slope = bytesPerMs(samples);
  if (slope <= 0) return null;
  const ahead = (limitBytes - last.bytes) / slope - (now - last.at);
  return ahead > furthestMs ? null : now + Math.max(0, Math.round(ahead));
}

function bytesPerMs(samples: readonly Sample[]): number {
  const meanAt = mean(samples.map(({ at }) => at));
  const meanBytes = mean(samples.map(({ bytes }) => bytes));
  let above = 0;
  let below = 0;
  for (const { at, bytes } of samples) {
    above += (at - meanAt) * (bytes - meanBytes);
    below += (at - meanAt) ** 2;
  }
  return below === 0 ? 0 : above / below;
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);

/** Adds a sample unless the last one is younger than `everyMs`, and drops those older than `keepMs`. */
export function addSample(
  samples: readonly Sample[],
  sample: Sample,
  { everyMs, keepMs }: { readonly everyMs: number; readonly keepMs: number },
): readonly Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && sample.at - last.at < everyMs) return samples;
  return [...samples.filter(({ at }) => sample.at - at <= keepMs), sample];
}
