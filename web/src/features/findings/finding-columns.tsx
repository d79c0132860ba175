import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../api/types.ts';
import { FindingStatusMark, SeverityMark } from '../../components/badges.tsx';
import type { Card, Column } from '../../components/table.ts';
import { Ago } from '../../components/time.tsx';

/** A finding on a narrow screen. */
export const findingCard = (row: Finding): Card => ({
  title: row.title,
  aside: <Ago iso={row.lastMatchAt} />,
  meta: (
    <>
      <SeverityMark severity={row.severity} />
      <span className="t-mono">{row.number}</span>
      <span className="t-mono">{row.entity.value}</span>
    </>
  ),
});

export function useFindingColumns(withCompany: boolean): readonly Column<Finding>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'number',
        header: t('common.number'),
        width: 84,
        cell: (row) => <span className="t-mono t-2">{row.number}</span>,
      },
      {
        id: 'severity',
        header: t('common.severity'),
        width: 128,
        cell: (row) => <SeverityMark severity={row.severity} />,
      },
      {
        id: 'title',
        header: t('common.title'),
        width: 220,
        grow: 3,
        cell: (row) => (
          <Link
            className="t-quiet-link"
            style={{ fontWeight: 500 }}
            to="/findings/$findingId"
            params={{ findingId: row.id }}
            title={row.title}
          >
            {row.title}
          </Link>
        ),
      },
      {
        id: 'entity',
        header: t('findings.entity'),
        width: 144,
        grow: 1,
        drop: 0,
        cell: (row) => (
          <span className="t-mono" title={`${row.entity.type}: ${row.entity.value}`}>
            {row.entity.value}
          </span>
        ),
      },
      ...(withCompany
        ? [
            {
              id: 'company',
              header: t('common.company'),
              width: 150,
              drop: 1,
              cell: (row: Finding) => row.companyName,
            },
          ]
        : []),
      {
        id: 'matches',
        header: t('findings.matchCount'),
        width: 96,
        right: true,
        drop: 2,
        cell: (row) => row.matchCount,
      },
      {
        id: 'status',
        header: t('common.status'),
        width: 120,
        optional: true,
        cell: (row) => <FindingStatusMark status={row.status} />,
      },
      { id: 'rule', header: t('findings.rule'), width: 180, optional: true, cell: (row) => row.rule.title },
      {
        id: 'first',
        header: t('findings.first'),
        width: 130,
        optional: true,
        cell: (row) => <Ago iso={row.firstMatchAt} />,
      },
      { id: 'last', header: t('findings.last'), width: 136, cell: (row) => <Ago iso={row.lastMatchAt} /> },
    ],
    [t, withCompany],
  );
}
