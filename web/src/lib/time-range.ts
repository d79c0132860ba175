/** A time range as the URL holds it: relative (`24h`) or absolute (`from~to`, ISO 8601 UTC). */
export type TimeRange =
  | { readonly kind: 'relative'; readonly ms: number; readonly text: string }
  | { readonly kind: 'absolute'; readonly from: string; readonly to: string };

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const relativePattern = /^(\d{1,4})([mhd])$/;

/** The presets that every picker offers. */
export const relativePresets = ['15m', '1h', '6h', '24h', '7d', '30d', '90d'] as const;
export const defaultRange = '24h';

/** Reads a range from the URL; null when it says nothing that can be used. */
export function parseTimeRange(text: string): TimeRange | null {
  const relative = relativePattern.exec(text);
  if (relative) {
    const count = Number(relative[1]);
    const unit = relative[2];
    if (count === 0 || (unit !== 'm' && unit !== 'h' && unit !== 'd')) return null;
    return { kind: 'relative', ms: count * unitMs[unit], text };
  }
  const [from, to, rest] = text.split('~');
  if (from === undefined || to === undefined || rest !== undefined) return null;
  const start = Date.parse(from);
  const end = Date.parse(to);
  if (Number.isNaN(start) || Number.isNaN(end) || start >= end) return null;
  return { kind: 'absolute', from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

/** Writes an absolute range for the URL. */
export const absoluteRange = (from: Date, to: Date): string => `${from.toISOString()}~${to.toISOString()}`;

/** The two instants that a range means at `now`. */
export function resolveRange(range: TimeRange, now: Date): { readonly from: string; readonly to: string } {
  if (range.kind === 'absolute') return { from: range.from, to: range.to };
  return { from: new Date(now.getTime() - range.ms).toISOString(), to: now.toISOString() };
}

/** A relative range as count and unit, for words. */
export function relativeParts(
  text: string,
): { readonly count: number; readonly unit: 'm' | 'h' | 'd' } | null {
  const match = relativePattern.exec(text);
  const unit = match?.[2];
  if (!match || (unit !== 'm' && unit !== 'h' && unit !== 'd')) return null;
  return { count: Number(match[1]), unit };
}

/** `YYYY-MM-DD HH:mm:ss` as a picker gives it, read in the chosen zone. */
export function fromPickerText(text: string, zone: Zone): Date | null {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?)$/.exec(text.trim());
  if (!match) return null;
  const [, day, time] = match;
  if (day === undefined || time === undefined) return null;
  const full = time.length === 5 ? `${time}:00` : time;
  const date = new Date(`${day}T${full}${zone === 'utc' ? 'Z' : ''}`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** The text a picker wants for an instant, in the chosen zone. */
export function toPickerText(at: Date, zone: Zone): string {
  const shifted = zone === 'utc' ? at : new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19).replace('T', ' ');
}

/** The zone that times are shown in: the browser's, or UTC. */
export type Zone = 'local' | 'utc';

export const zoneIsUtc = (text: string): Zone => (text === 'utc' ? 'utc' : 'local');
