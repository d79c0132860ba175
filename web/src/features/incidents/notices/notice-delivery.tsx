import { Alert } from '@mantine/core';
import { IconMailExclamation } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Notice, ReportAction } from '../../../api/types.ts';
import { NoticeStatusMark, RecipientStatusMark, ToneBadge, ToneText } from '../../../components/badges.tsx';
import { Time } from '../../../components/time.tsx';
import type { Tone } from '../../../lib/clock-share.ts';
import classes from '../incident-page.module.css';

type Recipient = Notice['recipients'][number];

/** Whether nothing more is sent by itself. */
const hasEnded = (notice: Notice): boolean =>
  notice.status === 'accepted' || notice.status === 'bounced' || notice.status === 'failed';

/** Where the notice stands: what reports said counts for more than that a mail server once took it. */
export function Standing({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  if (notice.status === 'accepted' && notice.missingCategories.length > 0)
    return (
      <ToneBadge tone="danger" dot>
        {t('notice.partly')}
      </ToneBadge>
    );
  if (notice.status === 'accepted' && notice.recipients.every(({ status }) => status === 'delivered'))
    return (
      <ToneBadge tone="success" dot>
        {t('notice.allDelivered')}
      </ToneBadge>
    );
  return <NoticeStatusMark status={notice.status} />;
}

/** When the notice has not reached everybody whom it has to reach: why, and what can be done. */
export function NotReached({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  if (notice.missingCategories.length === 0) return null;
  const categories = notice.missingCategories.map((category) => t(`contactCategory.${category}`)).join(', ');
  if (!hasEnded(notice))
    return (
      <p className="t-danger" style={{ margin: '12px 0 0', fontSize: '0.8125rem' }}>
        {t('notice.missing', { categories })}
      </p>
    );
  const bounced = notice.recipients.filter(({ status }) => status === 'bounced');
  return (
    <Alert
      mt="sm"
      p="sm"
      variant="light"
      color="red"
      icon={<IconMailExclamation size={16} />}
      title={t(bounced.length > 0 ? 'notice.cameBack' : 'notice.notTaken')}
    >
      <div>{t('notice.nobodyHasIt', { categories })}</div>
      {notice.otherContacts.length > 0 && (
        <div style={{ marginTop: 4 }}>
          {t('notice.otherContacts')}{' '}
          {notice.otherContacts.map(({ name, email }, index) => (
            <span key={email}>
              {index > 0 && ', '}
              {name} <span className="t-2">{email}</span>
            </span>
          ))}
        </div>
      )}
      <div style={{ marginTop: 4 }}>
        {t('notice.mend')}{' '}
        <Link
          className="t-link t-underlined"
          to="/companies/$companyId"
          params={{ companyId: notice.companyId }}
          search={{ tab: 'contacts' }}
        >
          {t('notice.toContacts')}
        </Link>
      </div>
    </Alert>
  );
}

/** Whom it goes to, and what became of it for each. */
export function Recipients({ notice }: { readonly notice: Notice }) {
  return (
    <ul className={classes.recipients}>
      {notice.recipients.map((recipient) => (
        <li key={recipient.email}>
          <span className={classes.recipient}>
            <span className="t-ellipsis">
              {recipient.name} <span className="t-3">{recipient.email}</span>
            </span>
            <RecipientStatusMark status={recipient.status} />
            <RecipientTime recipient={recipient} />
          </span>
          {explains(recipient) && recipient.response !== null && (
            <div className={`t-mono t-2 ${classes.response ?? ''}`}>{recipient.response}</div>
          )}
        </li>
      ))}
    </ul>
  );
}

const explains = ({ status }: Recipient): boolean => status !== 'accepted' && status !== 'pending';

function RecipientTime({ recipient }: { readonly recipient: Recipient }) {
  const at = recipient.bouncedAt ?? recipient.deliveredAt ?? recipient.acceptedAt;
  if (at === null) return null;
  return (
    <span className="t-3" style={{ fontSize: '0.75rem', whiteSpace: 'nowrap' }}>
      <Time iso={at} />
    </span>
  );
}

const reportTone: Readonly<Record<ReportAction, Tone>> = {
  failed: 'danger',
  delayed: 'warning',
  delivered: 'success',
  relayed: 'info',
  expanded: 'info',
};

/** A report's code and words; servers often repeat the code in their words. */
const wordsOf = ({ status, diagnostic }: Notice['reports'][number]): string =>
  status === null || diagnostic?.includes(status) === true
    ? (diagnostic ?? '')
    : `${status} ${diagnostic ?? ''}`;

/** What mail servers reported afterwards: bad news, and the proof of delivery. */
export function Reports({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  if (notice.reports.length === 0) return null;
  return (
    <section className="t-card" style={{ padding: 16 }}>
      <h2 className={classes.cardTitle}>{t('notice.reports')}</h2>
      <table className={classes.plainTable}>
        <thead>
          <tr>
            <th>{t('common.time')}</th>
            <th>{t('notice.reported')}</th>
            <th>{t('notice.recipient')}</th>
            <th>{t('notice.response')}</th>
          </tr>
        </thead>
        <tbody>
          {notice.reports.map((report, index) => (
            <tr key={index}>
              <td>
                <Time iso={report.at} />
              </td>
              <td>
                <ToneText tone={reportTone[report.action]}>{t(`report.${report.action}`)}</ToneText>
                {notice.attempts.length > 1 && (
                  <div className="t-3">{t('notice.ofAttempt', { number: report.attempt })}</div>
                )}
              </td>
              <td>
                {report.email ?? (
                  <>
                    {report.reportedAddress}
                    <div className="t-3">{t('notice.noRecipientOfOurs')}</div>
                  </>
                )}
              </td>
              <td className={`t-mono t-2 ${classes.wide ?? ''}`}>{wordsOf(report)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
