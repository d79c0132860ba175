import type { Zone } from './time-range.ts';

/** Everything that turns a value into text for a reader: one set for a locale and a zone. */
export interface Formatter {
  /** `23 Nov, 14:05` (with the year when it is not this year's). */
  readonly dateTime: (iso: string, now?: Date) => string;
  /** Down to the millisecond, zone named: for hover and for copying. */
  readonly exact: (iso: string) => string;
  /** `14:05:09.123`: for rows of events. */
  readonly clock: (iso: string) => string;
  /** `2026-11-23 14:05:09.123`: day and time in one width, for tables of events. */
  readonly stamp: (iso: string) => string;
  readonly date: (iso: string) => string;
  /** `3 minutes ago`, `in 2 hours`. */
  readonly relative: (iso: string, now: Date) => string;
  readonly number: (value: number) => string;
  /** `1.2M`: for tiles and axes. */
  readonly compact: (value: number) => string;
  readonly bytes: (value: number) => string;
  readonly percent: (share: number) => string;
  readonly duration: (ms: number) => string;
  readonly zoneName: string;
  /** `UTC`, `UTC+1`: where there is little room. */
  readonly zoneShort: string;
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365.25 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** Splits a length of time into its two largest units: days and hours, hours and minutes, minutes, seconds. */
export function splitDuration(
  ms: number,
): readonly (readonly [value: number, unit: 'day' | 'hour' | 'minute' | 'second'])[] {
  const seconds = Math.floor(Math.abs(ms) / 1_000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  if (days > 0)
    return hours > 0
      ? [
          [days, 'day'],
          [hours, 'hour'],
        ]
      : [[days, 'day']];
  if (hours > 0)
    return minutes > 0
      ? [
          [hours, 'hour'],
          [minutes, 'minute'],
        ]
      : [[hours, 'hour']];
  if (minutes > 0) return [[minutes, 'minute']];
  return [[seconds, 'second']];
}

/** Name of a zone as a reader writes it: `UTC`, `Europe/Berlin (UTC+1)`. */
export function zoneLabel(zone: Zone, at: Date = new Date()): string {
  if (zone === 'utc') return 'UTC';
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const offset = offsetLabel(-at.getTimezoneOffset());
  return name === 'UTC' ? offset : `${name} (${offset})`;
}

/** `UTC+5:30` for minutes east of Greenwich. */
export function offsetLabel(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const sign = minutes < 0 ? '−' : '+';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${sign}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

export function createFormatter(locale: string, zone: Zone): Formatter {
  const timeZone = zone === 'utc' ? 'UTC' : undefined;
  const short = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const long = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const exact = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  });
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZone,
  });
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
  const number = new Intl.NumberFormat(locale);
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  return {
    dateTime: (iso, now = new Date()) => {
      const at = new Date(iso);
      return (at.getFullYear() === now.getFullYear() ? short : long).format(at);
    },
    exact: (iso) => exact.format(new Date(iso)),
    clock: (iso) => clock.format(new Date(iso)),
    stamp: (iso) => stampText(new Date(iso), zone),
    date: (iso) => date.format(new Date(iso)),
    relative: (iso, now) => {
      const delta = new Date(iso).getTime() - now.getTime();
      const [unit, size] = steps.find(([, ms]) => Math.abs(delta) >= ms) ?? (['second', 1_000] as const);
      return relative.format(Math.trunc(delta / size), unit);
    },
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
    bytes: (value) => formatBytes(value, locale),
    percent: (share) => percent.format(share),
    duration: (ms) =>
      splitDuration(ms)
        .map(([value, unit]) =>
          new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value),
        )
        .join(' '),
    zoneName: zoneLabel(zone),
    zoneShort: zone === 'utc' ? 'UTC' : offsetLabel(-new Date().getTimezoneOffset()),
  };
}

function stampText(at: Date, zone: Zone): string {
  const shifted = zone === 'utc' ? at : new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 23).replace('T', ' ');
}

function formatBytes(value: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const index = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const unit = units[index] ?? 'byte';
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(value / 1_000 ** index);
}
