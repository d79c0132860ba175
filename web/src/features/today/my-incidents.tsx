import { useTranslation } from 'react-i18next';
import { Link } from '@tanstack/react-router';
import { useList } from '../../api/hooks.ts';
import { openIncidentStatuses } from '../incidents/incident-status.ts';
import { IncidentStatusMark, SeverityMark } from '../../components/badges.tsx';
import { EmptyState, ErrorState, LoadingBlock } from '../../components/states.tsx';
import classes from './today-page.module.css';

const shown = 8;
const fetched = 50;

/** The open incidents, for this page: who has each is shown beside what is due. */
export const useOpenIncidents = (enabled: boolean) =>
  useList(['incident', 'today'], '/incidents', { status: openIncidentStatuses }, { limit: fetched, enabled });

/** The open incidents that moved last, each with who has it. */
export function MyIncidents() {
  const { t } = useTranslation();
  const list = useOpenIncidents(true);
  return (
    <section className={`t-card ${classes.card ?? ''}`}>
      <div className={classes.cardHead}>
        <h2>{t('today.openIncidents')}</h2>
        <Link to="/incidents" className="t-link">
          {t('common.showAll')}
        </Link>
      </div>
      {list.isPending ? (
        <LoadingBlock lines={3} />
      ) : list.error ? (
        <ErrorState compact error={list.error} onRetry={list.refetch} />
      ) : list.rows.length === 0 ? (
        <EmptyState compact title={t('today.noIncidents')} text={t('today.noIncidentsText')} />
      ) : (
        <div className={classes.due}>
          {list.rows.slice(0, shown).map((incident) => (
            <Link
              key={incident.id}
              className={classes.dueItem}
              to="/incidents/$incidentId"
              params={{ incidentId: incident.id }}
            >
              <div style={{ display: 'flex', gap: 12, alignItems: 'center', minWidth: 0 }}>
                <SeverityMark severity={incident.severity} iconOnly />
                <span className="t-ellipsis" style={{ fontWeight: 500, flex: 1 }}>
                  {incident.title}
                </span>
                <IncidentStatusMark status={incident.status} />
              </div>
              <div className={classes.dueSub}>
                <span className="t-mono" style={{ fontSize: 'inherit' }}>
                  {incident.number}
                </span>
                <span className="t-ellipsis">
                  {incident.companies.map((company) => company.name).join(', ')}
                </span>
                <span style={{ marginLeft: 'auto', whiteSpace: 'nowrap' }}>
                  {incident.assignee?.name ?? t('incidents.unassigned')}
                </span>
              </div>
            </Link>
          ))}
        </div>
      )}
    </section>
  );
}
