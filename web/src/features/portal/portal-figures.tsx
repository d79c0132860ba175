import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import type { Overview } from '../../api/types.ts';
import { useFormat } from '../../lib/use-format.ts';
import classes from './portal.module.css';

/** That somebody watches, in numbers; each leads to what it counts. */
export function PortalFigures({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const session = useSession();
  const format = useFormat();
  const { events, sources } = overview;
  const findings = Object.values(overview.findingsNew.bySeverity).reduce((sum, count) => sum + count, 0);
  const company = { companyId: session.companyId };
  return (
    <section className={`t-card ${classes.card ?? ''}`} aria-labelledby="watched">
      <div className={classes.head}>
        <h2 id="watched">{t('portal.watched')}</h2>
      </div>
      <div className={classes.figures}>
        {session.can('event:read') && (
          <Link to="/events" className={classes.figure}>
            <strong>{format.number(events.total)}</strong>
            <span>{t('portal.events')}</span>
          </Link>
        )}
        {session.can('finding:read') && (
          <Link to="/findings" className={classes.figure}>
            <strong>{format.number(findings)}</strong>
            <span>{t('portal.findings')}</span>
          </Link>
        )}
        {session.can('source:read') && (
          <Link
            to="/companies/$companyId"
            params={company}
            search={{ tab: 'sources' }}
            className={classes.figure}
          >
            <strong>{format.number(sources.total)}</strong>
            <span>
              {sources.silent > 0 ? (
                <span className="t-warning">{t('portal.sourcesSilent', { count: sources.silent })}</span>
              ) : (
                t('portal.sources')
              )}
            </span>
          </Link>
        )}
      </div>
    </section>
  );
}
