import { Button, SegmentedControl } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { mostCounted, useList } from '../../api/hooks.ts';
import { useSession } from '../../api/session.ts';
import type { Finding } from '../../api/types.ts';
import { findingViews, type FindingsSearch } from '../../app/search.ts';
import { DataTable } from '../../components/data-table.tsx';
import { ExportMenu } from '../../components/export-menu.tsx';
import { CompanyFilter, SearchInput, SeverityFilter } from '../../components/filters.tsx';
import { PageLayout, SplitView } from '../../components/layout.tsx';
import { EmptyState } from '../../components/states.tsx';
import { usePageActions } from '../../lib/page-actions.ts';
import { useListCursor } from '../../lib/list-cursor.ts';
import { findingCard, useFindingColumns } from './finding-columns.tsx';
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
  const query = {
    status: status === 'all' ? undefined : status,
    severity: search.severity,
    companyId: search.companyId,
    ruleId: search.ruleId,
    q: search.q,
  };
  const list = useList(['finding', 'list'], '/findings', query);
  const columns = useFindingColumns(session.isProvider);
  const set = (next: Partial<FindingsSearch>, replace = false): void =>
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
  const current = list.rows.find((row) => row.id === cursorId);
  usePageActions(
    mayTriage && current?.status === 'new'
      ? [
          {
            id: 'escalate',
            label: t('findings.escalateTitle', { number: current.number }),
            run: () => setTriage({ kind: 'escalate', finding: current }),
          },
          {
            id: 'dismiss',
            label: t('findings.dismissTitle', { number: current.number }),
            run: () => setTriage({ kind: 'dismiss', finding: current }),
          },
        ]
      : [],
  );
  /** After a decision the next row takes the place of the one that left the list. */
  const afterTriage = (finding: Finding): void => {
    setTriage(null);
    if (search.selected !== finding.id || status !== 'new') return;
    const index = list.rows.findIndex((row) => row.id === finding.id);
    const next = list.rows[index + 1] ?? list.rows[index - 1];
    set({ selected: next?.id }, true);
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
          card={findingCard}
          tools={<ExportMenu list="findings" query={query} total={list.total} most={mostCounted} />}
          footer={mayTriage && <span>{t('findings.keys')}</span>}
          empty={
            <NoFindings
              filtered={filtered}
              fresh={status === 'new'}
              onClear={() =>
                set({ severity: undefined, companyId: undefined, q: undefined, ruleId: undefined })
              }
            />
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

function NoFindings(props: {
  readonly filtered: boolean;
  readonly fresh: boolean;
  readonly onClear: () => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  if (props.filtered)
    return (
      <EmptyState
        title={t('common.noMatches')}
        text={t('common.noMatchesText')}
        action={
          <Button variant="default" onClick={props.onClear}>
            {t('common.clearFilters')}
          </Button>
        }
      />
    );
  return (
    <EmptyState
      title={props.fresh ? t('findings.emptyNew') : t('findings.empty')}
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
  );
}

function Toolbar({
  search,
  searchBox,
  onChange,
}: {
  readonly search: FindingsSearch;
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly onChange: (next: Partial<FindingsSearch>, replace?: boolean) => void;
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
        onChange={(q) => onChange({ q }, true)}
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
