import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FileSystem } from '../../api/types.ts';
import { ToneBadge } from '../../components/badges.tsx';
import { Section } from '../../components/layout.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Ago, Time } from '../../components/time.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { fileSystemsQuery } from './queries.ts';
import { usePlaces } from './use-places.ts';

/** The disks that data lies on: how much is free, and what that leads to. */
export function Disks() {
  const { t } = useTranslation();
  const query = useQuery(fileSystemsQuery);
  return (
    <Section title={t('disks.title')} id="disks">
      <QueryView query={query}>
        {({ items, warnFreePercent: warn, stopFreePercent: stop }) =>
          items.length === 0 ? (
            <div className="t-card">
              <EmptyState compact title={t('disks.none')} />
            </div>
          ) : (
            <div className="t-card" style={{ padding: 16, display: 'grid', gap: 20 }}>
              {items.map((disk) => (
                <Disk
                  key={`${disk.node} ${disk.path}`}
                  disk={disk}
                  isNamed={new Set(items.map(({ node }) => node)).size > 1}
                />
              ))}
              <span className="t-3" style={{ fontSize: '0.75rem' }}>
                {t('disks.rule', { warn, stop })}
              </span>
            </div>
          )
        }
      </QueryView>
    </Section>
  );
}

const levelTone = { ok: 'success', warn: 'warning', stop: 'danger' } as const;

function Disk({ disk, isNamed }: { readonly disk: FileSystem; readonly isNamed: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const places = usePlaces(disk.places);
  const tone = disk.isStale ? 'neutral' : levelTone[disk.level];
  return (
    <div>
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 12, flexWrap: 'wrap' }}>
        <span>{places}</span>
        {disk.isStale ? (
          <ToneBadge tone="neutral">
            {t('disks.stale')} <Ago iso={disk.seenAt} />
          </ToneBadge>
        ) : (
          <ToneBadge tone={tone}>{t(`disks.level.${disk.level}`)}</ToneBadge>
        )}
      </div>
      <Progress
        value={100 - disk.freePercent}
        size={6}
        my={8}
        transitionDuration={120}
        aria-label={places}
        color={disk.isStale ? 'var(--t-text-3)' : `var(--t-${tone})`}
      />
      <div
        className="t-2"
        style={{ display: 'flex', gap: '2px 16px', flexWrap: 'wrap', fontSize: '0.8125rem' }}
      >
        <span>
          {t('disks.free', { free: format.bytes(disk.freeBytes), total: format.bytes(disk.totalBytes) })} (
          {format.percent(disk.freePercent / 100)})
        </span>
        {disk.stopsAt !== null && disk.level !== 'stop' && (
          <span>
            {t('disks.stopsAt')} <Time iso={disk.stopsAt} mode="date" />
          </span>
        )}
        <span className="t-mono t-3 t-ellipsis" style={{ fontSize: '0.75rem' }} title={disk.path}>
          {isNamed ? `${t('disks.node')} ${disk.node}` : disk.path}
        </span>
      </div>
    </div>
  );
}
