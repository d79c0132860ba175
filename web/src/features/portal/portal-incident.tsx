import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { providerContactQuery, receivedNoticesQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { IncidentDetail, ReceivedNotice, TimelineEntry } from '../../api/types.ts';
import { SeverityMark, ToneBadge } from '../../components/badges.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { IncidentFindings } from '../incidents/incident-findings.tsx';
import { useTimelineText } from '../incidents/use-timeline-text.ts';
import { ContactCard } from '../tracking/contact-card.tsx';
import { IncidentSteps } from '../tracking/incident-steps.tsx';
import { Measures } from './open-measures.tsx';
import classes from './portal.module.css';

/** An incident as an affected company sees it: what to do, where it stands, what is new, whom to call. */
export function PortalIncident({ detail }: { readonly detail: IncidentDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const { incident } = detail;
  const notices = useQuery(receivedNoticesQuery(incident.id));
  const contact = useQuery(providerContactQuery);
  const state = incident.companies.find((company) => company.id === session.companyId)?.state;
  const running = incident.endedAt === null;
  return (
    <>
      <div className={classes.incidentMeta} style={{ marginBottom: 16 }}>
        <SeverityMark severity={incident.severity} />
        {state === 'confirmed' && running && <ToneBadge tone="danger">{t('portal.affected')}</ToneBadge>}
        {state === 'suspected' && running && <ToneBadge tone="warning">{t('portal.maybe')}</ToneBadge>}
        <span>
          {t('portal.since')} <Time iso={incident.openedAt} />
        </span>
      </div>
      <div className={classes.grid}>
        <div className={classes.column}>
          <section className={`t-card ${classes.card ?? ''}`} aria-labelledby="to-do">
            <div className={classes.head}>
              <h2 id="to-do">{t('portal.toDo')}</h2>
            </div>
            <QueryView query={notices} compact>
              {(data) => <Measures notices={data.items} />}
            </QueryView>
          </section>
          <section className={`t-card ${classes.card ?? ''}`} aria-labelledby="updates">
            <div className={classes.head}>
              <h2 id="updates">{t('tracking.updates')}</h2>
            </div>
            <Updates detail={detail} />
          </section>
          {notices.data && notices.data.items.length > 0 && <Letters notices={notices.data.items} />}
          {detail.findings.length > 0 && session.can('finding:read') && (
            <section aria-labelledby="findings">
              <div className={classes.head}>
                <h2 id="findings">{t('portal.whatWasFound')}</h2>
              </div>
              <IncidentFindings findings={detail.findings} />
            </section>
          )}
        </div>
        <div className={classes.column}>
          <section className={`t-card ${classes.card ?? ''}`} aria-labelledby="stands">
            <div className={classes.head}>
              <h2 id="stands">{t('tracking.status')}</h2>
            </div>
            <IncidentSteps status={incident.status} />
          </section>
          <QueryView query={contact} compact>
            {(data) => <ContactCard contact={data} about={incident.number} />}
          </QueryView>
        </div>
      </div>
    </>
  );
}

function Updates({ detail }: { readonly detail: IncidentDetail }) {
  const { t } = useTranslation();
  const entries = detail.timeline.toReversed();
  if (entries.length === 0) return <EmptyState compact title={t('tracking.noUpdates')} />;
  return (
    <ol className={classes.updates}>
      {entries.map((entry) => (
        <Update key={entry.id} entry={entry} detail={detail} />
      ))}
    </ol>
  );
}

function Update({ entry, detail }: { readonly entry: TimelineEntry; readonly detail: IncidentDetail }) {
  const textOf = useTimelineText(detail.incident.companies);
  return (
    <li>
      <div className={classes.when}>
        <Time iso={entry.at} />
      </div>
      <div
        dir="auto"
        className={`${classes.text ?? ''} ${entry.kind === 'note' ? (classes.written ?? '') : ''}`}
      >
        {textOf(entry)}
      </div>
    </li>
  );
}

/** The notices as they were mailed. */
function Letters({ notices }: { readonly notices: readonly ReceivedNotice[] }) {
  const { t } = useTranslation();
  return (
    <section className={`t-card ${classes.card ?? ''}`} aria-labelledby="letters">
      <div className={classes.head}>
        <h2 id="letters">{t('portal.letters')}</h2>
      </div>
      {notices.map((notice) => (
        <details key={notice.id} className={classes.letter}>
          <summary>
            {notice.subject}{' '}
            <span className="t-3">
              <Time iso={notice.sentAt} />
            </span>
          </summary>
          <div dir="auto" lang={notice.language} className={`${classes.text ?? ''} ${classes.written ?? ''}`}>
            {notice.bodyText}
          </div>
        </details>
      ))}
    </section>
  );
}
