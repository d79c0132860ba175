import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sourcesQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { Source } from '../../api/types.ts';
import { ToneText } from '../../components/badges.tsx';
import { Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Ago } from '../../components/time.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { SourceLink } from './source-link.tsx';

/** All sources, and whether they send. */
export function Sources() {
  const { t } = useTranslation();
  const session = useSession();
  const format = useFormat();
  const query = useQuery({ ...sourcesQuery(), enabled: session.can('source:read') });
  if (!session.can('source:read')) return null;
  const word = (source: Source) =>
    source.disabled ? (
      <ToneText tone="neutral" hollow>
        {t('sources.disabled')}
      </ToneText>
    ) : source.silentSince !== null ? (
      <ToneText tone="danger">{t('sources.unusual')}</ToneText>
    ) : source.eventCount24h === 0 ? (
      <ToneText tone="warning">{t('sources.silent')}</ToneText>
    ) : (
      <ToneText tone="success">{t('sources.active')}</ToneText>
    );
  return (
    <Section title={t('companies.tab.sources')}>
      <QueryView query={query}>
        {(data) =>
          data.items.length === 0 ? (
            <div className="t-card">
              <EmptyState title={t('sources.empty')} text={t('sources.emptyText')} />
            </div>
          ) : (
            <SimpleTable
              label={t('companies.tab.sources')}
              headers={[
                t('common.name'),
                t('sources.kind'),
                t('sources.last'),
                t('sources.count24h'),
                t('common.status'),
              ]}
              rows={data.items.toSorted(
                (a, b) => Number(a.silentSince === null) - Number(b.silentSince === null),
              )}
              rowKey={(source) => source.id}
              cells={(source) => [
                <SourceLink key="n" companyId={source.companyId} name={source.name} />,
                t(`sources.kinds.${source.kind}`),
                source.lastEventAt === null ? (
                  <span key="l" className="t-3">
                    {t('sources.never')}
                  </span>
                ) : (
                  <Ago key="l" iso={source.lastEventAt} />
                ),
                <span key="c" className="t-num">
                  {format.number(source.eventCount24h)}
                </span>,
                <span key="s">{word(source)}</span>,
              ]}
            />
          )
        }
      </QueryView>
    </Section>
  );
}

/** So many are named; the table has them all. */
const mostNamed = 5;

/** Sources that stopped sending though their rhythm says that something should have come. */
export function UnusuallySilent() {
  const { t } = useTranslation();
  const sources = useQuery(sourcesQuery()).data?.items ?? [];
  const silent = sources.filter(({ silentSince }) => silentSince !== null);
  if (silent.length === 0) return null;
  return (
    <Alert
      color="red"
      variant="light"
      mb={12}
      title={t('sources.unusualBanner', { count: silent.length })}
      styles={{ title: { color: 'var(--t-danger-text)' } }}
    >
      <div>{t('sources.unusualText')}</div>
      {silent.slice(0, mostNamed).map(({ companyId, companyName, id, name, silentSince }) => (
        <div key={id}>
          <SourceLink className="t-link" companyId={companyId} name={`${companyName}: ${name}`} />{' '}
          {silentSince !== null && <Ago iso={silentSince} />}
        </div>
      ))}
    </Alert>
  );
}
