import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { createFormatter, type Formatter } from './format.ts';
import { useStored } from './stored.ts';
import type { Zone } from './time-range.ts';

const zoneKey = 'tocsin.zone';

export function useZone(): readonly [Zone, (zone: Zone) => void] {
  const [stored, setStored] = useStored(zoneKey);
  return [stored === 'utc' ? 'utc' : 'local', setStored];
}

/** The reader's own variant of the page's language (en-GB, not just en), for the order of dates. */
const regionalLocale = (language: string): string =>
  navigator.languages.find((entry) => entry.toLowerCase().startsWith(`${language}-`)) ?? language;

/** Dates and numbers in the reader's language and zone. */
export function useFormat(): Formatter {
  const { i18n } = useTranslation();
  const [zone] = useZone();
  return useMemo(() => createFormatter(regionalLocale(i18n.language), zone), [i18n.language, zone]);
}
