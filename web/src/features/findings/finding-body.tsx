import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FindingDetail } from '../../api/types.ts';
import { FindingStatusMark, SeverityMark } from '../../components/badges.tsx';
import { CopyIcon } from '../../components/copy.tsx';
import { Facts, Section } from '../../components/layout.tsx';
import { Time } from '../../components/time.tsx';
import { useSession } from '../../api/session.ts';
import { visibleText } from '../../lib/visible-text.ts';
import { eventsOf, rangeAround } from '../events/event-links.ts';
import { FindingSuppressions } from '../suppressions/finding-suppressions.tsx';
import { FindingReceipt } from './finding-receipt.tsx';
import classes from './finding-body.module.css';

/** What was found, by which rule, on which events; and the receipt that lets anyone repeat it. */
export function FindingBody({ finding }: { readonly finding: FindingDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <FindingSuppressions finding={finding} />
      <FindingFacts finding={finding} />
      {finding.description !== '' && (
        <Section title={t('findings.meaning')}>
          <p style={{ margin: 0, whiteSpace: 'pre-wrap' }}>{finding.description}</p>
        </Section>
      )}
      <Evidence finding={finding} />
      {finding.falsePositives.length > 0 && (
        <Section title={t('findings.falsePositives')}>
          <ul className={classes.list}>
            {finding.falsePositives.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Section>
      )}
      {finding.tags.length > 0 && (
        <Section title="ATT&CK">
          <div className={classes.tags}>
            {finding.tags.map((tag) => (
              <span key={tag} className={`${classes.tag ?? ''} t-mono`}>
                {tag}
              </span>
            ))}
          </div>
        </Section>
      )}
      {finding.references.length > 0 && (
        <Section title={t('findings.references')}>
          <ul className={classes.list}>
            {finding.references.map((url) => (
              <li key={url}>
                {/^https?:/.test(url) ? (
                  <a className="t-link" href={url} target="_blank" rel="noreferrer noopener">
                    {url}
                  </a>
                ) : (
                  url
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <FindingReceipt finding={finding} />
    </>
  );
}

function FindingFacts({ finding }: { readonly finding: FindingDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const rule =
    session.isProvider && session.can('rule:read') ? (
      <Link className="t-link" to="/rules/$ruleId" params={{ ruleId: finding.rule.id }}>
        {finding.rule.title}
      </Link>
    ) : (
      finding.rule.title
    );
  return (
    <Facts
      items={[
        [t('common.severity'), <SeverityMark key="s" severity={finding.severity} />],
        [t('common.status'), <FindingStatusMark key="st" status={finding.status} />],
        [
          t('common.company'),
          session.isProvider ? (
            <Link
              key="c"
              className="t-link"
              to="/companies/$companyId"
              params={{ companyId: finding.companyId }}
            >
              <bdi>{finding.companyName}</bdi>
            </Link>
          ) : null,
        ],
        [
          t('findings.entity'),
          <span key="e">
            <span className="t-3">{finding.entity.type}</span>{' '}
            <span className="t-mono">{visibleText(finding.entity.value)}</span>{' '}
            <CopyIcon value={finding.entity.value} label={t('common.copy')} />
          </span>,
        ],
        [
          t('findings.matchCount'),
          session.can('event:read') ? (
            <Link key="m" className="t-link" to="/events" search={eventsOf(finding)}>
              {t('findings.matches', { count: finding.matchCount })}
            </Link>
          ) : (
            t('findings.matches', { count: finding.matchCount })
          ),
        ],
        [
          t('suppressions.suppressedCount'),
          finding.suppressedCount === 0 ? null : (
            <Link
              key="sup"
              className="t-link"
              to="/suppressions"
              search={{
                ...{ view: 'all', companyId: finding.companyId, ruleId: finding.rule.id },
                ...{ entityType: finding.entity.type, entity: finding.entity.value },
              }}
            >
              {t('findings.matches', { count: finding.suppressedCount })}
            </Link>
          ),
        ],
        [
          t('ruleHunt.foundBy'),
          <span key="f">
            {t(`ruleHunt.${finding.foundBy}`)}
            {finding.foundBy === 'live' && finding.huntedCount > 0 && (
              <span className="t-3"> · {t('ruleHunt.hunted', { count: finding.huntedCount })}</span>
            )}
          </span>,
        ],
        [t('findings.first'), <Time key="f" iso={finding.firstMatchAt} />],
        [t('findings.last'), <Time key="l" iso={finding.lastMatchAt} />],
        [t('findings.dismissedReason'), finding.dismissedReason],
        [t('findings.rule'), rule],
        [t('findings.author'), finding.rule.author],
      ]}
    />
  );
}

function Evidence({ finding }: { readonly finding: FindingDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  // Where it may be seen, an event opens with why the rule matched it.
  const rule = session.can('rule:read') ? finding.rule.id : undefined;
  return (
    <Section title={t('findings.evidence')}>
      {finding.evidence.length === 0 ? (
        <div className="t-3">{t('findings.noEvidence')}</div>
      ) : (
        <ul className={classes.evidence}>
          {finding.evidence.map((event) => (
            <li key={event.eventId}>
              <Link
                className={classes.event}
                to="/events"
                search={{
                  selected: event.eventId,
                  range: rangeAround(event.time),
                  companyId: finding.companyId,
                  rule,
                }}
              >
                <span className="t-3">
                  <Time iso={event.time} mode="clock" />
                </span>
                <span
                  className="t-mono t-ellipsis"
                  style={{ fontSize: '0.75rem' }}
                  title={visibleText(event.message)}
                >
                  {visibleText(event.message)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
