import { Button, SegmentedControl, Select } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { mostCounted, useList } from '../../api/hooks.ts';
import type { ActivityRecord } from '../../api/types.ts';
import { outcomes, type ActivitySearch } from '../../app/search.ts';
import { DataTable } from '../../components/data-table.tsx';
import type { Card, Column } from '../../components/table.ts';
import { ExportMenu } from '../../components/export-menu.tsx';
import { CompanyFilter, SearchInput } from '../../components/filters.tsx';
import { PageLayout, SplitView } from '../../components/layout.tsx';
import { EmptyState } from '../../components/states.tsx';
import { TimeRangePicker } from '../../components/time-range-picker.tsx';
import { Ago, Time } from '../../components/time.tsx';
import { useListCursor } from '../../lib/list-cursor.ts';
import { defaultRange, parseTimeRange, resolveRange } from '../../lib/time-range.ts';
import { Outcome } from './outcome.tsx';
import { RecordPanel } from './record-panel.tsx';

/** Who did what, from where, and whether it was let through. */
export function ActivityPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/app/activity' });
  const navigate = useNavigate({ from: '/activity' });
  const searchBox = useRef<HTMLInputElement>(null);
  const range = search.range ?? defaultRange;
  const ends = useMemo(
    () =>
      resolveRange(
        parseTimeRange(range) ?? { kind: 'relative', ms: 86_400_000, text: defaultRange },
        new Date(),
      ),
    [range],
  );
  const query = {
    ...ends,
    principal: beginning(search.principal),
    eventName: beginning(search.eventName),
    resource: search.resource,
    outcome: search.outcome,
    readOnly: search.reads === 'shown' ? undefined : false,
    companyId: search.companyId,
  };
  const list = useList(['activity', 'list'], '/activity', query);
  const columns = useActivityColumns();
  const set = (next: Partial<ActivitySearch>, replace = false): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace });
  const open = (record: ActivityRecord): void => set({ selected: record.id }, search.selected !== undefined);
  const cursorId = useListCursor(list.rows, {
    selectedId: search.selected,
    onOpen: open,
    onSearch: () => searchBox.current?.focus(),
  });
  const selected = list.rows.find((row) => row.id === search.selected);
  const clear = (): void =>
    set({
      principal: undefined,
      eventName: undefined,
      resource: undefined,
      outcome: undefined,
      companyId: undefined,
      reads: 'shown',
    });
  return (
    <PageLayout
      fill
      title={t('nav.activity')}
      count={list.total}
      actions={
        <TimeRangePicker
          value={range}
          onChange={(next) => set({ range: next === defaultRange ? undefined : next })}
        />
      }
      toolbar={<Toolbar search={search} searchBox={searchBox} onChange={set} />}
    >
      <SplitView
        panel={
          selected && (
            <RecordPanel record={selected} onClose={() => set({ selected: undefined })} onFilter={set} />
          )
        }
      >
        <DataTable
          name="activity"
          label={t('nav.activity')}
          columns={columns}
          list={list}
          selectedId={search.selected}
          cursorId={cursorId}
          onOpen={open}
          card={activityCard}
          tools={<ExportMenu list="activity" query={query} total={list.total} most={mostCounted} />}
          empty={
            <EmptyState
              title={t('activity.empty')}
              text={t('activity.emptyText')}
              action={
                <Button variant="default" onClick={clear}>
                  {t('common.clearFilters')}
                </Button>
              }
            />
          }
        />
      </SplitView>
    </PageLayout>
  );
}

function Toolbar({
  search,
  searchBox,
  onChange,
}: {
  readonly search: ActivitySearch;
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly onChange: (next: Partial<ActivitySearch>, replace?: boolean) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('activity.kindsLabel')}
        value={search.reads === 'shown' ? 'all' : 'changes'}
        onChange={(next) => onChange({ reads: next === 'all' ? 'shown' : undefined })}
        data={(['changes', 'all'] as const).map((value) => ({
          value,
          label: t(`activity.kinds.${value}`),
        }))}
      />
      <SearchInput
        inputRef={searchBox}
        width={180}
        label={t('activity.eventName')}
        value={search.eventName}
        onChange={(eventName) => onChange({ eventName }, true)}
      />
      <SearchInput
        width={180}
        label={t('activity.principal')}
        value={search.principal}
        onChange={(principal) => onChange({ principal }, true)}
      />
      <SearchInput
        width={180}
        label={t('activity.resource')}
        value={search.resource}
        onChange={(resource) => onChange({ resource }, true)}
      />
      <Select
        size="xs"
        w={150}
        clearable
        aria-label={t('activity.outcome')}
        placeholder={t('activity.anyOutcome')}
        data={outcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))}
        value={search.outcome ?? null}
        onChange={(next) => onChange({ outcome: outcomes.find((entry) => entry === next) })}
      />
      <CompanyFilter value={search.companyId} onChange={(companyId) => onChange({ companyId })} />
    </>
  );
}

const wholeId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What was typed so far is the beginning of what is looked for; an id is whole. */
const beginning = (text: string | undefined): string | undefined =>
  text === undefined || text.endsWith('*') || wholeId.test(text) ? text : `${text}*`;

const activityCard = (row: ActivityRecord): Card => ({
  title: <span className="t-mono">{row.eventName}</span>,
  aside: row.outcome === 'success' ? null : <Outcome record={row} />,
  meta: (
    <>
      <Ago iso={row.at} />
      <span>{row.principal.name}</span>
    </>
  ),
});

function useActivityColumns(): readonly Column<ActivityRecord>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'at',
        header: t('common.time'),
        width: 184,
        cell: (row) => (
          <span className="t-mono">
            <Time iso={row.at} mode="stamp" />
          </span>
        ),
      },
      {
        id: 'principal',
        header: t('activity.principal'),
        width: 170,
        cell: (row) => <span title={row.principal.kind}>{row.principal.name}</span>,
      },
      {
        id: 'eventName',
        header: t('activity.eventName'),
        width: 190,
        grow: 1,
        cell: (row) => <span className="t-mono">{row.eventName}</span>,
      },
      {
        id: 'outcome',
        header: t('activity.outcome'),
        width: 120,
        cell: (row) => <Outcome record={row} />,
      },
      {
        id: 'resources',
        header: t('activity.resource'),
        width: 200,
        grow: 1,
        drop: 2,
        cell: (row) => (
          <span className="t-mono" style={{ fontSize: '0.75rem' }}>
            {row.resources.map((resource) => `${resource.type}/${resource.id}`).join(', ')}
          </span>
        ),
      },
      {
        id: 'sourceIp',
        header: t('activity.sourceIp'),
        width: 130,
        drop: 1,
        cell: (row) => <span className="t-mono">{row.sourceIp}</span>,
      },
      {
        id: 'eventSource',
        header: t('activity.eventSource'),
        width: 130,
        optional: true,
        cell: (row) => row.eventSource,
      },
      {
        id: 'errorCode',
        header: t('activity.errorCode'),
        width: 170,
        optional: true,
        cell: (row) => <span className="t-mono">{row.errorCode}</span>,
      },
    ],
    [t],
  );
}
