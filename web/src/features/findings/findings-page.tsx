import { Button, SegmentedControl } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/hooks.ts';
import { useSession } from '../../api/session.ts';
import type { Finding } from '../../api/types.ts';
import { findingViews, type FindingsSearch } from '../../app/search.ts';
import { FindingStatusMark, SeverityMark } from '../../components/badges.tsx';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { CompanyFilter, SearchInput, SeverityFilter } from '../../components/filters.tsx';
import { PageLayout, SplitView } from '../../components/layout.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Ago } from '../../components/time.tsx';
import { useListCursor } from '../../lib/list-cursor.ts';
import { FindingPanel } from './finding-panel.tsx';
import type { Shortcuts } from '../../lib/shortcuts.ts';
import { DismissDialog, EscalateDialog } from './triage-dialogs.tsx';

/** The queue: one finding after another is judged without leaving the keyboard. */
export function FindingsPage() {
  const { t } = useTranslation();
  const session = useSession();
  const search = useSearch({ from: '/app/findings' });
  const navigate = useNavigate({ from: '/findings' });
  const searchBox = useRef<HTMLInputElement>(null);
  const [triage, setTriage] = useState<{
    readonly kind: 'escalate' | 'dismiss';
    readonly finding: Finding;
  } | null>(null);
  const status = search.status ?? 'new';
  const list = useList(['finding', 'list'], '/findings', {
    status: status === 'all' ? undefined : status,
    severity: search.severity,
    companyId: search.companyId,
    ruleId: search.ruleId,
    q: search.q,
  });
  const columns = useFindingColumns(session.isProvider);
  const set = (next: Partial<FindingsSearch>, replace = true): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace });
  const mayTriage = session.can('finding:triage');
  const open = (finding: Finding): void => set({ selected: finding.id }, search.selected !== undefined);
  const cursorId = useListCursor(list.rows, {
    selectedId: search.selected,
    onOpen: open,
    onSearch: () => searchBox.current?.focus(),
    more: (finding): Shortcuts =>
      mayTriage
        ? {
            e: () => setTriage({ kind: 'escalate', finding }),
            x: () => setTriage({ kind: 'dismiss', finding }),
          }
        : {},
  });
  /** After a decision the next row takes the place of the one that left the list. */
  const afterTriage = (finding: Finding): void => {
    setTriage(null);
    if (search.selected !== finding.id || status !== 'new') return;
    const index = list.rows.findIndex((row) => row.id === finding.id);
    const next = list.rows[index + 1] ?? list.rows[index - 1];
    set({ selected: next?.id });
  };
  const filtered =
    search.severity !== undefined ||
    search.companyId !== undefined ||
    search.q !== undefined ||
    search.ruleId !== undefined;
  return (
    <PageLayout
      fill
      title={t('nav.findings')}
      count={list.total}
      toolbar={<Toolbar search={search} searchBox={searchBox} onChange={set} />}
    >
      <SplitView
        panel={
          search.selected !== undefined && (
            <FindingPanel
              id={search.selected}
              onClose={() => set({ selected: undefined })}
              onEscalate={mayTriage ? (finding) => setTriage({ kind: 'escalate', finding }) : undefined}
              onDismiss={mayTriage ? (finding) => setTriage({ kind: 'dismiss', finding }) : undefined}
            />
          )
        }
      >
        <DataTable
          name="findings"
          label={t('nav.findings')}
          columns={columns}
          list={list}
          selectedId={search.selected}
          cursorId={cursorId}
          onOpen={open}
          narrow={search.selected !== undefined}
          footer={mayTriage && <span>{t('findings.keys')}</span>}
          empty={
            filtered ? (
              <EmptyState
                title={t('common.noMatches')}
                text={t('common.noMatchesText')}
                action={
                  <Button
                    variant="default"
                    onClick={() =>
                      set({ severity: undefined, companyId: undefined, q: undefined, ruleId: undefined })
                    }
                  >
                    {t('common.clearFilters')}
                  </Button>
                }
              />
            ) : (
              <EmptyState
                title={status === 'new' ? t('findings.emptyNew') : t('findings.empty')}
                text={t('findings.emptyText')}
                action={
                  session.can('rule:read') &&
                  session.isProvider && (
                    <Button component={Link} to="/rules" variant="default">
                      {t('findings.toRules')}
                    </Button>
                  )
                }
              />
            )
          }
        />
      </SplitView>
      {triage?.kind === 'escalate' && (
        <EscalateDialog finding={triage.finding} onDone={afterTriage} onClose={() => setTriage(null)} />
      )}
      {triage?.kind === 'dismiss' && (
        <DismissDialog finding={triage.finding} onDone={afterTriage} onClose={() => setTriage(null)} />
      )}
    </PageLayout>
  );
}

function Toolbar({
  search,
  searchBox,
  onChange,
}: {
  readonly search: FindingsSearch;
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly onChange: (next: Partial<FindingsSearch>) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('common.status')}
        value={search.status ?? 'new'}
        onChange={(next) =>
          onChange({ status: findingViews.find((entry) => entry === next && entry !== 'new') })
        }
        data={findingViews.map((value) => ({ value, label: t(`findings.view.${value}`) }))}
      />
      <SearchInput
        inputRef={searchBox}
        label={t('findings.search')}
        value={search.q}
        onChange={(q) => onChange({ q })}
      />
      <SeverityFilter value={search.severity} onChange={(severity) => onChange({ severity })} />
      <CompanyFilter value={search.companyId} onChange={(companyId) => onChange({ companyId })} />
      {search.ruleId !== undefined && (
        <Button variant="light" onClick={() => onChange({ ruleId: undefined })}>
          {t('findings.oneRule')} ×
        </Button>
      )}
    </>
  );
}

function useFindingColumns(withCompany: boolean): readonly Column<Finding>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'number',
        header: t('common.number'),
        width: 80,
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
        width: 160,
        grow: 1,
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
              wideOnly: true,
              cell: (row: Finding) => row.companyName,
            },
          ]
        : []),
      {
        id: 'matches',
        header: t('findings.matchCount'),
        width: 96,
        right: true,
        wideOnly: true,
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
      { id: 'last', header: t('findings.last'), width: 130, cell: (row) => <Ago iso={row.lastMatchAt} /> },
    ],
    [t, withCompany],
  );
}
