import { dayMs, err, ok, type Result } from '../../kernel/index.ts';

const unitMs = { m: 60_000, h: 3_600_000, d: dayMs } as const;
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

export interface RangeError {
  readonly code: 'range_malformed';
  readonly message: string;
}

/**
 * The two instants that a range means at `now`, as the console's address writes it: a length (`15m`, `24h`, `7d`) that ends
 * now, or two ISO 8601 times in UTC with `~` between. Says nothing of whether it can be afforded.
 */
export function resolveRange(
  text: string,
  now: Date,
): Result<{ readonly from: Date; readonly to: Date }, RangeError> {
  const [, count, unit] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  if (unit === 'm' || unit === 'h' || unit === 'd')
    return ok({ from: new Date(now.getTime() - Number(count) * unitMs[unit]), to: now });
  const [from = '', to = '', ...more] = text.split('~');
  const fits = more.length === 0 && time.test(from) && time.test(to);
  if (fits && Date.parse(from) < Date.parse(to)) return ok({ from: new Date(from), to: new Date(to) });
  return err({
    code: 'range_malformed',
    message:
      'A range is a length such as 24h or 7d, or two times with "~" between: 2026-11-01T00:00:00Z~2026-11-02T00:00:00Z.',
  });
}
