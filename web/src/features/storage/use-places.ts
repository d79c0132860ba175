import { useTranslation } from 'react-i18next';

/** What lies on a disk, in words: `Data folder, Spool`. */
export function usePlaces(places: readonly string[]): string {
  const { t } = useTranslation();
  const words: Readonly<Record<string, string>> = {
    data: t('disks.placeData'),
    spool: t('disks.placeSpool'),
    postgres: 'PostgreSQL',
    clickhouse: 'ClickHouse',
  };
  return places.map((place) => words[place] ?? place).join(', ');
}
