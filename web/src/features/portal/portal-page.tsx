import { IconAlertTriangle, IconPhone, IconShieldCheck, IconUrgent } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  incidentQuery,
  overviewQuery,
  providerContactQuery,
  receivedNoticesQuery,
} from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { Incident, IncidentDetail } from '../../api/types.ts';
import { SeverityMark } from '../../components/badges.tsx';
import { PageBody, PageLayout } from '../../components/layout.tsx';
import { ErrorState, LoadingBlock, QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { ContactCard } from '../tracking/contact-card.tsx';
import { useOpenIncidents } from '../today/my-incidents.tsx';
import { Measures } from './open-measures.tsx';
import { portalAnswer, type PortalAnswer } from './portal-answer.ts';
import { PortalFigures } from './portal-figures.tsx';
import classes from './portal.module.css';

/** Incidents whose latest update is shown here; the others are a click away. */
const followed = 5;

/** Am I affected, what should I do, whom do I call. */
export function PortalPage() {
  const { t } = useTranslation();
  const session = useSession();
  const incidents = useOpenIncidents(session.can('incident:read'));
  const notices = useQuery(receivedNoticesQuery());
  const contact = useQuery(providerContactQuery);
  const overview = useQuery(overviewQuery);
  const running = new Set(incidents.rows.map(({ id }) => id));
  const current = (notices.data?.items ?? []).filter((notice) => running.has(notice.incidentId));
  const openMeasures = current
    .flatMap((notice) => notice.measures)
    .filter((measure) => measure.doneAt === null).length;
  return (
    <PageLayout title={t('nav.overview')}>
      <PageBody>
        {incidents.isPending ? (
          <LoadingBlock lines={2} />
        ) : incidents.error ? (
          <ErrorState error={incidents.error} onRetry={incidents.refetch} />
        ) : (
          <Answer
            answer={portalAnswer(incidents.rows, session.companyId)}
            company={session.companyName}
            openMeasures={notices.data === undefined ? null : openMeasures}
            phone={contact.data?.phone ?? null}
          />
        )}
        <div className={classes.grid}>
          <div className={classes.column}>
            {!incidents.isPending && incidents.rows.length > 0 && (
              <section className={`t-card ${classes.card ?? ''}`} aria-labelledby="to-do">
                <div className={classes.head}>
                  <h2 id="to-do">{t('portal.toDo')}</h2>
                </div>
                <QueryView query={notices} compact>
                  {() => <Measures notices={current} withIncident />}
                </QueryView>
              </section>
            )}
            {incidents.rows.length > 0 && <Running incidents={incidents.rows} />}
            {overview.data && <PortalFigures overview={overview.data} />}
          </div>
          <div className={classes.column}>
            <QueryView query={contact} compact>
              {(data) => <ContactCard contact={data} />}
            </QueryView>
          </div>
        </div>
      </PageBody>
    </PageLayout>
  );
}

const answerIcon = { clear: IconShieldCheck, suspected: IconAlertTriangle, affected: IconUrgent } as const;

function Answer({
  answer,
  company,
  openMeasures,
  phone,
}: {
  readonly answer: PortalAnswer;
  readonly company: string;
  /** Null while it is not known. */
  readonly openMeasures: number | null;
  readonly phone: string | null;
}) {
  const { t } = useTranslation();
  const Icon = answerIcon[answer.kind];
  const title =
    answer.kind === 'clear'
      ? t('portal.answer.clear', { company })
      : t(`portal.answer.${answer.kind}`, { company, count: answer.count });
  return (
    <section className={`${classes.answer ?? ''} ${classes[answer.kind] ?? ''}`} role="status">
      <Icon size={24} stroke={1.8} aria-hidden />
      <div>
        <h2 dir="auto">{title}</h2>
        {answer.kind === 'affected' && answer.suspected > 0 && (
          <p>{t('portal.answer.also', { count: answer.suspected })}</p>
        )}
        {answer.kind === 'clear' ? (
          <p>{t('portal.answer.clearText')}</p>
        ) : (
          openMeasures !== null && (
            <p>
              {openMeasures === 0
                ? t('portal.answer.nothingToDo')
                : t('portal.answer.toDo', { count: openMeasures })}
            </p>
          )
        )}
        {answer.kind !== 'clear' && phone !== null && (
          <a className={classes.call} href={`tel:${phone.replace(/[^\d+]/g, '')}`}>
            <IconPhone size={16} aria-hidden />
            {t('portal.call', { phone })}
          </a>
        )}
      </div>
    </section>
  );
}

function Running({ incidents }: { readonly incidents: readonly Incident[] }) {
  const { t } = useTranslation();
  const details = useQueries({
    queries: incidents.slice(0, followed).map((incident) => incidentQuery(incident.id)),
  });
  return (
    <section className={`t-card ${classes.card ?? ''}`} aria-labelledby="running">
      <div className={classes.head}>
        <h2 id="running">{t('portal.running')}</h2>
        <Link to="/incidents" className="t-link">
          {t('common.showAll')}
        </Link>
      </div>
      {incidents.slice(0, followed).map((incident, index) => (
        <RunningIncident key={incident.id} incident={incident} detail={details[index]?.data} />
      ))}
    </section>
  );
}

function RunningIncident({
  incident,
  detail,
}: {
  readonly incident: Incident;
  readonly detail: IncidentDetail | undefined;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const state = incident.companies.find((company) => company.id === session.companyId)?.state;
  const written = detail?.timeline.findLast((entry) => entry.kind === 'note');
  return (
    <Link className={classes.incident} to="/incidents/$incidentId" params={{ incidentId: incident.id }}>
      <div className={classes.incidentTitle} dir="auto">
        {incident.title}
      </div>
      <div className={classes.incidentMeta}>
        <SeverityMark severity={incident.severity} />
        <span>{t(`portal.status.${incident.status}`)}</span>
        {state === 'suspected' && <span className="t-warning">{t('portal.maybe')}</span>}
        <span className="t-mono t-3">{incident.number}</span>
      </div>
      {written && (
        <p className={classes.update}>
          <span className="t-3">
            <Time iso={written.at} />:{' '}
          </span>
          <bdi>{written.text}</bdi>
        </p>
      )}
    </Link>
  );
}
