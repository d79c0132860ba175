import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { incidentNoticesQuery, incidentQuery, planQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { IncidentDetail } from '../../api/types.ts';
import { incidentTabs } from '../../app/search.ts';
import { PageBody, PageLayout } from '../../components/layout.tsx';
import { ErrorState, LoadingBlock } from '../../components/states.tsx';
import { PortalIncident } from '../portal/portal-incident.tsx';
import { IncidentFindings } from './incident-findings.tsx';
import { IncidentHeader } from './incident-header.tsx';
import { IncidentPlan } from './incident-plan.tsx';
import { IncidentSide } from './incident-side.tsx';
import { IncidentTimeline } from './incident-timeline.tsx';
import { IncidentNotices } from './notices/incident-notices.tsx';
import classes from './incident-page.module.css';

/** What happened, what is next, who waits for whom. */
export function IncidentPage() {
  const { t } = useTranslation();
  const { incidentId } = useParams({ from: '/app/incidents/$incidentId' });
  const session = useSession();
  const query = useQuery(incidentQuery(incidentId));
  const title = query.data
    ? `${query.data.incident.number} ${query.data.incident.title}`
    : t('nav.incidents');
  return (
    <PageLayout
      title={title}
      heading={query.data?.incident.title ?? ' '}
      crumb={
        <>
          <Link to="/incidents" className="t-quiet-link">
            {t('nav.incidents')}
          </Link>
          {query.data && (
            <>
              {' '}
              / <span className="t-mono">{query.data.incident.number}</span>
            </>
          )}
        </>
      }
    >
      {query.data ? (
        session.isProvider ? (
          <IncidentBody detail={query.data} />
        ) : (
          <PageBody>
            <PortalIncident detail={query.data} />
          </PageBody>
        )
      ) : query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <LoadingBlock lines={8} />
      )}
    </PageLayout>
  );
}

function IncidentBody({ detail }: { readonly detail: IncidentDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const { tab = 'timeline' } = useSearch({ from: '/app/incidents/$incidentId' });
  const navigate = useNavigate({ from: '/incidents/$incidentId' });
  const { i18n } = useTranslation();
  const { id } = detail.incident;
  const plan = useQuery(planQuery(id, i18n.language)).data?.plan ?? null;
  const mayNotices = session.can('notice:read');
  const notices = useQuery({ ...incidentNoticesQuery(id), enabled: mayNotices }).data?.items ?? [];
  const steps = plan?.steps ?? [];
  const done = steps.filter((step) => step.status === 'done' || step.status === 'skipped').length;
  const counts = {
    timeline: null,
    plan: plan ? `${done}/${steps.length}` : null,
    notices: notices.length > 0 ? String(notices.length) : null,
    findings: detail.findings.length > 0 ? String(detail.findings.length) : null,
  };
  const shown = incidentTabs.filter(
    (entry) => (entry !== 'notices' || mayNotices) && (entry !== 'findings' || session.can('finding:read')),
  );
  return (
    <>
      <IncidentHeader incident={detail.incident} />
      <div className={classes.grid}>
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(next) =>
            void navigate({ search: { tab: incidentTabs.find((entry) => entry === next) }, replace: true })
          }
        >
          <Tabs.List mb="md">
            {shown.map((entry) => (
              <Tabs.Tab
                key={entry}
                value={entry}
                rightSection={
                  counts[entry] === null ? null : <span className="t-3 t-num">{counts[entry]}</span>
                }
              >
                {t(`incident.tab.${entry}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="timeline">
            <IncidentTimeline detail={detail} />
          </Tabs.Panel>
          <Tabs.Panel value="plan">
            <IncidentPlan incidentId={id} />
          </Tabs.Panel>
          <Tabs.Panel value="notices">
            <IncidentNotices incidentId={id} />
          </Tabs.Panel>
          <Tabs.Panel value="findings">
            <IncidentFindings findings={detail.findings} />
          </Tabs.Panel>
        </Tabs>
        <IncidentSide detail={detail} />
      </div>
    </>
  );
}
