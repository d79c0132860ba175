import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { reconciliationQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { Reconciliation, SourceBalance } from '../../api/types.ts';
import { ToneText } from '../../components/badges.tsx';
import { Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import type { Tone } from '../../lib/clock-share.ts';
import { useFormat } from '../../lib/use-format.ts';
import { rowsBehind, type Behind } from './rows-behind.ts';
import { SourceLink } from './source-link.tsx';

/** Whether everything received is accounted for, source by source; every number leads to the rows behind it. */
export function ReconciliationSection({ companyId }: { readonly companyId?: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const query = useQuery({ ...reconciliationQuery(companyId), enabled: session.can('source:read') });
  if (!session.can('source:read')) return null;
  return (
    <Section title={t('intake.reconciliation')}>
      <p className="t-2" style={{ margin: '0 0 12px', maxWidth: 720 }}>
        {t('intake.reconciliationText')}
      </p>
      <QueryView query={query}>
        {(data) =>
          data.sources.length === 0 ? (
            <div className="t-card">
              <EmptyState compact title={t('intake.noneReceived')} />
            </div>
          ) : (
            <>
              <Balances data={data} showsCompany={companyId === undefined && session.isProvider} />
              <Words data={data} />
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

function Balances({ data, showsCompany }: { readonly data: Reconciliation; readonly showsCompany: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const link = (source: SourceBalance, behind: Behind, count: number) => (
    <Link
      key={behind.kind}
      className="t-link t-num"
      to="/events"
      search={rowsBehind(source, data.since, behind)}
    >
      {format.number(count)}
    </Link>
  );
  return (
    <SimpleTable
      label={t('intake.reconciliation')}
      headers={[
        t('events.source'),
        t('intake.received'),
        t('intake.stored'),
        t('intake.evaluated'),
        t('intake.unparsedCount'),
        t('intake.inTable'),
        t('intake.verdict'),
      ]}
      rows={data.sources}
      rowKey={(source) => source.sourceId}
      cells={(source) => [
        <SourceLink key="n" companyId={source.companyId} name={source.sourceName}>
          {showsCompany && (
            <span className="t-3">
              {' '}
              · <bdi>{source.companyName}</bdi>
            </span>
          )}
        </SourceLink>,
        link(source, { kind: 'received' }, source.received),
        link(source, { kind: 'stored' }, source.stored),
        link(source, { kind: 'evaluated' }, source.evaluated),
        <Unparsed key="u" source={source} since={data.since} />,
        link(source, { kind: 'in_table' }, source.rows),
        <Verdict key="v" source={source} />,
      ]}
    />
  );
}

function Unparsed({ source, since }: { readonly source: SourceBalance; readonly since: string }) {
  const format = useFormat();
  const reasons = Object.entries(source.unparsed).filter(([, count]) => count > 0);
  if (reasons.length === 0) return <span className="t-num t-3">0</span>;
  return (
    <>
      {reasons.map(([reason, count]) => (
        <div key={reason}>
          <Link
            className="t-link t-num"
            to="/events"
            search={rowsBehind(source, since, { kind: 'unparsed', reason })}
          >
            {format.number(count)} <span className="t-mono">{reason}</span>
          </Link>
        </div>
      ))}
    </>
  );
}

const tones: Readonly<Record<SourceBalance['state'], Tone>> = {
  balanced: 'success',
  arriving: 'info',
  missing: 'warning',
  miscounted: 'danger',
};

function Verdict({ source }: { readonly source: SourceBalance }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span title={t(`intake.stateText.${source.state}`)}>
      <ToneText tone={tones[source.state]}>
        {t(`intake.state.${source.state}`, { formatted: format.number(source.gap) })}
      </ToneText>
    </span>
  );
}

/** The verdict on all of it, and what each kind of gap that there is means. */
function Words({ data }: { readonly data: Reconciliation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { gap } = data.totals;
  const dropped = Object.values(data.dropped).reduce((sum, count) => sum + count, 0);
  const states = new Set(data.sources.filter((source) => source.gap > 0).map((source) => source.state));
  return (
    <div className="t-2" style={{ marginTop: 12, maxWidth: 720 }}>
      <ToneText tone={gap === 0 ? 'success' : 'warning'}>
        {gap === 0
          ? t('intake.addsUp')
          : t('intake.addsUpNot', { count: gap, formatted: format.number(gap) })}
      </ToneText>
      {[...states].map((state) => (
        <p key={state} style={{ margin: '4px 0 0' }}>
          {t(`intake.stateText.${state}`)}
        </p>
      ))}
      {dropped > 0 && (
        <p style={{ margin: '4px 0 0' }}>
          {t('intake.dropped', { count: dropped, formatted: format.number(dropped) })}
        </p>
      )}
    </div>
  );
}
