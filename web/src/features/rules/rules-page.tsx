import { Alert, List } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ruleQuery, rulesQuery } from '../../api/resources.ts';
import type { RefusedRule, Rule, RuleDetail } from '../../api/types.ts';
import { SeverityMark } from '../../components/badges.tsx';
import { CodeBlock } from '../../components/copy.tsx';
import { DataTable } from '../../components/data-table.tsx';
import type { Column } from '../../components/table.ts';
import { SearchInput } from '../../components/filters.tsx';
import { Facts, PageLayout, Section, SidePanel, SplitView } from '../../components/layout.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import type { ApiError } from '../../api/client.ts';
import { useListCursor } from '../../lib/list-cursor.ts';

const logSourceText = (rule: Rule): string =>
  [rule.logSource?.product, rule.logSource?.category, rule.logSource?.service]
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join(' / ');

export function RulesPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/app/rules' });
  const navigate = useNavigate({ from: '/rules' });
  const searchBox = useRef<HTMLInputElement>(null);
  const query = useQuery(rulesQuery);
  const rows = useMemo(() => filterRules(query.data?.items ?? [], search.q), [query.data, search.q]);
  const columns = useRuleColumns();
  const set = (
    next: { readonly q?: string | undefined; readonly selected?: string | undefined },
    replace = false,
  ): void => void navigate({ search: (old) => ({ ...old, ...next }), replace });
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
      toolbar={
        <SearchInput
          inputRef={searchBox}
          label={t('rules.search')}
          value={search.q}
          onChange={(q) => set({ q }, true)}
        />
      }
    >
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
                <SeverityMark severity={row.level} />
                <span>{t(`rules.kinds.${row.kind}`)}</span>
                <span>{logSourceText(row)}</span>
              </>
            ),
          })}
          empty={
            <EmptyState
              title={search.q === undefined ? t('rules.empty') : t('common.noMatches')}
              text={search.q === undefined ? t('rules.emptyText') : t('common.noMatchesText')}
            />
          }
        />
      </SplitView>
    </PageLayout>
  );
}

function filterRules(rules: readonly Rule[], q: string | undefined): readonly Rule[] {
  const needle = q?.toLowerCase() ?? '';
  return needle === ''
    ? rules
    : rules.filter((rule) =>
        `${rule.title} ${rule.id} ${rule.file} ${rule.tags.join(' ')} ${logSourceText(rule)}`
          .toLowerCase()
          .includes(needle),
      );
}

function useRuleColumns(): readonly Column<Rule>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
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
        cell: (row) => <SeverityMark severity={row.level} />,
      },
      {
        id: 'kind',
        header: t('rules.kind'),
        width: 116,
        drop: 2,
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
        cell: (row) => (
          <Link className="t-quiet-link" to="/findings" search={{ status: 'all', ruleId: row.id }}>
            {row.matches24h}
          </Link>
        ),
      },
      { id: 'status', header: t('common.status'), width: 116, drop: 3, cell: (row) => row.status },
      { id: 'author', header: t('findings.author'), width: 140, optional: true, cell: (row) => row.author },
      {
        id: 'file',
        header: t('rules.file'),
        width: 220,
        optional: true,
        cell: (row) => <span className="t-mono">{row.file}</span>,
      },
    ],
    [t],
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

function RulePanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(ruleQuery(id));
  return (
    <SidePanel title={query.data?.title ?? t('rules.one')} label={t('rules.one')} onClose={onClose}>
      <QueryView query={query}>{(rule) => <RuleBody rule={rule} />}</QueryView>
    </SidePanel>
  );
}

function RuleBody({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <Facts
        items={[
          [t('rules.level'), <SeverityMark key="l" severity={rule.level} />],
          [t('rules.kind'), t(`rules.kinds.${rule.kind}`)],
          [t('common.status'), rule.status],
          [t('findings.author'), rule.author],
          [t('rules.logSource'), logSourceText(rule)],
          [
            'ATT&CK',
            rule.tags.length === 0 ? null : (
              <span key="t" className="t-mono">
                {rule.tags.join(', ')}
              </span>
            ),
          ],
          [
            t('rules.file'),
            <span key="f" className="t-mono">
              {rule.file}
            </span>,
          ],
          [
            t('findings.ruleHash'),
            <span key="h" className="t-mono">
              {rule.hash}
            </span>,
          ],
          [
            t('rules.matches24h'),
            <Link key="m" className="t-link" to="/findings" search={{ status: 'all', ruleId: rule.id }}>
              {rule.matches24h}
            </Link>,
          ],
        ]}
      />
      <Section title={t('rules.text')}>
        <p className="t-3" style={{ margin: '0 0 8px', fontSize: '0.75rem' }}>
          {t('rules.readOnly')}
        </p>
        <CodeBlock label={rule.file} text={rule.yaml} />
      </Section>
    </>
  );
}
