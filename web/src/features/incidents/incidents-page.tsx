import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mostCounted, useList } from '../../api/hooks.ts';
import { useSession } from '../../api/session.ts';
import type { Incident } from '../../api/types.ts';
import { incidentViews, type IncidentsSearch } from '../../app/search.ts';
import { IncidentStatusMark, SeverityMark } from '../../components/badges.tsx';
import { DataTable } from '../../components/data-table.tsx';
import type { Card, Column } from '../../components/table.ts';
import { ExportMenu } from '../../components/export-menu.tsx';
import { CompanyFilter, SearchInput, SeverityFilter } from '../../components/filters.tsx';
import { PageLayout, SplitView } from '../../components/layout.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Due, Time } from '../../components/time.tsx';
import { useListCursor } from '../../lib/list-cursor.ts';
import { CreateIncidentDialog } from './create-incident-dialog.tsx';
import { closedIncidentStatuses, openIncidentStatuses } from './incident-status.ts';

const statusesOf = { open: openIncidentStatuses, closed: closedIncidentStatuses, all: [] } as const;

export function IncidentsPage() {
  const { t } = useTranslation();
  const session = useSession();
  const search = useSearch({ from: '/app/incidents' });
  const navigate = useNavigate({ from: '/incidents' });
  const { hash } = useLocation();
  const searchBox = useRef<HTMLInputElement>(null);
  const [creating, setCreating] = useState(false);
  const view = search.view ?? 'open';
  const query = {
    status: statusesOf[view],
    severity: search.severity,
    companyId: search.companyId,
    q: search.q,
  };
  const list = useList(['incident', 'list'], '/incidents', query);
  const columns = useIncidentColumns(session.isProvider);
  const card = useIncidentCard(session.isProvider);
  const set = (next: Partial<IncidentsSearch>, replace = false): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace });
  const open = (incident: Incident): void =>
    void navigate({ to: '/incidents/$incidentId', params: { incidentId: incident.id } });
  const cursorId = useListCursor(list.rows, { onOpen: open, onSearch: () => searchBox.current?.focus() });
  const mayCreate = session.isProvider && session.can('incident:write');
  const filtered = search.severity !== undefined || search.companyId !== undefined || search.q !== undefined;
  return (
    <PageLayout
      fill
      title={t('nav.incidents')}
      count={list.total}
      actions={
        mayCreate && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => setCreating(true)}>
            {t('incidents.create')}
          </Button>
        )
      }
      toolbar={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('common.status')}
            value={view}
            onChange={(next) =>
              set({ view: incidentViews.find((entry) => entry === next && entry !== 'open') })
            }
            data={incidentViews.map((value) => ({ value, label: t(`incidents.view.${value}`) }))}
          />
          <SearchInput
            inputRef={searchBox}
            label={t('incidents.search')}
            value={search.q}
            onChange={(q) => set({ q }, true)}
          />
          <SeverityFilter value={search.severity} onChange={(severity) => set({ severity })} />
          <CompanyFilter value={search.companyId} onChange={(companyId) => set({ companyId })} />
        </>
      }
    >
      <SplitView panel={null}>
        <DataTable
          name="incidents"
          label={t('nav.incidents')}
          columns={columns}
          list={list}
          cursorId={cursorId}
          onOpen={open}
          card={card}
          tools={<ExportMenu list="incidents" query={query} total={list.total} most={mostCounted} />}
          empty={
            filtered ? (
              <EmptyState
                title={t('common.noMatches')}
                text={t('common.noMatchesText')}
                action={
                  <Button
                    variant="default"
                    onClick={() => set({ severity: undefined, companyId: undefined, q: undefined })}
                  >
                    {t('common.clearFilters')}
                  </Button>
                }
              />
            ) : (
              <EmptyState
                title={t('incidents.empty')}
                text={t('incidents.emptyText')}
                action={
                  mayCreate && (
                    <Button component={Link} to="/findings" variant="default">
                      {t('incidents.toFindings')}
                    </Button>
                  )
                }
              />
            )
          }
        />
      </SplitView>
      {mayCreate && (
        <CreateIncidentDialog
          opened={creating || hash === 'new'}
          onClose={() => {
            setCreating(false);
            if (hash === 'new') void navigate({ to: '/incidents', search: (old) => old, replace: true });
          }}
        />
      )}
    </PageLayout>
  );
}

function useIncidentCard(isProvider: boolean): (row: Incident) => Card {
  const { t } = useTranslation();
  return (row) => ({
    title: row.title,
    aside: <IncidentStatusMark status={row.status} />,
    meta: (
      <>
        <SeverityMark severity={row.severity} />
        <span className="t-mono">{row.number}</span>
        {isProvider ? (
          <span>
            {row.nextDueAt === null ? (
              companyNames(row)
            ) : (
              <>
                {t('incidents.nextDue')} <Due iso={row.nextDueAt} />
              </>
            )}
          </span>
        ) : (
          <Time iso={row.openedAt} />
        )}
      </>
    ),
  });
}

const companyNames = (row: Incident): string => row.companies.map((company) => company.name).join(', ');

function useIncidentColumns(isProvider: boolean): readonly Column<Incident>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'number',
        header: t('common.number'),
        width: 140,
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
        width: 260,
        grow: 3,
        cell: (row) => (
          <Link
            className="t-quiet-link"
            style={{ fontWeight: 500 }}
            to="/incidents/$incidentId"
            params={{ incidentId: row.id }}
            title={row.title}
          >
            {row.title}
          </Link>
        ),
      },
      {
        id: 'status',
        header: t('common.status'),
        width: 136,
        cell: (row) => <IncidentStatusMark status={row.status} />,
      },
      ...(isProvider ? staffColumns(t) : []),
      {
        id: 'findings',
        header: t('nav.findings'),
        width: 96,
        right: true,
        drop: 4,
        cell: (row) =>
          row.findingCount === 0 ? (
            <span className="t-3">0</span>
          ) : (
            <Link
              className="t-quiet-link"
              to="/incidents/$incidentId"
              params={{ incidentId: row.id }}
              search={{ tab: 'findings' }}
            >
              {row.findingCount}
            </Link>
          ),
      },
      {
        id: 'opened',
        header: t('incidents.opened'),
        width: 136,
        drop: 3,
        cell: (row) => <Time iso={row.openedAt} />,
      },
    ],
    [t, isProvider],
  );
}

/** What is the provider's own business. */
const staffColumns = (t: TFunction): readonly Column<Incident>[] => [
  {
    id: 'companies',
    header: t('common.companies'),
    width: 160,
    grow: 1,
    drop: 2,
    cell: (row) => <span title={companyNames(row)}>{companyNames(row)}</span>,
  },
  {
    id: 'assignee',
    header: t('incidents.assignee'),
    width: 140,
    cell: (row) => row.assignee?.name ?? <span className="t-3">{t('incidents.unassigned')}</span>,
  },
  {
    id: 'due',
    header: t('incidents.nextDue'),
    width: 140,
    drop: 1,
    cell: (row) => (row.nextDueAt === null ? <span className="t-3">–</span> : <Due iso={row.nextDueAt} />),
  },
];
