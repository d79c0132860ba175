import { useNavigate, useSearch } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { incidentNoticesQuery, noticeQuery } from '../../../api/resources.ts';
import type { NoticeSummary } from '../../../api/types.ts';
import { NoticeStatusMark } from '../../../components/badges.tsx';
import { EmptyState, QueryView } from '../../../components/states.tsx';
import { NoticeView } from './notice-view.tsx';
import classes from '../incident-page.module.css';

/** The notices of an incident: one a company, the chosen one in full. */
export function IncidentNotices({ incidentId }: { readonly incidentId: string }) {
  const query = useQuery(incidentNoticesQuery(incidentId));
  return <QueryView query={query}>{(data) => <NoticeList notices={data.items} />}</QueryView>;
}

function NoticeList({ notices }: { readonly notices: readonly NoticeSummary[] }) {
  const { t } = useTranslation();
  const { notice: asked } = useSearch({ from: '/app/incidents/$incidentId' });
  const navigate = useNavigate({ from: '/incidents/$incidentId' });
  const chosen = notices.find((notice) => notice.id === asked) ?? notices[0];
  if (!chosen)
    return (
      <div className="t-card">
        <EmptyState title={t('notice.none')} text={t('notice.noneText')} />
      </div>
    );
  return (
    <>
      {notices.length > 1 && (
        <div className={classes.noticeList} role="group" aria-label={t('incident.tab.notices')}>
          {notices.map((notice) => (
            <Button
              key={notice.id}
              variant={notice.id === chosen.id ? 'light' : 'default'}
              aria-pressed={notice.id === chosen.id}
              rightSection={<NoticeStatusMark status={notice.status} />}
              onClick={() => void navigate({ search: { tab: 'notices', notice: notice.id }, replace: true })}
            >
              {notice.companyName}
            </Button>
          ))}
        </div>
      )}
      <Chosen key={chosen.id} id={chosen.id} />
    </>
  );
}

function Chosen({ id }: { readonly id: string }) {
  const query = useQuery(noticeQuery(id));
  return <QueryView query={query}>{(notice) => <NoticeView notice={notice} />}</QueryView>;
}
