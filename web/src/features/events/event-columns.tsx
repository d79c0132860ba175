import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecurityEvent } from '../../api/types.ts';
import { readSeverity, SeverityMark, ToneBadge } from '../../components/badges.tsx';
import type { Card, Column } from '../../components/table.ts';
import { visibleText } from '../../lib/visible-text.ts';
import { Time } from '../../components/time.tsx';

const mono = (value: string | null) =>
  value === null || value === '' ? (
    <span className="t-3">–</span>
  ) : (
    <span className="t-mono" title={visibleText(value)}>
      {visibleText(value)}
    </span>
  );

export const eventCard = (row: SecurityEvent): Card => ({
  title: <span className="t-mono">{visibleText(row.message)}</span>,
  meta: (
    <>
      <SeverityMark severity={readSeverity(row.severity)} iconOnly />
      <span className="t-mono">
        <Time iso={row.time} mode="stamp" />
      </span>
      <span className="t-mono">{visibleText(row.host)}</span>
    </>
  ),
});

/** `nameOf`: companies by id, where the reader sees several. */
export function useEventColumns(
  nameOf: ((companyId: string) => string) | null,
): readonly Column<SecurityEvent>[] {
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
        drop: 4,
        cell: (row) =>
          row.unparsedReason === null ? (
            row.className
          ) : (
            <ToneBadge tone="warning">{t('events.unparsed')}</ToneBadge>
          ),
      },
      ...(nameOf === null
        ? []
        : [
            {
              id: 'company',
              header: t('common.company'),
              width: 140,
              drop: 3,
              cell: (row: SecurityEvent) => nameOf(row.companyId),
            },
          ]),
      { id: 'host', header: t('events.host'), width: 130, drop: 0, cell: (row) => mono(row.host) },
      { id: 'user', header: t('events.user'), width: 110, drop: 2, cell: (row) => mono(row.userName) },
      { id: 'srcIp', header: t('events.srcIp'), width: 136, drop: 1, cell: (row) => mono(row.srcIp) },
      {
        id: 'message',
        header: t('events.message'),
        width: 280,
        grow: 1,
        cell: (row) => (
          <span className="t-mono" title={visibleText(row.message)}>
            {visibleText(row.message)}
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
    [t, nameOf],
  );
}
