import { Alert, Button, List } from '@mantine/core';
import { Ago } from '../../components/time.tsx';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { rulesAboutQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { ruleOrigins, ruleStates, type RefusedRule, type Rule } from '../../api/types.ts';
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
import { filterRules, logSourceText, ruleMarks, sortRules } from './rule-filter.ts';
import { AttackFilterMark } from '../attack/attack-filter.tsx';
import { RulePanel } from './rule-panel.tsx';
import { RuleMarks, RuleStateText } from './rule-state.tsx';

export function RulesPage() {
  const { t } = useTranslation();
  const session = useSession();
  const search = useSearch({ from: '/app/rules' });
  const navigate = useNavigate({ from: '/rules' });
  const searchBox = useRef<HTMLInputElement>(null);
  const { tactic, technique } = search;
  const query = useQuery(rulesAboutQuery({ tactic, technique }));
  const rows = useMemo(
    () => sortRules(filterRules(query.data?.items ?? [], search), search.sort),
    [query.data, search],
  );
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

/** Rules that are out of force without anybody having wanted it. */
function Quarantined({ rules }: { readonly rules: readonly Rule[] }) {
  const { t } = useTranslation();
  const out = rules.filter(({ state }) => state === 'quarantined');
  if (out.length === 0) return null;
  return (
    <div style={{ padding: '0 24px 12px' }}>
      <Alert
        color="red"
        variant="light"
        title={t('rules.quarantine.banner', { count: out.length })}
        styles={{ title: { color: 'var(--t-danger-text)' } }}
      >
        {t('rules.quarantine.bannerText')}{' '}
        {out.slice(0, 5).map(({ id, title }, at) => (
          <span key={id}>
            {at > 0 && ', '}
            <Link className="t-link" to="/rules/$ruleId" params={{ ruleId: id }}>
              {title}
            </Link>
          </span>
        ))}
        {out.length > 5 && (
          <>
            {' '}
            <Link className="t-link" to="/rules" search={{ state: ['quarantined'] }}>
              {t('rules.quarantine.all')}
            </Link>
          </>
        )}
      </Alert>
    </div>
  );
}

function Refused({ rules }: { readonly rules: readonly RefusedRule[] }) {
  const { t } = useTranslation();
  return (
    <div style={{ padding: '0 24px 12px' }}>
      <Alert
        color="yellow"
        variant="light"
        title={t('rules.refused', { count: rules.length })}
        styles={{ title: { color: 'var(--t-warning-text)' } }}
      >
        <List size="sm">
          {rules.map((rule) => (
            <List.Item key={`${rule.file}${rule.line}${rule.code}`}>
              <span className="t-mono">
                {rule.file}:{rule.line}
              </span>{' '}
              {rule.reason} <span className="t-mono t-3">{rule.code}</span>
            </List.Item>
          ))}
        </List>
      </Alert>
    </div>
  );
}
