import { Button } from '@mantine/core';
import { Ago } from '../../components/time.tsx';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { deadRulesQuery, rulesAboutQuery } from '../../api/rule-resources.ts';
import { useSession } from '../../api/session.ts';
import { ruleOrigins, ruleStates, type Rule } from '../../api/types.ts';
import { SeverityMark } from '../../components/badges.tsx';
import { DataTable } from '../../components/data-table.tsx';
import type { Column } from '../../components/table.ts';
import { FilterMenu, SearchInput, SeverityFilter } from '../../components/filters.tsx';
import { PageLayout, SplitView } from '../../components/layout.tsx';
import { EmptyState } from '../../components/states.tsx';
import type { ApiError } from '../../api/client.ts';
import { useListCursor } from '../../lib/list-cursor.ts';
import type { RulesSearch, RuleSort } from '../../app/search.ts';
import { RuleCostCell } from './rule-cost.tsx';
import { filterRules, logSourceText, ruleMarks, sortRules, withDead } from './rule-filter.ts';
import { AttackFilterMark } from '../attack/attack-filter.tsx';
import { Quarantined, Refused } from './rule-notices.tsx';
import { DeadLookedAt } from './dead-text.tsx';
import { RulePanel } from './rule-panel.tsx';
import { RuleMarks, RuleStateText } from './rule-state.tsx';

/** The rules that were asked for, in the order that was asked for. */
function useRuleRows(search: RulesSearch) {
  const { tactic, technique } = search;
  const query = useQuery(rulesAboutQuery({ tactic, technique }));
  // It asks the store of events, and may take a moment: the list does not wait for it.
  const dead = useQuery(deadRulesQuery);
  const rows = useMemo(() => {
    const rules = withDead(query.data?.items ?? [], dead.data?.items ?? []);
    return sortRules(filterRules(rules, search), search.sort);
  }, [query.data, dead.data, search]);
  return { query, rows };
}

export function RulesPage() {
  const { t } = useTranslation();
  const session = useSession();
  const search = useSearch({ from: '/app/rules' });
  const navigate = useNavigate({ from: '/rules' });
  const searchBox = useRef<HTMLInputElement>(null);
  const { query, rows } = useRuleRows(search);
  const set = (next: Partial<RulesSearch>, replace = false): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace });
  const columns = useRuleColumns(search.sort);
  const open = (rule: Rule): void => set({ selected: rule.id }, search.selected !== undefined);
  const cursorId = useListCursor(rows, {
    selectedId: search.selected,
    onOpen: open,
    onSearch: () => searchBox.current?.focus(),
  });
  const list = {
    rows,
    total: rows.length,
    isPending: query.isPending,
    isFetching: query.isFetching,
    error: query.error as ApiError | null,
    hasMore: false,
    loadMore: () => undefined,
    refetch: () => void query.refetch(),
    changed: false,
    refresh: () => undefined,
  };
  return (
    <PageLayout
      fill
      title={t('nav.rules')}
      count={query.data?.items.length}
      actions={
        session.can('rule:write') && (
          <Button component={Link} to="/new-rule">
            {t('ruleEditor.newRule')}
          </Button>
        )
      }
      toolbar={
        <>
          <SearchInput
            inputRef={searchBox}
            label={t('rules.search')}
            value={search.q}
            onChange={(q) => set({ q }, true)}
          />
          <FilterMenu
            label={t('rules.state')}
            options={ruleStates.map((value) => option(value, t(`rules.states.${value}`)))}
            value={search.state}
            onChange={(state) => set({ state })}
          />
          <SeverityFilter value={search.level} onChange={(level) => set({ level })} />
          <FilterMenu
            label={t('rules.origin')}
            options={ruleOrigins.map((value) => option(value, t(`rules.origins.${value}`)))}
            value={search.origin}
            onChange={(origin) => set({ origin })}
          />
          <FilterMenu
            label={t('rules.attention')}
            options={ruleMarks.map((value) => option(value, t(`rules.marks.${value}`)))}
            value={search.mark}
            onChange={(mark) => set({ mark })}
          />
          <AttackFilterMark
            search={search}
            onClear={() => set({ technique: undefined, tactic: undefined })}
          />
        </>
      }
    >
      <Quarantined rules={query.data?.items ?? []} />
      {query.data && query.data.refused.length > 0 && <Refused rules={query.data.refused} />}
      {search.mark?.includes('dead') === true && <DeadLookedAt />}
      <SplitView
        panel={
          search.selected !== undefined && (
            <RulePanel id={search.selected} onClose={() => set({ selected: undefined })} />
          )
        }
      >
        <DataTable
          name="rules"
          label={t('nav.rules')}
          columns={columns}
          list={list}
          selectedId={search.selected}
          cursorId={cursorId}
          onOpen={open}
          card={(row) => ({
            title: row.title,
            meta: (
              <>
                {row.level !== null && <SeverityMark severity={row.level} />}
                <RuleStateText rule={row} />
                <RuleMarks rule={row} />
                <span>{t(`rules.kinds.${row.kind}`)}</span>
                <span>{logSourceText(row)}</span>
              </>
            ),
          })}
          empty={
            <EmptyState
              title={isFiltered(search) ? t('common.noMatches') : t('rules.empty')}
              text={isFiltered(search) ? t('common.noMatchesText') : t('rules.emptyText')}
            />
          }
        />
      </SplitView>
    </PageLayout>
  );
}

const option = <T extends string>(value: T, text: string) => ({ value, text, label: text });

const isFiltered = ({ level, mark, origin, q, state, tactic, technique }: RulesSearch): boolean =>
  [level, mark, origin, q, state, tactic, technique].some((each) => each !== undefined);

function useRuleColumns(sort: RuleSort | undefined): readonly Column<Rule>[] {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/rules' });
  return useMemo(() => {
    const sorted = (by: RuleSort) => ({
      isOn: sort === by,
      toggle: () =>
        void navigate({
          search: (old) => ({ ...old, sort: sort === by ? undefined : by }),
          replace: true,
        }),
    });
    return [
      {
        id: 'title',
        header: t('common.title'),
        width: 260,
        grow: 2,
        cell: (row) => (
          <Link
            className="t-quiet-link"
            style={{ fontWeight: 500 }}
            to="/rules"
            search={(old) => ({ ...old, selected: row.id })}
          >
            {row.title}
          </Link>
        ),
      },
      {
        id: 'level',
        header: t('rules.level'),
        width: 128,
        cell: (row) => (row.level === null ? null : <SeverityMark severity={row.level} />),
      },
      {
        id: 'state',
        header: t('rules.state'),
        width: 116,
        cell: (row) => <RuleStateText rule={row} />,
      },
      {
        id: 'owner',
        header: t('suppressions.owner'),
        width: 130,
        optional: true,
        cell: (row) => row.owner,
      },
      {
        id: 'expires',
        header: t('suppressions.expiresAt'),
        width: 130,
        optional: true,
        cell: (row) => (row.expiresAt === null ? null : <Ago iso={row.expiresAt} />),
      },
      {
        id: 'marks',
        header: t('rules.attention'),
        width: 240,
        drop: 2,
        cell: (row) => <RuleMarks rule={row} oneLine />,
      },
      {
        id: 'kind',
        header: t('rules.kind'),
        width: 116,
        drop: 3,
        cell: (row) => t(`rules.kinds.${row.kind}`),
      },
      {
        id: 'source',
        header: t('rules.logSource'),
        width: 180,
        grow: 1,
        drop: 1,
        cell: (row) => logSourceText(row),
      },
      {
        id: 'matches',
        header: t('rules.matches24h'),
        width: 120,
        right: true,
        sort: sorted('matches'),
        cell: (row) => (
          <Link className="t-quiet-link" to="/findings" search={{ status: 'all', ruleId: row.id }}>
            {row.matches24h ?? '–'}
          </Link>
        ),
      },
      {
        id: 'cost',
        header: t('rules.cost'),
        width: 96,
        right: true,
        drop: 2,
        sort: sorted('cost'),
        cell: (row) => <RuleCostCell cost={row.cost} />,
      },
      { id: 'author', header: t('findings.author'), width: 140, drop: 3, cell: (row) => row.author },
      {
        id: 'status',
        header: t('rules.maturity'),
        width: 116,
        optional: true,
        cell: (row) => row.status,
      },
      {
        id: 'file',
        header: t('rules.file'),
        width: 220,
        optional: true,
        cell: (row) => <span className="t-mono">{row.file}</span>,
      },
    ];
  }, [navigate, sort, t]);
}
