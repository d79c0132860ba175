import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../api/types.ts';
import { FindingStatusMark, SeverityMark } from '../../components/badges.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import classes from './incident-page.module.css';

export function IncidentFindings({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useTranslation();
  if (findings.length === 0)
    return (
      <div className="t-card">
        <EmptyState title={t('incident.noFindings')} text={t('incident.noFindingsText')} />
      </div>
    );
  return (
    <div className="t-card">
      {findings.map((finding) => (
        <Link
          key={finding.id}
          className={classes.findingRow}
          to="/findings/$findingId"
          params={{ findingId: finding.id }}
        >
          <SeverityMark severity={finding.severity} iconOnly />
          <span className="t-mono t-3">{finding.number}</span>
          <span className="t-ellipsis" style={{ flex: 1, fontWeight: 500 }}>
            {finding.title}
          </span>
          <span className="t-mono t-2 t-ellipsis">{finding.entity.value}</span>
          <span className="t-3 t-num" style={{ whiteSpace: 'nowrap' }}>
            {t('findings.matches', { count: finding.matchCount })}
          </span>
          <FindingStatusMark status={finding.status} />
          <span className="t-3">
            <Time iso={finding.lastMatchAt} />
          </span>
        </Link>
      ))}
    </div>
  );
}
