import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { intakeQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { IntakeStatus } from '../../api/types.ts';
import { ToneBadge, ToneText } from '../../components/badges.tsx';
import { Facts, PageBody, PageLayout, Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { ReconciliationSection } from '../intake/reconciliation.tsx';
import { Sources, UnusuallySilent } from '../intake/sources.tsx';
import { Disks } from '../storage/disks.tsx';
import classes from './settings.module.css';

/** Whether everything received is accounted for: received = stored, stored = evaluated, the rest rejected by reason. */
export function IntakePage() {
  const { t } = useTranslation();
  const session = useSession();
  const query = useQuery(intakeQuery);
  return (
    <PageLayout title={t('nav.intake')}>
      <PageBody>
        {session.can('source:read') && <UnusuallySilent />}
        <QueryView query={query}>{(status) => <Status status={status} />}</QueryView>
        <ReconciliationSection />
        {session.isProvider && <Disks />}
        <Sources />
      </PageBody>
    </PageLayout>
  );
}

function Status({ status }: { readonly status: IntakeStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rejectedTotal = Object.values(status.rejected).reduce((sum, count) => sum + count, 0);
  const droppedTotal = Object.values(status.dropped).reduce((sum, count) => sum + count, 0);
  const waiting = Math.max(0, status.received - status.stored - droppedTotal);
  return (
    <>
      <div className={classes.tiles}>
        {(
          [
            ['received', status.received],
            ['stored', status.stored],
            ['evaluated', status.evaluated],
            ['rejected', rejectedTotal + droppedTotal],
          ] as const
        ).map(([key, value]) => (
          <div key={key} className={`t-card ${classes.tile ?? ''}`}>
            <div className={classes.big}>{format.number(value)}</div>
            <div className="t-2">{t(`intake.${key}`)}</div>
          </div>
        ))}
      </div>
      <p className="t-2" style={{ margin: '12px 0 0' }}>
        {waiting === 0 ? (
          <ToneText tone="success">{t('intake.balanced')}</ToneText>
        ) : (
          <ToneText tone="info">
            {t('intake.waiting', { count: waiting, formatted: format.number(waiting) })}
          </ToneText>
        )}
      </p>
      <div className={classes.columns}>
        <Spool spool={status.spool} />
        <Section title={t('intake.listeners')}>
          {status.listeners.length === 0 ? (
            <div className="t-card">
              <EmptyState compact title={t('intake.noListeners')} />
            </div>
          ) : (
            <SimpleTable
              label={t('intake.listeners')}
              headers={[t('intake.transport'), t('intake.address'), t('intake.port')]}
              rows={status.listeners}
              rowKey={(row) => `${row.transport}${row.address}${row.port}`}
              cells={(row) => [
                row.transport.toUpperCase(),
                <span key="a" className="t-mono">
                  {row.address}
                </span>,
                <span key="p" className="t-mono">
                  {row.port}
                </span>,
              ]}
            />
          )}
        </Section>
        <Reasons
          title={t('intake.unparsedBy')}
          none={t('intake.noneUnparsed')}
          counts={status.unparsed}
          areStored
        />
        <Reasons
          title={t('intake.rejectedBy')}
          none={t('intake.noneRejected')}
          counts={{ ...status.rejected, ...status.dropped }}
        />
      </div>
    </>
  );
}

/** `areStored`: the records are among the events, and the count leads to them. */
function Reasons({
  title,
  none,
  counts,
  areStored = false,
}: {
  readonly title: string;
  readonly none: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly areStored?: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);
  return (
    <Section title={title}>
      {rows.length === 0 ? (
        <div className="t-card">
          <EmptyState compact title={none} />
        </div>
      ) : (
        <SimpleTable
          label={title}
          headers={[t('common.reason'), t('intake.count')]}
          rows={rows}
          rowKey={([reason]) => reason}
          cells={([reason, count]) => [
            <span key="r" className="t-mono">
              {reason}
            </span>,
            areStored ? (
              <Link key="c" className="t-link t-num" to="/events" search={{ q: `reason:${reason}` }}>
                {format.number(count)}
              </Link>
            ) : (
              <span key="c" className="t-num">
                {format.number(count)}
              </span>
            ),
          ]}
        />
      )}
    </Section>
  );
}

function Spool({ spool }: { readonly spool: IntakeStatus['spool'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const used = spool.quotaBytes === 0 ? 0 : spool.bytes / spool.quotaBytes;
  return (
    <Section title={t('intake.spool')}>
      <div className="t-card" style={{ padding: 16 }}>
        <div
          style={{
            display: 'flex',
            justifyContent: 'space-between',
            marginBottom: 8,
            fontSize: '0.8125rem',
          }}
        >
          <span>
            {t('intake.spoolUsed', {
              used: format.bytes(spool.bytes),
              quota: format.bytes(spool.quotaBytes),
            })}
          </span>
          <ToneBadge tone={used >= 0.9 ? 'danger' : used >= 0.75 ? 'warning' : 'success'}>
            {used >= 0.9 ? t('intake.nearlyFull') : used >= 0.75 ? t('intake.filling') : t('intake.healthy')}
          </ToneBadge>
        </div>
        <Progress
          value={Math.min(100, used * 100)}
          size={6}
          transitionDuration={120}
          aria-label={t('intake.spool')}
          color={used >= 0.9 ? 'var(--t-danger)' : used >= 0.75 ? 'var(--t-warning)' : 'var(--t-success)'}
        />
        <div style={{ marginTop: 12 }}>
          <Facts
            items={[
              [t('intake.spoolWaiting'), format.bytes(spool.waitingBytes)],
              [t('intake.spoolFailures'), spool.failures === 0 ? null : format.number(spool.failures)],
            ]}
          />
        </div>
      </div>
    </Section>
  );
}
