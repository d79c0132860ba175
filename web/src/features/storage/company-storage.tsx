import { Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanyDetail, CompanyStorage } from '../../api/types.ts';
import { ToneBadge, ToneText } from '../../components/badges.tsx';
import { Facts, Section } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { storageQuery } from './queries.ts';
import { StorageDialog } from './storage-dialog.tsx';

/** What a company has stored, for how long, and how much of its quota that is. */
export function CompanyStorageSection({
  company,
  mayWrite,
}: {
  readonly company: CompanyDetail;
  readonly mayWrite: boolean;
}) {
  const { t } = useTranslation();
  const query = useQuery(storageQuery(company.id));
  const [changing, setChanging] = useState(false);
  return (
    <Section
      title={t('storage.title')}
      actions={
        mayWrite &&
        query.data && (
          <Button variant="default" onClick={() => setChanging(true)}>
            {t('storage.change')}
          </Button>
        )
      }
    >
      <div className="t-card" style={{ padding: 16 }}>
        <QueryView query={query} compact>
          {(storage) => <StorageFacts company={company} storage={storage} />}
        </QueryView>
      </div>
      {changing && query.data && (
        <StorageDialog company={company} storage={query.data} onClose={() => setChanging(false)} />
      )}
    </Section>
  );
}

function StorageFacts({
  company,
  storage,
}: {
  readonly company: CompanyDetail;
  readonly storage: CompanyStorage;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { stored, retention, quota } = storage;
  const days = t('companies.days', { count: retention.days });
  return (
    <Facts
      items={[
        [
          t('storage.events'),
          stored.events === 0 ? (
            t('storage.none')
          ) : (
            <Link key="e" to="/events" search={{ companyId: company.id }} className="t-link t-num">
              {format.number(stored.events)}
            </Link>
          ),
        ],
        [t('storage.oldest'), stored.oldestAt === null ? null : <Time key="o" iso={stored.oldestAt} />],
        [
          t('storage.size'),
          stored.events === 0 ? null : stored.measuredAt === null ? (
            <span key="s" className="t-3">
              {t('storage.sizeUnknown')}
            </span>
          ) : (
            <span key="s" title={format.exact(stored.measuredAt)}>
              {t('storage.sizeMeasured', { size: format.bytes(stored.bytes) })}
            </span>
          ),
        ],
        [
          t('storage.kept'),
          <span key="k" style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '2px 12px' }}>
            {retention.isDefault ? t('storage.keptDefault', { days }) : days}
            {!retention.isApplied && <ToneText tone="info">{t('storage.applying')}</ToneText>}
          </span>,
        ],
        [t('storage.quota'), <Quota key="q" bytes={stored.bytes} quota={quota} />],
        [t('storage.action'), quota.bytes === null ? null : t(`storage.actions.${quota.action}`)],
      ]}
    />
  );
}

const quotaTone = { ok: 'success', warn: 'warning', full: 'danger' } as const;

function Quota({ bytes, quota }: { readonly bytes: number; readonly quota: CompanyStorage['quota'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (quota.bytes === null) return <span className="t-3">{t('storage.noQuota')}</span>;
  const tone = quotaTone[quota.level];
  return (
    <div style={{ maxWidth: 420 }}>
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 12, flexWrap: 'wrap' }}>
        <span>{t('storage.quotaUsed', { used: format.bytes(bytes), quota: format.bytes(quota.bytes) })}</span>
        <ToneBadge tone={tone}>{t(`storage.level.${quota.level}`)}</ToneBadge>
      </div>
      <Progress
        value={Math.min(100, (bytes / quota.bytes) * 100)}
        size={6}
        mt={6}
        transitionDuration={120}
        aria-label={t('storage.quota')}
        color={`var(--t-${tone})`}
      />
      {quota.fullAt !== null && quota.level !== 'full' && (
        <div className="t-3" style={{ fontSize: '0.75rem', marginTop: 4 }}>
          {t('storage.fullAt')} <Time iso={quota.fullAt} mode="date" />
        </div>
      )}
    </div>
  );
}
