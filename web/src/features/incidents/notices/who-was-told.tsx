import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { incidentAlertsQuery } from '../../../api/resources.ts';
import type { Alert, AlertLevel } from '../../../api/types.ts';
import { ToneBadge } from '../../../components/badges.tsx';
import { Time } from '../../../components/time.tsx';
import type { Tone } from '../../../lib/clock-share.ts';
import classes from '../incident-page.module.css';

const levelTone: Readonly<Record<AlertLevel, Tone>> = {
  warning: 'warning',
  escalation: 'danger',
  breach: 'danger',
};

/** Which of us was told of an obligation, when and why. */
export function WhoWasTold({
  incidentId,
  obligationId,
}: {
  readonly incidentId: string;
  readonly obligationId: string;
}) {
  const { t } = useTranslation();
  const query = useQuery(incidentAlertsQuery(incidentId));
  const alerts = (query.data?.items ?? []).filter(({ causes }) =>
    causes.some((cause) => cause.obligationId === obligationId),
  );
  if (!query.data) return null;
  return (
    <section className="t-card" style={{ padding: 16 }}>
      <h2 className={classes.cardTitle}>{t('alert.title')}</h2>
      {alerts.length === 0 ? (
        <div className="t-3" style={{ fontSize: '0.8125rem' }}>
          {t('alert.none')}
        </div>
      ) : (
        <ul className={classes.recipients}>
          {alerts.map((alert) => (
            <Told key={alert.id} alert={alert} obligationId={obligationId} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Told({ alert, obligationId }: { readonly alert: Alert; readonly obligationId: string }) {
  const { t } = useTranslation();
  const reasons = alert.causes
    .filter((cause) => cause.obligationId === obligationId)
    .map(({ reason }) => t(`alert.reason.${reason}` as 'alert.reason.breached', { defaultValue: reason }));
  return (
    <li>
      <span className={classes.recipient}>
        <ToneBadge tone={levelTone[alert.level]}>{t(`alert.level.${alert.level}`)}</ToneBadge>
        <span className="t-2">{reasons.join(' ')}</span>
        <span className="t-3" style={{ fontSize: '0.75rem', whiteSpace: 'nowrap' }}>
          <Time iso={alert.sentAt} />
        </span>
      </span>
      <div style={{ fontSize: '0.8125rem', marginTop: 2 }}>
        {alert.recipients.map((recipient, index) => (
          <span key={recipient.userId} title={recipient.response ?? undefined}>
            {index > 0 && ', '}
            {recipient.name}
            {recipient.status !== 'accepted' && (
              <span className={recipient.status === 'failed' ? 't-danger' : 't-3'}>
                {' '}
                ({t(`alert.mail.${recipient.status}`)})
              </span>
            )}
          </span>
        ))}
      </div>
    </li>
  );
}

/** The same in one line, for a card: who was told last, and when. */
export function LastTold({
  incidentId,
  obligationId,
}: {
  readonly incidentId: string;
  readonly obligationId: string;
}) {
  const { t } = useTranslation();
  const query = useQuery(incidentAlertsQuery(incidentId));
  const last = query.data?.items.find(({ causes }) =>
    causes.some((cause) => cause.obligationId === obligationId),
  );
  if (!last) return null;
  return (
    <div className="t-3" style={{ fontSize: '0.75rem', marginTop: 2 }}>
      {t('alert.toldShort', { names: last.recipients.map(({ name }) => name).join(', ') })}{' '}
      <Time iso={last.sentAt} />
    </div>
  );
}
