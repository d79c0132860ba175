import { Alert, Skeleton } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { overviewQuery, runningObligationsQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { severities, type CountBySeverity, type Overview, type Severity } from '../../api/types.ts';
import { SeverityMark } from '../../components/badges.tsx';
import { PageBody, PageLayout } from '../../components/layout.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { ClockBar, Time } from '../../components/time.tsx';
import { fillHours } from '../../lib/fill-hours.ts';
import { useNow } from '../../lib/use-now.ts';
import { useFormat } from '../../lib/use-format.ts';
import { RoomAlerts } from '../storage/room-alerts.tsx';
import { FirstSteps } from './first-steps.tsx';
import { MyIncidents, useOpenIncidents } from './my-incidents.tsx';
import classes from './today-page.module.css';

/** What is due next, and who has it. */
export function TodayPage() {
  const { t } = useTranslation();
  const session = useSession();
  const overview = useQuery(overviewQuery);
  return (
    <PageLayout title={t('nav.today')}>
      <PageBody>
        {!session.mail.configured && (
          <Alert
            variant="light"
            color="yellow"
            mb="md"
            icon={<IconMailOff size={18} />}
            title={t('today.mailOff')}
            styles={{ title: { color: 'var(--t-warning-text)' } }}
          >
            {t('today.mailOffText', { path: session.mail.outboxPath ?? 'data/outbox' })}
          </Alert>
        )}
        <QueryView query={overview} loading={<TodaySkeleton />}>
          {(data) => (
            <>
              <RoomAlerts disks={data.fileSystems} quotas={data.quotas} />
              {session.can('source:write') && data.sources.total === 0 && <FirstSteps />}
              <div className={classes.grid}>
                <div className={classes.column}>
                  {session.can('obligation:read') && <DueNext />}
                  {session.can('incident:read') && <MyIncidents />}
                </div>
                <div className={classes.column}>
                  <div className={classes.pair}>
                    {session.can('incident:read') && (
                      <Levels
                        title={t('today.openIncidents')}
                        to="/incidents"
                        counts={data.incidentsOpen.bySeverity}
                      />
                    )}
                    {session.can('finding:read') && (
                      <Levels
                        title={t('today.newFindings')}
                        to="/findings"
                        counts={data.findingsNew.bySeverity}
                      />
                    )}
                  </div>
                  {session.can('event:read') && <EventsCard overview={data} />}
                </div>
              </div>
            </>
          )}
        </QueryView>
      </PageBody>
    </PageLayout>
  );
}

const mostDue = 8;

function DueNext() {
  const { t } = useTranslation();
  const session = useSession();
  const query = useQuery(runningObligationsQuery);
  const incidents = useOpenIncidents(session.can('incident:read'));
  const holder = (incidentId: string): string =>
    incidents.rows.find((incident) => incident.id === incidentId)?.assignee?.name ??
    t('incidents.unassigned');
  return (
    <section className={`t-card ${classes.card ?? ''}`} aria-labelledby="due-next">
      <div className={classes.cardHead}>
        <h2 id="due-next">{t('today.dueNext')}</h2>
      </div>
      <QueryView query={query} compact>
        {(due) =>
          due.length === 0 ? (
            <EmptyState compact title={t('today.nothingDue')} text={t('today.nothingDueText')} />
          ) : (
            <div className={classes.due}>
              {due.slice(0, mostDue).map((obligation) => (
                <Link
                  key={obligation.id}
                  className={classes.dueItem}
                  to="/incidents/$incidentId"
                  params={{ incidentId: obligation.incidentId }}
                  search={{ tab: 'notices' }}
                >
                  <ClockBar
                    obligation={obligation}
                    label={
                      <strong style={{ fontWeight: 500 }}>
                        {t('today.notify', { company: obligation.companyName })}
                      </strong>
                    }
                  />
                  <div className={classes.dueSub}>
                    <span className="t-mono" style={{ fontSize: 'inherit' }}>
                      {obligation.incidentNumber}
                    </span>
                    <span className="t-ellipsis">{obligation.agreementTitle}</span>
                    {obligation.reopenedAt !== null && (
                      <span className="t-danger" style={{ whiteSpace: 'nowrap' }}>
                        {t('incident.reopenedShort')}
                      </span>
                    )}
                    <span style={{ marginLeft: 'auto', whiteSpace: 'nowrap' }}>
                      {t('today.dueAt')} <Time iso={obligation.dueAt} />
                      {' · '}
                      {holder(obligation.incidentId)}
                    </span>
                  </div>
                </Link>
              ))}
            </div>
          )
        }
      </QueryView>
    </section>
  );
}

function Levels({
  title,
  to,
  counts,
}: {
  readonly title: string;
  readonly to: '/incidents' | '/findings';
  readonly counts: CountBySeverity;
}) {
  const format = useFormat();
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const search = (severity: Severity) => ({ severity: [severity] });
  return (
    <section className={`t-card ${classes.card ?? ''}`}>
      <div className={classes.cardHead} style={{ marginBottom: 4 }}>
        <h2>{title}</h2>
      </div>
      <Link
        to={to}
        className={`t-quiet-link ${classes.big ?? ''}`}
        aria-label={`${title}: ${format.number(total)}`}
      >
        {format.number(total)}
      </Link>
      <ul className={classes.levels}>
        {severities.toReversed().map((severity) => (
          <li key={severity}>
            <Link
              to={to}
              search={search(severity)}
              className={`${classes.level ?? ''} ${(counts[severity] ?? 0) === 0 ? (classes.zero ?? '') : ''}`}
            >
              <SeverityMark severity={severity} />
              <span className="t-num">{format.number(counts[severity] ?? 0)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function EventsCard({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(60_000);
  const { events, sources, intake } = overview;
  const figures = [
    { key: 'sources', value: sources.total, warn: false, link: { to: '/settings/intake' } },
    { key: 'silent', value: sources.silent, warn: true, link: { to: '/settings/intake' } },
    { key: 'evaluated', value: intake.evaluated, warn: false, link: { to: '/rules' } },
    {
      key: 'unparsed',
      value: intake.unparsed,
      warn: true,
      link: { to: '/events', search: { range: '24h', q: 'reason:*' } },
    },
  ] as const;
  return (
    <section className={`t-card ${classes.card ?? ''}`}>
      <div className={classes.cardHead} style={{ marginBottom: 4 }}>
        <h2>{t('today.events')}</h2>
        <Link to="/events" search={{ range: '24h' }} className="t-link">
          {t('today.search')}
        </Link>
      </div>
      <Link
        to="/events"
        search={{ range: '24h' }}
        className={`t-quiet-link ${classes.big ?? ''}`}
        style={{ display: 'block', marginBottom: 12 }}
      >
        {format.number(events.total)}
      </Link>
      <Sparkline
        points={fillHours(events.last24h, now)}
        label={t('today.eventsChart', { count: events.total })}
        describe={(point) => `${format.dateTime(point.at)}: ${format.number(point.count)}`}
      />
      <ul className={classes.levels}>
        {figures.map(({ key, value, warn, link }) => (
          <li key={key}>
            <Link {...link} className={classes.level}>
              <span>{t(`today.${key}`)}</span>
              <span className={`t-num ${warn && value > 0 ? 't-warning' : ''}`}>{format.number(value)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function TodaySkeleton() {
  return (
    <div className={classes.grid} aria-busy>
      <Skeleton height={320} radius="md" />
      <Skeleton height={320} radius="md" />
    </div>
  );
}
