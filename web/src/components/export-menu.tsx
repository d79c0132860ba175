import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { fileUrl } from '../api/client.ts';
import type { QueryValue } from '../api/routes.ts';
import { usePageActions } from '../lib/page-actions.ts';
import { useFormat } from '../lib/use-format.ts';

/** The list as it is filtered, as a file. Says beforehand when it is longer than a file may be. */
export function ExportMenu({
  list,
  query,
  total,
  most,
}: {
  readonly list: 'events' | 'findings' | 'incidents' | 'activity';
  readonly query: Readonly<Record<string, QueryValue>>;
  /** Rows that the filter leaves; null while that is not known. */
  readonly total: number | null;
  /** Rows that an export holds at most. */
  readonly most: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const tooMany = total !== null && total > most;
  const url = (kind: 'csv' | 'ndjson'): string => fileUrl(`/${list}/export`, { ...query, format: kind });
  usePageActions(
    tooMany
      ? []
      : (['csv', 'ndjson'] as const).map((kind) => ({
          id: `export-${kind}`,
          label: `${t('export.button')}: ${t(`export.${kind}`)}`,
          run: () => window.location.assign(url(kind)),
        })),
  );
  return (
    <Menu position="top-end" width={280}>
      <Menu.Target>
        <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconDownload size={14} />}>
          {t('export.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {tooMany
            ? t('export.tooMany', { most: format.number(most) })
            : total === null
              ? t('export.asFiltered')
              : t('export.rows', { count: total, formatted: format.number(total) })}
        </Menu.Label>
        {(['csv', 'ndjson'] as const).map((kind) => (
          <Menu.Item
            key={kind}
            component="a"
            href={tooMany ? undefined : url(kind)}
            download
            disabled={tooMany}
          >
            {t(`export.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
