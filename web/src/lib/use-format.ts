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

/** Dates and numbers in the reader's language and zone. */
export function useFormat(): Formatter {
  const { i18n } = useTranslation();
  const [zone] = useZone();
  return useMemo(() => createFormatter(i18n.language, zone), [i18n.language, zone]);
}
