import { Button, SegmentedControl } from '@mantine/core';
import { IconFilterPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/hooks.ts';
import { useSession } from '../../api/session.ts';
import { suppressionKinds, type Suppression, type SuppressionState } from '../../api/types.ts';
import { suppressionViews, type SuppressionsSearch } from '../../app/search.ts';
import { DataTable } from '../../components/data-table.tsx';
import { CompanyFilter, FilterMenu, SearchInput } from '../../components/filters.tsx';
import { PageLayout } from '../../components/layout.tsx';
import { EmptyState } from '../../components/states.tsx';
import type { Card, Column } from '../../components/table.ts';
import { Ago } from '../../components/time.tsx';
import { useListCursor } from '../../lib/list-cursor.ts';
import { FilterDialog } from './filter-dialog.tsx';
import { SubjectText, SuppressionStateMark } from './suppression-parts.tsx';

const statesOf: Readonly<Record<(typeof suppressionViews)[number], readonly SuppressionState[] | undefined>> =
  {
    current: ['active', 'expiring', 'disabled'],
    expiring: ['expiring'],
    over: ['expired', 'ended'],
    all: undefined,
  };

/** What keeps matches out of findings, until when, and what it has taken. */
export function SuppressionsPage() {
  const { t } = useTranslation();
  const session = useSession();
  const search = useSearch({ from: '/app/suppressions' });
  const navigate = useNavigate({ from: '/suppressions' });
  const searchBox = useRef<HTMLInputElement>(null);
  const [adding, setAdding] = useState(false);
  const { companyId, entity, entityType, kind, ownerId, q, ruleId, view = 'current' } = search;
  const list = useList(['suppression', 'list'], '/suppressions', {
    ...{ companyId, entity, entityType, kind, ownerId, q, ruleId },
    state: statesOf[view],
  });
  const columns = useColumns(session.isProvider);
  const set = (next: Partial<SuppressionsSearch>, replace = false): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace });
  const open = ({ id }: Suppression): void =>
    void navigate({ to: '/suppressions/$suppressionId', params: { suppressionId: id } });
  const cursorId = useListCursor(list.rows, {
    selectedId: undefined,
    onOpen: open,
    onSearch: () => searchBox.current?.focus(),
  });
  const clear = (): void => void navigate({ search: { view: view === 'current' ? undefined : view } });
  const isFiltered = [companyId, entity, kind, ownerId, q, ruleId].some((value) => value !== undefined);
  const mayFilter = session.isProvider && session.can('rule:write');
  return (
    <PageLayout
      fill
      title={t('nav.suppressions')}
      count={list.total}
      actions={
        mayFilter && (
          <Button
            variant="default"
            leftSection={<IconFilterPlus size={14} />}
            onClick={() => setAdding(true)}
          >
            {t('suppressions.newFilter')}
          </Button>
        )
      }
      toolbar={<Toolbar search={search} searchBox={searchBox} onChange={set} />}
    >
      <DataTable
        name="suppressions"
        label={t('nav.suppressions')}
        columns={columns}
        list={list}
        cursorId={cursorId}
        onOpen={open}
        card={cardOf}
        empty={<NoSuppressions filtered={isFiltered} onClear={clear} />}
      />
      {adding && <FilterDialog companyId={companyId} onClose={() => setAdding(false)} />}
    </PageLayout>
  );
}

const cardOf = (row: Suppression): Card => ({
  title: row.title,
  aside: <Ago iso={row.endedAt ?? row.expiresAt} />,
  meta: (
    <>
      <SuppressionStateMark state={row.state} />
      <SubjectText suppression={row} />
      <span>{row.matchCount}</span>
    </>
  ),
});

function useColumns(withCompany: boolean): readonly Column<Suppression>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'state',
        header: t('rules.state'),
        width: 126,
        cell: (row) => <SuppressionStateMark state={row.state} />,
      },
      {
        id: 'kind',
        header: t('suppressions.kind'),
        width: 100,
        drop: 1,
        cell: (row) => t(`suppressions.kinds.${row.kind}`),
      },
      {
        id: 'title',
        header: t('suppressions.ruleOrFilter'),
        width: 190,
        grow: 3,
        cell: (row) => (
          <Link
            className="t-quiet-link"
            style={{ fontWeight: 500 }}
            to="/suppressions/$suppressionId"
            params={{ suppressionId: row.id }}
            title={row.title}
          >
            {row.title}
          </Link>
        ),
      },
      {
        id: 'subject',
        header: t('findings.entity'),
        width: 126,
        grow: 1,
        drop: 2,
        cell: (row) => <SubjectText suppression={row} />,
      },
      ...(withCompany
        ? [
            {
              id: 'company',
              header: t('common.company'),
              width: 126,
              drop: 3,
              cell: (row: Suppression) => row.companyName,
            },
          ]
        : []),
      {
        id: 'count',
        header: t('suppressions.taken'),
        width: 112,
        right: true,
        cell: (row) => row.matchCount,
      },
      {
        id: 'last',
        header: t('suppressions.lastHit'),
        width: 116,
        drop: 4,
        cell: (row) =>
          row.lastMatchAt === null ? <span className="t-3">–</span> : <Ago iso={row.lastMatchAt} />,
      },
      { id: 'owner', header: t('suppressions.owner'), width: 110, drop: 5, cell: (row) => row.owner.name },
      {
        id: 'expires',
        header: t('suppressions.expiresAt'),
        width: 110,
        cell: (row) => <Ago iso={row.endedAt ?? row.expiresAt} />,
      },
      {
        id: 'reason',
        header: t('common.reason'),
        width: 220,
        grow: 1,
        optional: true,
        cell: (row) => row.reason,
      },
      {
        id: 'created',
        header: t('suppressions.made'),
        width: 130,
        optional: true,
        cell: (row) => <Ago iso={row.createdAt} />,
      },
    ],
    [t, withCompany],
  );
}

function NoSuppressions({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  const { t } = useTranslation();
  if (filtered)
    return (
      <EmptyState
        title={t('common.noMatches')}
        text={t('common.noMatchesText')}
        action={
          <Button variant="default" onClick={onClear}>
            {t('common.clearFilters')}
          </Button>
        }
      />
    );
  return (
    <EmptyState
      title={t('suppressions.empty')}
      text={t('suppressions.emptyText')}
      action={
        <Button variant="default" renderRoot={(props) => <Link {...props} to="/findings" />}>
          {t('suppressions.toFindings')}
        </Button>
      }
    />
  );
}

function Toolbar({
  search,
  searchBox,
  onChange,
}: {
  readonly search: SuppressionsSearch;
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly onChange: (next: Partial<SuppressionsSearch>, replace?: boolean) => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const isMine = search.ownerId === session.user.id;
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('rules.state')}
        value={search.view ?? 'current'}
        onChange={(next) =>
          onChange({ view: suppressionViews.find((entry) => entry === next && entry !== 'current') })
        }
        data={suppressionViews.map((value) => ({ value, label: t(`suppressions.view.${value}`) }))}
      />
      <SearchInput
        inputRef={searchBox}
        label={t('suppressions.search')}
        value={search.q}
        onChange={(q) => onChange({ q }, true)}
      />
      <FilterMenu
        label={t('suppressions.kind')}
        value={search.kind}
        onChange={(kind) => onChange({ kind })}
        options={suppressionKinds.map((value) => ({
          value,
          text: t(`suppressions.kinds.${value}`),
          label: t(`suppressions.kinds.${value}`),
        }))}
      />
      <CompanyFilter value={search.companyId} onChange={(companyId) => onChange({ companyId })} />
      <Button
        variant={isMine ? 'light' : 'default'}
        aria-pressed={isMine}
        onClick={() => onChange({ ownerId: isMine ? undefined : session.user.id })}
      >
        {t('suppressions.mine')}
      </Button>
      {search.ruleId !== undefined && (
        <Button
          variant="light"
          onClick={() => onChange({ ruleId: undefined, entity: undefined, entityType: undefined })}
        >
          {t('findings.oneRule')} ×
        </Button>
      )}
    </>
  );
}
