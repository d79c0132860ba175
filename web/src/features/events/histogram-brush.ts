/** The two ends (Unix milliseconds) of what was dragged over; null when the event holds none. */
export function readBrush(event: unknown): readonly [number, number] | null {
  if (typeof event !== 'object' || event === null || !('areas' in event) || !Array.isArray(event.areas))
    return null;
  const area: unknown = event.areas[0];
  if (typeof area !== 'object' || area === null || !('coordRange' in area) || !Array.isArray(area.coordRange))
    return null;
  const ends: readonly unknown[] = area.coordRange;
  const [from, to] = ends;
  if (typeof from !== 'number' || typeof to !== 'number' || !(from < to)) return null;
  return [Math.round(from), Math.round(to)];
}
