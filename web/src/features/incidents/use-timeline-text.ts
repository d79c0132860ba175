import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import type { Incident, TimelineEntry } from '../../api/types.ts';
import { useFormat } from '../../lib/use-format.ts';
import { timelineText } from './timeline-text.ts';

/** Turns entries into sentences for this reader. */
export function useTimelineText(companies: Incident['companies']): (entry: TimelineEntry) => string {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const format = useFormat();
  return (entry) =>
    timelineText(entry, {
      t,
      language: i18n.language,
      dateTime: format.dateTime,
      companies,
      own: !session.isProvider,
    });
}
