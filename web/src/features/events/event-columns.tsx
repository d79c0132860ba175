import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecurityEvent } from '../../api/types.ts';
import { readSeverity, SeverityMark, ToneBadge } from '../../components/badges.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Time } from '../../components/time.tsx';

const mono = (value: string | null) =>
  value === null || value === '' ? (
    <span className="t-3">–</span>
  ) : (
    <span className="t-mono" title={value}>
      {value}
    </span>
  );

export function useEventColumns(): readonly Column<SecurityEvent>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'time',
        header: t('common.time'),
        width: 184,
        cell: (row) => (
          <span className="t-mono">
            <Time iso={row.time} mode="stamp" />
          </span>
        ),
      },
      {
        id: 'severity',
        header: t('common.severity'),
        hideHeader: true,
        width: 36,
        cell: (row) => <SeverityMark severity={readSeverity(row.severity)} iconOnly />,
      },
      {
        id: 'class',
        header: t('events.class'),
        width: 140,
        wideOnly: true,
        cell: (row) =>
          row.unparsedReason === null ? (
            row.className
          ) : (
            <ToneBadge tone="warning">{t('events.unparsed')}</ToneBadge>
          ),
      },
      { id: 'host', header: t('events.host'), width: 130, cell: (row) => mono(row.host) },
      { id: 'user', header: t('events.user'), width: 110, wideOnly: true, cell: (row) => mono(row.userName) },
      { id: 'srcIp', header: t('events.srcIp'), width: 130, wideOnly: true, cell: (row) => mono(row.srcIp) },
      {
        id: 'message',
        header: t('events.message'),
        width: 280,
        grow: 1,
        cell: (row) => (
          <span className="t-mono" title={row.message}>
            {row.message}
          </span>
        ),
      },
      {
        id: 'product',
        header: t('events.product'),
        width: 110,
        optional: true,
        cell: (row) => mono(row.product),
      },
      {
        id: 'service',
        header: t('events.service'),
        width: 110,
        optional: true,
        cell: (row) => mono(row.service),
      },
      {
        id: 'parser',
        header: t('events.parser'),
        width: 120,
        optional: true,
        cell: (row) => mono(row.parser),
      },
      {
        id: 'received',
        header: t('events.received'),
        width: 184,
        optional: true,
        cell: (row) => (
          <span className="t-mono">
            <Time iso={row.receivedAt} mode="stamp" />
          </span>
        ),
      },
    ],
    [t],
  );
}
