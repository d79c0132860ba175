import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { backupsQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { Backup, BackupList } from '../../api/types.ts';
import { ToneText } from '../../components/badges.tsx';
import { CodeBlock } from '../../components/copy.tsx';
import { PageBody, PageLayout, Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { EmptyState, ForbiddenState, QueryView } from '../../components/states.tsx';
import { Ago, Time } from '../../components/time.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { backupState } from './backup-state.ts';

const nowrap = { whiteSpace: 'nowrap' } as const;
const command = 'tocsin backup /mnt/backup/tocsin';

/** Whether everything could be brought back, and from when. Backups are made on the machine itself. */
export function BackupsPage() {
  const { t } = useTranslation();
  const allowed = useSession().can('metrics:read');
  const query = useQuery({ ...backupsQuery, enabled: allowed });
  return (
    <PageLayout title={t('nav.backups')}>
      <PageBody>
        {allowed ? (
          <QueryView query={query}>{(list) => <Backups list={list} />}</QueryView>
        ) : (
          <ForbiddenState />
        )}
      </PageBody>
    </PageLayout>
  );
}

function Backups({ list }: { readonly list: BackupList }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="t-card" style={{ padding: 16 }}>
        <Standing list={list} />
        <p className="t-2" style={{ margin: '8px 0 12px', maxWidth: 720 }}>
          {t('backups.how')}
        </p>
        <CodeBlock text={command} label={t('backups.command')} />
      </div>
      <Section title={t('backups.latest')}>
        {list.items.length === 0 ? (
          <div className="t-card">
            <EmptyState title={t('backups.empty')} text={t('backups.emptyText')} />
          </div>
        ) : (
          <Table items={list.items} />
        )}
      </Section>
    </>
  );
}

/** One line: none, too old, or well. */
function Standing({ list }: { readonly list: BackupList }) {
  const { t } = useTranslation();
  const now = useNow();
  const [newest] = list.items;
  const state = backupState(newest?.cutAt ?? null, list.warnAfterHours, now);
  if (newest === undefined) return <ToneText tone="danger">{t('backups.none')}</ToneText>;
  return (
    <span style={{ display: 'inline-flex', gap: 6, flexWrap: 'wrap' }}>
      <ToneText tone={state === 'old' ? 'warning' : 'success'}>{t(`backups.${state}`)}</ToneText>
      <span className="t-2">
        <Ago iso={newest.cutAt} />
        {state === 'old' && ` · ${t('backups.expected', { count: list.warnAfterHours })}`}
      </span>
    </span>
  );
}

function Table({ items }: { readonly items: readonly Backup[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <SimpleTable
      label={t('backups.latest')}
      headers={[
        t('backups.cutAt'),
        t('backups.name'),
        t('backups.madeBy'),
        t('backups.folder'),
        t('backups.size'),
        t('backups.copied'),
        t('backups.paused'),
        t('backups.took'),
      ]}
      rows={items}
      rowKey={(row) => `${row.backup}${row.madeAt}`}
      cells={(row) => [
        <span key="at" style={nowrap}>
          <Time iso={row.cutAt} />
        </span>,
        <span key="name" className="t-mono">
          {row.backup}
        </span>,
        <span key="by" title={t('backups.account', { account: row.account })}>
          {row.madeBy === 'backup' ? t('backups.account', { account: row.account }) : row.madeBy}
        </span>,
        <span
          key="folder"
          className="t-mono"
          style={{ display: 'inline-block', minWidth: 140, wordBreak: 'break-all' }}
        >
          {row.folder}
        </span>,
        <span key="size" className="t-num" style={nowrap}>
          {format.bytes(row.bytes)}
        </span>,
        <span key="copied" className="t-num" style={nowrap}>
          {format.bytes(row.copiedBytes)}
        </span>,
        <span key="paused" className="t-num" style={nowrap}>
          {t('backups.ms', { formatted: format.number(Math.round(row.drainPausedMs)) })}
        </span>,
        <span key="took" className="t-num" style={nowrap}>
          {format.duration(Math.max(1_000, row.tookMs))}
        </span>,
      ]}
    />
  );
}
