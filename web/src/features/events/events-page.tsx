import { Button } from '@mantine/core';
import { IconChartBar, IconRefresh } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mostExportedEvents, useList } from '../../api/hooks.ts';
import { useSession } from '../../api/session.ts';
import { bucketCount, histogramQuery, type EventScope } from '../../api/resources.ts';
import type { SecurityEvent } from '../../api/types.ts';
import type { EventsSearch } from '../../app/search.ts';
import { DataTable } from '../../components/data-table.tsx';
import { ExportMenu } from '../../components/export-menu.tsx';
import { CompanyFilter } from '../../components/filters.tsx';
import { PageLayout, SidePanel, SplitView } from '../../components/layout.tsx';
import { EmptyState, LoadingBlock } from '../../components/states.tsx';
import { TimeRangePicker } from '../../components/time-range-picker.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { useListCursor } from '../../lib/list-cursor.ts';
import { addCondition, addTerm } from '../../lib/query-text.ts';
import { defaultRange, parseTimeRange, resolveRange } from '../../lib/time-range.ts';
import { useCompanyNames } from '../../lib/company-names.ts';
import { eventCard, useEventColumns } from './event-columns.tsx';
import { FieldPanel } from './field-panel.tsx';
import { QueryBox } from './query-box.tsx';
import type { QueryHandle } from './query-editor.tsx';
import { SavedSearches } from './saved-searches.tsx';

const EventHistogram = lazy(async () => ({
  default: (await import('./event-histogram.tsx')).EventHistogram,
}));
const EventPanel = lazy(async () => ({ default: (await import('./event-panel.tsx')).EventPanel }));

export function EventsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const search = useSearch({ from: '/app/events' });
  const navigate = useNavigate({ from: '/events' });
  const queryBox = useRef<QueryHandle>(null);
  const [turn, setTurn] = useState(0);
  const rangeText = search.range ?? defaultRange;
  const scope = useScope(rangeText, search.q, search.companyId, turn);
  const list = useList(['event', 'list'], '/events', { ...scope });
  const columns = useEventColumns(useCompanyNames());
  const set = (next: Partial<EventsSearch>, replace = false): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace });
  const open = (event: SecurityEvent): void =>
    set({ selected: event.id, field: undefined }, search.selected !== undefined);
  const cursorId = useListCursor(list.rows, {
    selectedId: search.selected,
    onOpen: open,
    onSearch: () => queryBox.current?.focus(),
  });
  const searched = list.firstPage?.searched;
  const total = useQuery(histogramQuery(scope, bucketCount, search.split)).data?.total ?? null;
  const panelOpen = search.selected !== undefined || search.field !== undefined;
  const refresh = (): void => {
    setTurn((value) => value + 1);
    void client.invalidateQueries({ queryKey: ['event'] });
  };
  const wrongQuery = list.error?.status === 400 || list.error?.status === 422;
  return (
    <PageLayout
      fill
      title={t('nav.events')}
      actions={
        <>
          <CompanyFilter value={search.companyId} onChange={(companyId) => set({ companyId })} />
          <TimeRangePicker
            value={rangeText}
            onChange={(range) => set({ range: range === defaultRange ? undefined : range })}
          />
          <Button
            variant="default"
            leftSection={<IconRefresh size={14} />}
            onClick={refresh}
            loading={list.isFetching && !list.isPending}
          >
            {t('common.refresh')}
          </Button>
        </>
      }
      toolbar={
        <>
          <QueryBox
            handle={queryBox}
            scope={scope}
            value={search.q ?? ''}
            error={wrongQuery ? list.error : null}
            onChange={(q) => set({ q: q === '' ? undefined : q })}
          />
          <SavedSearches search={search} columns={columns} onOpen={set} />
          <FieldsButton
            open={search.field !== undefined}
            onClick={() =>
              set(
                {
                  field: search.field === undefined ? 'user' : undefined,
                  selected: undefined,
                },
                true,
              )
            }
          />
        </>
      }
    >
      {!wrongQuery && (
        <Suspense fallback={<div style={{ height: 144 }} />}>
          <EventHistogram
            scope={scope}
            split={search.split}
            onSplit={(split) => set({ split }, true)}
            onZoom={(range) => set({ range })}
          />
        </Suspense>
      )}
      <SplitView panel={panelOpen && <OpenPanel search={search} scope={scope} onChange={set} />}>
        <DataTable
          name="events"
          label={t('nav.events')}
          columns={columns}
          list={{ ...list, total, error: wrongQuery ? null : list.error }}
          selectedId={search.selected}
          cursorId={cursorId}
          onOpen={open}
          card={eventCard}
          tools={<ExportMenu list="events" query={{ ...scope }} total={total} most={mostExportedEvents} />}
          footer={
            searched && <span>{t('events.searched', { ms: format.number(Math.round(searched.ms)) })}</span>
          }
          empty={
            <NoEvents
              wrongQuery={wrongQuery}
              filtered={search.q !== undefined || search.companyId !== undefined}
              onClear={() => set({ q: undefined, companyId: undefined })}
            />
          }
        />
      </SplitView>
    </PageLayout>
  );
}

/** Beside the list: one event, or the values of a field. */
function OpenPanel({
  search,
  scope,
  onChange,
}: {
  readonly search: EventsSearch;
  readonly scope: EventScope;
  readonly onChange: (next: Partial<EventsSearch>, replace?: boolean) => void;
}) {
  const addFilter = (field: string, value: string, negate?: boolean): void =>
    onChange({ q: addTerm(search.q ?? '', field, value, negate), selected: undefined });
  if (search.selected !== undefined) {
    return (
      <Suspense fallback={<PanelFallback onClose={() => onChange({ selected: undefined })} />}>
        <EventPanel
          id={search.selected}
          explained={{
            rule: search.rule,
            onRule: (rule) => onChange({ rule }, search.rule !== undefined && rule !== undefined),
          }}
          onFilter={addFilter}
          onClose={() => onChange({ selected: undefined, rule: undefined })}
        />
      </Suspense>
    );
  }
  return (
    <FieldPanel
      field={search.field ?? ''}
      scope={scope}
      onField={(field) => onChange({ field }, true)}
      onFilter={addFilter}
      onPresence={(field, isPresent) =>
        onChange({ q: addCondition(search.q ?? '', `${isPresent ? '' : 'NOT '}${field}:*`) })
      }
      onClose={() => onChange({ field: undefined })}
    />
  );
}

function PanelFallback({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <SidePanel title={t('events.one')} label={t('events.one')} onClose={onClose}>
      <LoadingBlock />
    </SidePanel>
  );
}

function FieldsButton({ open, onClick }: { readonly open: boolean; readonly onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      variant={open ? 'light' : 'default'}
      size="sm"
      leftSection={<IconChartBar size={14} />}
      aria-pressed={open}
      onClick={onClick}
    >
      {t('events.fields')}
    </Button>
  );
}

function NoEvents({
  wrongQuery,
  filtered,
  onClear,
}: {
  readonly wrongQuery: boolean;
  readonly filtered: boolean;
  readonly onClear: () => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  if (wrongQuery) return <EmptyState title={t('events.wrongQuery')} text={t('events.wrongQueryText')} />;
  if (filtered) {
    const clear = (
      <Button variant="default" onClick={onClear}>
        {t('common.clearFilters')}
      </Button>
    );
    return <EmptyState title={t('common.noMatches')} text={t('events.noMatchesText')} action={clear} />;
  }
  return (
    <EmptyState
      title={t('events.empty')}
      text={session.isProvider ? t('events.emptyText') : t('events.emptyTextCustomer')}
    />
  );
}

/** The instants that the range means now; renewed by a change of the range or by "refresh". */
function useScope(
  rangeText: string,
  q: string | undefined,
  companyId: string | undefined,
  turn: number,
): EventScope {
  const [fixed, setFixed] = useState(() => ({ rangeText, turn, ends: endsOf(rangeText) }));
  const current =
    fixed.rangeText === rangeText && fixed.turn === turn
      ? fixed
      : { rangeText, turn, ends: endsOf(rangeText) };
  if (current !== fixed) setFixed(current);
  const { from, to } = current.ends;
  return useMemo(() => ({ from, to, q, companyId }), [from, to, q, companyId]);
}

const endsOf = (rangeText: string) =>
  resolveRange(
    parseTimeRange(rangeText) ?? { kind: 'relative', ms: 86_400_000, text: defaultRange },
    new Date(),
  );
