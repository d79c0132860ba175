import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { remove } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { openSessionsQuery } from '../../api/resources.ts';
import { ToneBadge } from '../../components/badges.tsx';
import { Section } from '../../components/layout.tsx';
import { useNotifyError } from '../../components/notify.ts';
import { SimpleTable } from '../../components/simple-table.tsx';
import { QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';

/** Where the account is signed in; each can be ended from here. */
export function OpenSessions() {
  const { t } = useTranslation();
  const query = useQuery(openSessionsQuery);
  const notifyError = useNotifyError();
  const end = useChange((id: string) => remove(`/sessions/${id}`), [['open-session']]);
  return (
    <Section title={t('openSessions.title')}>
      <div style={{ maxWidth: 900 }}>
        <QueryView query={query} compact>
          {(data) => (
            <SimpleTable
              label={t('openSessions.title')}
              headers={[
                t('openSessions.device'),
                t('openSessions.address'),
                t('openSessions.way'),
                t('openSessions.since'),
              ]}
              rows={data.items}
              rowKey={(session) => session.id}
              cells={(session) => [
                <span key="d" style={{ display: 'inline-block', minWidth: 180, overflowWrap: 'anywhere' }}>
                  {session.userAgent}
                </span>,
                <span key="a" className="t-mono">
                  {session.ipAddress}
                </span>,
                t(`openSessions.ways.${session.way}`),
                <Time key="s" iso={session.createdAt} />,
              ]}
              actions={(session) =>
                session.current ? (
                  <ToneBadge tone="success">{t('openSessions.current')}</ToneBadge>
                ) : (
                  <Button
                    size="compact-xs"
                    variant="default"
                    loading={end.isPending && end.variables === session.id}
                    onClick={() => end.mutate(session.id, { onError: notifyError })}
                  >
                    {t('openSessions.end')}
                  </Button>
                )
              }
              actionsLabel={t('common.actions')}
            />
          )}
        </QueryView>
      </div>
    </Section>
  );
}
