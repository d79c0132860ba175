import { useTranslation } from 'react-i18next';
import { parseTimeRange, relativeParts } from '../lib/time-range.ts';
import { useFormat } from '../lib/use-format.ts';

/** A range in words: `Last 24 hours`, or its two ends. */
export function useRangeText(): (range: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (range) => {
    const parts = relativeParts(range);
    if (parts) return t(`timeRange.last.${parts.unit}`, { count: parts.count });
    const parsed = parseTimeRange(range);
    return parsed?.kind === 'absolute'
      ? `${format.dateTime(parsed.from)} – ${format.dateTime(parsed.to)}`
      : range;
  };
}
