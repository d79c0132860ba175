/** Counts of one hour; `at` is when it begins. */
export interface HourCount {
  readonly at: string;
  readonly count: number;
}

const hourMs = 3_600_000;
const hours = 24;

/** The last 24 hours one by one, the present one last; hours that are not told had none. */
export function fillHours(points: readonly HourCount[], now: Date): readonly HourCount[] {
  const byHour = new Map(points.map(({ at, count }) => [Math.floor(Date.parse(at) / hourMs), count]));
  const last = Math.floor(now.getTime() / hourMs);
  return Array.from({ length: hours }, (_, index) => {
    const hour = last - hours + 1 + index;
    return { at: new Date(hour * hourMs).toISOString(), count: byHour.get(hour) ?? 0 };
  });
}
