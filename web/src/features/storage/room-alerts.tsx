import { Alert } from '@mantine/core';
import { IconDatabaseExclamation } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FileSystem, UsedQuota } from '../../api/types.ts';
import { useFormat } from '../../lib/use-format.ts';
import { usePlaces } from './use-places.ts';

const mostQuotas = 5;

/** For staff: disks that fill up and companies that have used up their quota. */
export function RoomAlerts({
  disks,
  quotas,
}: {
  readonly disks: readonly FileSystem[];
  readonly quotas: readonly UsedQuota[];
}) {
  return (
    <>
      {disks.map((disk) => (
        <DiskAlert key={`${disk.node} ${disk.path}`} disk={disk} />
      ))}
      {quotas.length > 0 && <QuotasAlert quotas={quotas} />}
    </>
  );
}

function DiskAlert({ disk }: { readonly disk: FileSystem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const places = usePlaces(disk.places);
  const isStopped = disk.level === 'stop';
  const facts = { free: format.bytes(disk.freeBytes), percent: format.number(disk.freePercent), places };
  return (
    <RoomAlert isUrgent={isStopped} title={isStopped ? t('disks.todayStop') : t('disks.todayWarn')}>
      {isStopped ? t('disks.todayStopText', facts) : t('disks.todayWarnText', facts)}
      {!isStopped && disk.stopsAt !== null && (
        <> {t('disks.todayForecast', { date: format.date(disk.stopsAt) })}</>
      )}
      <div style={{ marginTop: 4 }}>
        <Link to="/settings/intake" hash="disks" className="t-link">
          {t('disks.show')}
        </Link>
      </div>
    </RoomAlert>
  );
}

function QuotasAlert({ quotas }: { readonly quotas: readonly UsedQuota[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <RoomAlert isUrgent={false} title={t('disks.quotas', { count: quotas.length })}>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {quotas.slice(0, mostQuotas).map(({ companyId, companyName, bytes, quotaBytes }) => (
          <li key={companyId}>
            <Link to="/companies/$companyId" params={{ companyId }} className="t-quiet-link">
              {t('disks.quotaLine', {
                company: companyName,
                used: format.bytes(bytes),
                quota: format.bytes(quotaBytes),
                percent: format.percent(Math.floor((bytes / quotaBytes) * 100) / 100),
              })}
            </Link>
          </li>
        ))}
      </ul>
      {quotas.length > mostQuotas && t('disks.quotasMore', { count: quotas.length - mostQuotas })}
    </RoomAlert>
  );
}

function RoomAlert(props: {
  readonly isUrgent: boolean;
  readonly title: string;
  readonly children: React.ReactNode;
}) {
  return (
    <Alert
      variant="light"
      color={props.isUrgent ? 'red' : 'yellow'}
      mb="md"
      icon={<IconDatabaseExclamation size={18} />}
      title={props.title}
      styles={{ title: { color: props.isUrgent ? 'var(--t-danger-text)' : 'var(--t-warning-text)' } }}
    >
      {props.children}
    </Alert>
  );
}
