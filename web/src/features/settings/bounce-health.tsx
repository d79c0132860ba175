import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { bounceHealthQuery } from '../../api/resources.ts';
import type { BounceHealth } from '../../api/types.ts';
import { ToneBadge } from '../../components/badges.tsx';
import { Facts, Section } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { Ago, Time } from '../../components/time.tsx';
import { useFormat } from '../../lib/use-format.ts';
import classes from './settings.module.css';

/** Whether what comes back is noticed: the mailbox of bounces. */
export function BounceHealthSection() {
  const { t } = useTranslation();
  const query = useQuery(bounceHealthQuery);
  return (
    <Section title={t('bounce.title')}>
      <QueryView query={query}>{(health) => <Health health={health} />}</QueryView>
    </Section>
  );
}

function Health({ health }: { readonly health: BounceHealth }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!health.configured)
    return (
      <div className={`t-card ${classes.form ?? ''}`}>
        <ToneBadge tone="warning">{t('bounce.off')}</ToneBadge>
        <p className="t-2" style={{ margin: '8px 0 0' }}>
          {t('bounce.offText')}
        </p>
      </div>
    );
  const read = Object.entries(health.verdicts).filter(([, count]) => count > 0);
  return (
    <div className={`t-card ${classes.form ?? ''}`}>
      <div style={{ marginBottom: 12 }}>
        <State health={health} />
      </div>
      <Facts
        items={[
          [
            t('bounce.mailbox'),
            <span key="m" className="t-mono">
              {health.mailbox}
            </span>,
          ],
          [t('bounce.readAt'), health.readAt === null ? null : <Ago key="r" iso={health.readAt} />],
          [
            t('bounce.failingSince'),
            health.failingSince === null ? null : <Time key="f" iso={health.failingSince} />,
          ],
          [
            t('bounce.failure'),
            health.failure === null ? null : (
              <span key="w">
                {t(`bounce.failures.${health.failure}` as 'bounce.failures.refused', {
                  defaultValue: health.failure,
                })}{' '}
                <span className="t-mono t-2">{health.failureMessage}</span>
              </span>
            ),
          ],
          [t('bounce.addresses'), health.signedAddresses ? t('bounce.signed') : t('bounce.unsigned')],
          [
            t('bounce.lastDays'),
            read.length === 0
              ? t('bounce.nothing')
              : read
                  .map(
                    ([verdict, count]) =>
                      `${t(`bounce.verdict.${verdict}` as 'bounce.verdict.applied', { defaultValue: verdict })}: ${format.number(count)}`,
                  )
                  .join(' · '),
          ],
        ]}
      />
    </div>
  );
}

function State({ health }: { readonly health: BounceHealth }) {
  const { t } = useTranslation();
  if (health.failingSince !== null)
    return (
      <ToneBadge tone="danger" dot>
        {t('bounce.failing')}
      </ToneBadge>
    );
  if (health.readAt === null)
    return (
      <ToneBadge tone="neutral" dot>
        {t('bounce.starting')}
      </ToneBadge>
    );
  return (
    <ToneBadge tone="success" dot>
      {t('bounce.reading')}
    </ToneBadge>
  );
}
