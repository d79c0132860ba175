import { Checkbox, VisuallyHidden } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../../api/client.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { trackingQuery } from '../../api/resources.ts';
import type { Tracking } from '../../api/types.ts';
import { SeverityMark } from '../../components/badges.tsx';
import { LanguageSwitch } from '../../components/language-switch.tsx';
import { Logo } from '../../components/logo.tsx';
import { EmptyState, ErrorState, LoadingBlock } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { ContactCard } from './contact-card.tsx';
import { IncidentSteps } from './incident-steps.tsx';
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
  const gone = error instanceof ApiError && [400, 404, 410].includes(error.status);
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
        <h1 className={classes.title} dir="auto">
          {tracking.title}
        </h1>
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
        <IncidentSteps status={tracking.status} />
      </section>
      {tracking.recommendedMeasures.length > 0 && (
        <section className={`t-card ${classes.card ?? ''}`}>
          <h2>{t('tracking.measures')}</h2>
          <Measures tracking={tracking} />
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
      <ContactCard contact={tracking.contact} about={tracking.incidentNumber} />
    </>
  );
}

/** The customer ticks what is done; the provider sees it on the notice. */
function Measures({ tracking }: { readonly tracking: Tracking }) {
  const { t } = useTranslation();
  const { token } = useParams({ from: '/track/$token' });
  const client = useQueryClient();
  const tick = useMutation({
    mutationFn: (input: { readonly id: string; readonly done: boolean }) =>
      post(`/track/${encodeURIComponent(token)}/measures/${input.id}`, {
        done: input.done,
      }),
    onSuccess: (next) => client.setQueryData(trackingQuery(token).queryKey, next),
  });
  return (
    <div className={classes.list}>
      <div className="t-2">{t('tracking.measuresHint')}</div>
      {tracking.recommendedMeasures.map((measure) => (
        <Checkbox
          key={measure.id}
          size="sm"
          label={<span className={classes.text}>{measure.text}</span>}
          checked={tick.isPending && tick.variables.id === measure.id ? tick.variables.done : measure.done}
          onChange={(event) => tick.mutate({ id: measure.id, done: event.currentTarget.checked })}
        />
      ))}
      {tick.error && <ErrorNote error={tick.error} />}
    </div>
  );
}
