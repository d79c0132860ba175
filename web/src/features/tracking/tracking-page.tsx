import { VisuallyHidden } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { trackingQuery } from '../../api/resources.ts';
import type { Tracking } from '../../api/types.ts';
import { SeverityMark } from '../../components/badges.tsx';
import { LanguageSwitch } from '../../components/language-switch.tsx';
import { Logo } from '../../components/logo.tsx';
import { EmptyState, ErrorState, LoadingBlock } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { trackingSteps } from './tracking-steps.ts';
import classes from './tracking-page.module.css';

/** What a customer sees behind the link in a notice, without signing in. */
export function TrackingPage() {
  const { t } = useTranslation();
  const { token } = useParams({ from: '/track/$token' });
  const tracking = useQuery(trackingQuery(token));
  useDocumentTitle(
    tracking.data ? `${tracking.data.incidentNumber} · ${tracking.data.title}` : t('tracking.pageTitle'),
  );
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.brand}>
          <Logo size={24} />
          {t('tracking.pageTitle')}
          <span style={{ marginLeft: 'auto' }}>
            <LanguageSwitch />
          </span>
        </div>
        {!tracking.data && <VisuallyHidden component="h1">{t('tracking.pageTitle')}</VisuallyHidden>}
        {tracking.data ? (
          <TrackingBody tracking={tracking.data} />
        ) : (
          <TrackingState error={tracking.error} onRetry={() => void tracking.refetch()} />
        )}
      </div>
    </main>
  );
}

function TrackingState({ error, onRetry }: { readonly error: Error | null; readonly onRetry: () => void }) {
  const { t } = useTranslation();
  if (!error)
    return (
      <div className="t-card">
        <LoadingBlock lines={6} />
      </div>
    );
  const gone = error instanceof ApiError && (error.status === 404 || error.status === 410);
  return (
    <div className="t-card">
      {gone ? (
        <EmptyState title={t('tracking.goneTitle')} text={t('tracking.goneText')} />
      ) : (
        <ErrorState error={error} onRetry={onRetry} />
      )}
    </div>
  );
}

function TrackingBody({ tracking }: { readonly tracking: Tracking }) {
  const { t } = useTranslation();
  return (
    <>
      <section className={`t-card ${classes.card ?? ''}`}>
        <div className="t-mono t-3">{tracking.incidentNumber}</div>
        <h1 className={classes.title}>{tracking.title}</h1>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 20px' }} className="t-2">
          <span>{tracking.companyName}</span>
          <SeverityMark severity={tracking.severity} />
          {tracking.noticeAt !== null && (
            <span>
              {t('tracking.noticeAt')} <Time iso={tracking.noticeAt} />
            </span>
          )}
        </div>
      </section>
      <section className={`t-card ${classes.card ?? ''}`}>
        <h2>{t('tracking.status')}</h2>
        {tracking.status === 'cancelled' ? (
          <p className={classes.text}>{t('tracking.cancelled')}</p>
        ) : (
          <Steps tracking={tracking} />
        )}
      </section>
      {tracking.recommendedMeasures.length > 0 && (
        <section className={`t-card ${classes.card ?? ''}`}>
          <h2>{t('tracking.measures')}</h2>
          <ol className={classes.list}>
            {tracking.recommendedMeasures.map((measure, index) => (
              <li key={measure.id} className={classes.measure}>
                <span className={classes.number} aria-hidden>
                  {measure.done ? <IconCheck size={12} stroke={3} /> : index + 1}
                </span>
                <span>
                  <span className={classes.text}>{measure.text}</span>
                  {measure.done && <span className="t-success"> {t('tracking.measureDone')}</span>}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
      <section className={`t-card ${classes.card ?? ''}`}>
        <h2>{t('tracking.updates')}</h2>
        {tracking.updates.length === 0 ? (
          <p className="t-2" style={{ margin: 0 }}>
            {t('tracking.noUpdates')}
          </p>
        ) : (
          <ol className={classes.list}>
            {tracking.updates.map((update) => (
              <li key={`${update.at}${update.text}`}>
                <div className={classes.when}>
                  <Time iso={update.at} />
                </div>
                <div className={classes.text}>{update.text}</div>
              </li>
            ))}
          </ol>
        )}
      </section>
      <Contact contact={tracking.contact} />
    </>
  );
}

function Steps({ tracking }: { readonly tracking: Tracking }) {
  const { t } = useTranslation();
  return (
    <ol className={classes.steps}>
      {trackingSteps(tracking.status).map((step) => (
        <li
          key={step.status}
          className={`${classes.step ?? ''} ${step.place === 'done' ? (classes.done ?? '') : step.place === 'current' ? (classes.current ?? '') : ''}`}
          aria-current={step.place === 'current' ? 'step' : undefined}
        >
          <span className={classes.marker} aria-hidden>
            {step.place === 'done' && <IconCheck size={12} stroke={3} />}
          </span>
          <span>
            <span className={classes.stepName}>{t(`tracking.step.${step.status}`)}</span>
            {step.place === 'current' && <div className="t-2">{t(`tracking.stepText.${step.status}`)}</div>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Contact({ contact }: { readonly contact: Tracking['contact'] }) {
  const { t } = useTranslation();
  if (contact === null || contact === '') return null;
  const parts =
    typeof contact === 'string'
      ? { name: null, email: contact.includes('@') ? contact : null, phone: null, text: contact }
      : { ...contact, text: null };
  return (
    <section className={`t-card ${classes.card ?? ''}`}>
      <h2>{t('tracking.contact')}</h2>
      <div className="t-2">
        {parts.name}{' '}
        {parts.email ? (
          <a className="t-link t-underlined" href={`mailto:${parts.email}`}>
            {parts.email}
          </a>
        ) : (
          parts.text
        )}{' '}
        {parts.phone}
      </div>
    </section>
  );
}
