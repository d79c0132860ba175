import { Button, Select } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/hooks.ts';
import type { ActivityRecord } from '../../api/types.ts';
import { outcomes, type ActivitySearch } from '../../app/search.ts';
import { ToneText } from '../../components/badges.tsx';
import { CodeBlock } from '../../components/copy.tsx';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { CompanyFilter, SearchInput } from '../../components/filters.tsx';
import { Facts, PageLayout, Section, SidePanel, SplitView } from '../../components/layout.tsx';
import { EmptyState } from '../../components/states.tsx';
import { TimeRangePicker } from '../../components/time-range-picker.tsx';
import { Time } from '../../components/time.tsx';
import { useListCursor } from '../../lib/list-cursor.ts';
import { defaultRange, parseTimeRange, resolveRange } from '../../lib/time-range.ts';
import { resourceLink } from './resource-link.ts';

const outcomeTone = { success: 'success', denied: 'warning', failed: 'danger' } as const;

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
  const list = useList(['activity', 'list'], '/activity', {
    ...ends,
    principal: search.principal,
    eventName: search.eventName,
    resource: search.resource,
    outcome: search.outcome,
    companyId: search.companyId,
  });
  const columns = useActivityColumns();
  const set = (next: Partial<ActivitySearch>, replace = true): void =>
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
    });
  return (
    <PageLayout
      fill
      title={t('nav.activity')}
      count={list.total}
      actions={
        <TimeRangePicker
          value={range}
          onChange={(next) => set({ range: next === defaultRange ? undefined : next }, false)}
        />
      }
      toolbar={
        <>
          <SearchInput
            inputRef={searchBox}
            width={180}
            label={t('activity.eventName')}
            value={search.eventName}
            onChange={(eventName) => set({ eventName })}
          />
          <SearchInput
            width={180}
            label={t('activity.principal')}
            value={search.principal}
            onChange={(principal) => set({ principal })}
          />
          <SearchInput
            width={180}
            label={t('activity.resource')}
            value={search.resource}
            onChange={(resource) => set({ resource })}
          />
          <Select
            size="xs"
            w={150}
            clearable
            aria-label={t('activity.outcome')}
            placeholder={t('activity.anyOutcome')}
            data={outcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))}
            value={search.outcome ?? null}
            onChange={(next) => set({ outcome: outcomes.find((entry) => entry === next) })}
          />
          <CompanyFilter value={search.companyId} onChange={(companyId) => set({ companyId })} />
        </>
      }
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
          narrow={selected !== undefined}
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
        cell: (row) => <ToneText tone={outcomeTone[row.outcome]}>{t(`outcome.${row.outcome}`)}</ToneText>,
      },
      {
        id: 'resources',
        header: t('activity.resource'),
        width: 200,
        grow: 1,
        wideOnly: true,
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
        wideOnly: true,
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

function RecordPanel({
  record,
  onClose,
  onFilter,
}: {
  readonly record: ActivityRecord;
  readonly onClose: () => void;
  readonly onFilter: (next: Partial<ActivitySearch>) => void;
}) {
  const { t } = useTranslation();
  return (
    <SidePanel
      title={<span className="t-mono">{record.eventName}</span>}
      label={t('activity.one')}
      onClose={onClose}
    >
      <Facts
        items={[
          [t('common.time'), <Time key="t" iso={record.at} mode="exact" />],
          [
            t('activity.principal'),
            <span key="p">
              {record.principal.name} <span className="t-3">{record.principal.kind}</span>
            </span>,
          ],
          [
            t('activity.outcome'),
            <span key="o">
              <ToneText tone={outcomeTone[record.outcome]}>{t(`outcome.${record.outcome}`)}</ToneText>{' '}
              {record.errorCode !== null && <span className="t-mono t-3">{record.errorCode}</span>}
            </span>,
          ],
          [t('activity.eventSource'), record.eventSource],
          [t('activity.readOnly'), record.readOnly ? t('common.yes') : t('common.no')],
          [
            t('activity.sourceIp'),
            <span key="i" className="t-mono">
              {record.sourceIp}
            </span>,
          ],
          [t('activity.userAgent'), record.userAgent],
          [
            t('activity.requestId'),
            <span key="r" className="t-mono">
              {record.requestId}
            </span>,
          ],
        ]}
      />
      {record.resources.length > 0 && (
        <Section title={t('activity.resources')}>
          {record.resources.map((resource) => {
            const to = resourceLink(resource);
            const text = `${resource.type}/${resource.id}`;
            return (
              <div key={text} className="t-mono" style={{ overflowWrap: 'anywhere' }}>
                {to === null ? (
                  text
                ) : (
                  <Link className="t-link" to={to}>
                    {text}
                  </Link>
                )}
              </div>
            );
          })}
        </Section>
      )}
      <div style={{ display: 'flex', gap: 8, margin: '16px 0' }}>
        <Button
          variant="default"
          onClick={() => onFilter({ principal: record.principal.name, selected: undefined })}
        >
          {t('activity.samePrincipal')}
        </Button>
        <Button
          variant="default"
          onClick={() => onFilter({ eventName: record.eventName, selected: undefined })}
        >
          {t('activity.sameEvent')}
        </Button>
      </div>
      {Object.keys(record.detail).length > 0 && (
        <CodeBlock label={t('activity.detail')} text={JSON.stringify(record.detail, null, 2)} />
      )}
    </SidePanel>
  );
}
