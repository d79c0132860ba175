import { Alert, Button, Group, SegmentedControl } from '@mantine/core';
import { IconExternalLink, IconMailOff, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session.ts';
import type { Notice } from '../../../api/types.ts';
import { ToneText } from '../../../components/badges.tsx';
import { CopyIcon } from '../../../components/copy.tsx';
import { Facts } from '../../../components/layout.tsx';
import { Time } from '../../../components/time.tsx';
import { NoticeActions } from './notice-actions.tsx';
import { NotReached, Recipients, Reports, Standing } from './notice-delivery.tsx';
import { NoticeEditor } from './notice-editor.tsx';
import { WhoWasTold } from './who-was-told.tsx';
import classes from '../incident-page.module.css';

/** One notice: what it says, who wrote and approved it, how its delivery went. */
export function NoticeView({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const session = useSession();
  const [editing, setEditing] = useState(false);
  const mayEdit = (notice.status === 'draft' || notice.status === 'rejected') && session.can('notice:write');
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 16 }}>
      <div className="t-card" style={{ padding: 16 }}>
        <Group justify="space-between" mb="sm" gap="xs">
          <Group gap="xs">
            <strong style={{ fontWeight: 600 }}>{t('notice.to', { company: notice.companyName })}</strong>
            <Standing notice={notice} />
          </Group>
          <Group gap="xs">
            {mayEdit && !editing && (
              <Button
                variant="default"
                leftSection={<IconPencil size={14} />}
                onClick={() => setEditing(true)}
              >
                {t('common.edit')}
              </Button>
            )}
            {!editing && <NoticeActions notice={notice} />}
          </Group>
        </Group>
        <NoticeFacts notice={notice} />
        <NotReached notice={notice} />
        {notice.status === 'awaiting_approval' && (
          <p className="t-2" style={{ margin: '12px 0 0', fontSize: '0.8125rem' }}>
            {t('notice.secondPerson')}
          </p>
        )}
        {!session.mail.configured && session.isProvider && notice.status !== 'accepted' && (
          <Alert mt="sm" p="xs" variant="light" color="yellow" icon={<IconMailOff size={16} />}>
            {t('today.mailOffText', { path: session.mail.outboxPath ?? 'data/outbox' })}
          </Alert>
        )}
      </div>
      {editing ? (
        <NoticeEditor notice={notice} onClose={() => setEditing(false)} />
      ) : (
        <NoticePreview notice={notice} />
      )}
      <Reports notice={notice} />
      {notice.attempts.length > 0 && <Attempts notice={notice} />}
      {session.can('obligation:read') && (
        <WhoWasTold incidentId={notice.incidentId} obligationId={notice.obligationId} />
      )}
    </div>
  );
}

function NoticeFacts({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  return (
    <Facts
      items={[
        [
          t('notice.recipients'),
          notice.recipients.length === 0 ? (
            <span key="r" className="t-danger">
              {t('notice.noRecipients')}
            </span>
          ) : (
            <Recipients key="r" notice={notice} />
          ),
        ],
        [
          t('notice.nextAttempt'),
          notice.nextAttemptAt === null ? null : <Time key="n" iso={notice.nextAttemptAt} />,
        ],
        [t('notice.rejectedReason'), notice.rejectedReason],
        [t('notice.author'), notice.author?.name],
        [t('notice.approver'), notice.approver?.name],
        [
          t('notice.tracking'),
          notice.trackingUrl === null ? null : (
            <Group key="t" gap={4} wrap="nowrap">
              <a
                className="t-link t-mono t-ellipsis"
                href={notice.trackingUrl}
                target="_blank"
                rel="noreferrer"
              >
                {notice.trackingUrl}
              </a>
              <IconExternalLink size={14} aria-hidden />
              <CopyIcon value={notice.trackingUrl} label={t('notice.copyTracking')} />
            </Group>
          ),
        ],
        [
          t('notice.messageId'),
          notice.attempts.length === 0 ? null : (
            <span key="m" className="t-mono">
              {notice.messageId}
            </span>
          ),
        ],
      ]}
    />
  );
}

/** The mail as it will look (scripts and links are dead in the sandbox), or its text part. */
function NoticePreview({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState('html');
  return (
    <div className="t-card" style={{ overflow: 'hidden' }}>
      <Group
        justify="space-between"
        p="xs"
        pl="md"
        wrap="nowrap"
        style={{ borderBottom: '1px solid var(--t-border)' }}
      >
        <span className="t-ellipsis">
          <span className="t-3">{t('notice.subject')}</span>{' '}
          <strong style={{ fontWeight: 500 }}>{notice.subject}</strong>
        </span>
        <SegmentedControl
          size="xs"
          style={{ flexShrink: 0 }}
          aria-label={t('notice.previewAs')}
          value={shown}
          onChange={setShown}
          data={[
            { value: 'html', label: t('notice.rendered') },
            { value: 'text', label: t('notice.text') },
          ]}
        />
      </Group>
      {shown === 'html' ? (
        <iframe
          className={classes.frame}
          sandbox=""
          srcDoc={notice.bodyHtml}
          title={t('notice.previewTitle')}
          referrerPolicy="no-referrer"
        />
      ) : (
        <pre
          className="t-mono"
          tabIndex={0}
          role="region"
          aria-label={t('notice.text')}
          style={{
            margin: 0,
            padding: 16,
            whiteSpace: 'pre-wrap',
            overflowWrap: 'anywhere',
            minHeight: 240,
          }}
        >
          {notice.mailText}
        </pre>
      )}
    </div>
  );
}

function Attempts({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const good = (outcome: string): boolean => outcome === 'accepted' || outcome === 'sent';
  return (
    <section className="t-card" style={{ padding: 16 }}>
      <h2 className={classes.cardTitle}>{t('notice.attempts')}</h2>
      <table className={classes.plainTable}>
        <thead>
          <tr>
            <th>{t('common.time')}</th>
            <th>{t('notice.outcome')}</th>
            <th>{t('notice.response')}</th>
          </tr>
        </thead>
        <tbody>
          {notice.attempts.map((attempt) => (
            <tr key={attempt.attempt}>
              <td>
                <Time iso={attempt.at} />
              </td>
              <td>
                <ToneText tone={good(attempt.outcome) ? 'success' : 'warning'}>
                  {t(`attempt.${attempt.outcome}` as 'attempt.accepted', { defaultValue: attempt.outcome })}
                </ToneText>
              </td>
              <td className={`t-mono t-2 ${classes.wide ?? ''}`}>{attempt.response}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
