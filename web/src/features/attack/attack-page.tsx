import { Alert, Button, Checkbox, SegmentedControl } from '@mantine/core';
import { IconDownload, IconGridDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { layerUrl } from '../../api/client.ts';
import { attackQuery } from '../../api/rule-resources.ts';
import type { AttackCoverage } from '../../api/types.ts';
import { FilterMenu } from '../../components/filters.tsx';
import { PageLayout } from '../../components/layout.tsx';
import { EmptyState, LoadingBlock, QueryView } from '../../components/states.tsx';
import type { AttackSearch } from '../../app/search.ts';
import { useFormat } from '../../lib/use-format.ts';
import { columnsOf, summaryOf, type Fill } from './attack-columns.ts';
import { AttackMatrix } from './attack-matrix.tsx';
import { coverageViews } from './coverage-view.ts';
import classes from './attack-matrix.module.css';

/** What of MITRE ATT&CK the rules cover, and where the gaps are. */
export function AttackPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/app/attack' });
  const navigate = useNavigate({ from: '/attack' });
  const [allOpen, setAllOpen] = useState(false);
  const filter = { product: search.product, fed: search.fed };
  const query = useQuery(attackQuery(filter));
  const set = (next: Partial<AttackSearch>): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const products = query.data?.products ?? search.product ?? [];
  return (
    <PageLayout
      fill
      title={t('nav.attack')}
      actions={
        <Button
          component="a"
          variant="default"
          href={layerUrl(filter)}
          download="attack-navigator-layer.json"
          leftSection={<IconDownload size={14} />}
        >
          {t('attack.layer')}
        </Button>
      }
      toolbar={
        <>
          <FilterMenu
            label={t('attack.product')}
            options={products.map((value) => ({ value, text: value, label: value }))}
            value={search.product}
            onChange={(product) => set({ product })}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('attack.show')}
            data={coverageViews.map((value) => ({ value, label: t(`attack.views.${value}`) }))}
            value={search.view ?? 'all'}
            onChange={(value) =>
              set({ view: coverageViews.find((each) => each === value && each !== 'all') })
            }
          />
          <Checkbox
            size="xs"
            style={{ alignSelf: 'center' }}
            label={t('attack.fed')}
            checked={search.fed === 'true'}
            onChange={(event) => set({ fed: event.currentTarget.checked ? 'true' : undefined })}
          />
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setAllOpen(!allOpen)}>
            {allOpen ? t('attack.closeSubs') : t('attack.openSubs')}
          </Button>
        </>
      }
    >
      <QueryView query={query} loading={<LoadingBlock lines={10} />}>
        {(coverage) => <Coverage coverage={coverage} search={search} allOpen={allOpen} />}
      </QueryView>
    </PageLayout>
  );
}

function Coverage({
  allOpen,
  coverage,
  search,
}: {
  readonly coverage: AttackCoverage;
  readonly search: AttackSearch;
  readonly allOpen: boolean;
}) {
  const { t } = useTranslation();
  const { view = 'all' } = search;
  const columns = useMemo(() => columnsOf(coverage, view, t('attack.noTactic')), [coverage, view, t]);
  const isEmpty = columns.every(({ cells }) => cells.length === 0);
  const isFiltered = search.product !== undefined || search.fed !== undefined || view !== 'all';
  return (
    <>
      <Hints coverage={coverage} />
      <Summary coverage={coverage} />
      {isEmpty ? (
        <EmptyState
          icon={<IconGridDots size={20} stroke={1.6} />}
          title={isFiltered ? t('common.noMatches') : t('attack.empty')}
          text={isFiltered ? t('attack.emptyFiltered') : t('attack.emptyText')}
        />
      ) : (
        <AttackMatrix columns={columns} allOpen={allOpen} />
      )}
      <p className={classes.foot}>
        {coverage.attack.notice} {t('attack.trademark')}
      </p>
    </>
  );
}

/** Ids that a hint names; the rest is on the map. */
const mostIds = 20;

/** What the page cannot tell, and how it could. */
function Hints({ coverage: { attack, unknown } }: { readonly coverage: AttackCoverage }) {
  const { t } = useTranslation();
  if (attack.version === null) {
    const isBroken = attack.problem !== null;
    return (
      <Alert color={isBroken ? 'yellow' : 'gray'} variant="light" mx={24} mb={12} py={8}>
        {isBroken && <div>{attack.problem}</div>}
        {t('attack.noFile')} <span className="t-mono">detection.attackFile</span>.
      </Alert>
    );
  }
  if (unknown.length === 0) return null;
  const ids = `${unknown.slice(0, mostIds).join(', ')}${unknown.length > mostIds ? ', …' : ''}`;
  return (
    <Alert color="gray" variant="light" mx={24} mb={12} py={8}>
      {t('attack.unknown', { count: unknown.length, version: attack.version })}{' '}
      <span className="t-mono">{ids}</span>
    </Alert>
  );
}

const keys: readonly Fill[] = ['gap', 'idle', 'few', 'some', 'many', 'most'];

function Summary({ coverage }: { readonly coverage: AttackCoverage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { covered, gaps, idle } = summaryOf(coverage);
  const { untagged } = coverage;
  return (
    <div className={classes.legend}>
      <strong>{t('attack.covered', { count: covered, formatted: format.number(covered) })}</strong>
      {idle > 0 && <span>{t('attack.idleCount', { count: idle, formatted: format.number(idle) })}</span>}
      {gaps > 0 && <span>{t('attack.gapCount', { count: gaps, formatted: format.number(gaps) })}</span>}
      {untagged > 0 && (
        <span>{t('attack.untagged', { count: untagged, formatted: format.number(untagged) })}</span>
      )}
      {coverage.attack.version !== null && (
        <span className="t-3">{t('attack.release', { version: coverage.attack.version })}</span>
      )}
      <span style={{ flex: 1 }} />
      {keys.map((key) => (
        <span key={key} className={classes.key}>
          <span className={`${classes.swatch ?? ''} ${classes[key] ?? ''}`} aria-hidden />
          {t(`attack.keys.${key}`)}
        </span>
      ))}
    </div>
  );
}
