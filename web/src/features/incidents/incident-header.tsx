import { Button, Menu } from '@mantine/core';
import { IconArrowRight, IconChevronDown, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { usersQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { severities, type Incident, type IncidentStatus, type Severity } from '../../api/types.ts';
import { IncidentStatusMark, SeverityMark } from '../../components/badges.tsx';
import { useNotifyError } from '../../components/notify.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import { nextStatus, otherStatuses } from './incident-status.ts';
import { TransitionDialog } from './transition-dialog.tsx';
import classes from './incident-page.module.css';

/** Status, severity, who has it; and the step that comes next. */
export function IncidentHeader({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const session = useSession();
  const mayWrite = session.isProvider && session.can('incident:write');
  const [target, setTarget] = useState<IncidentStatus | null>(null);
  const next = nextStatus(incident.status);
  const { send } = useIncidentPatch(incident.id);
  const mine = incident.assignee?.id === session.user.id;
  usePageActions(
    mayWrite
      ? [
          ...otherStatuses(incident.status).map((status) => ({
            id: `move-${status}`,
            label: t('incident.moveTo', { status: t(`incidentStatus.${status}`) }),
            run: () => setTarget(status),
          })),
          ...(mine
            ? []
            : [
                {
                  id: 'assign-me',
                  label: t('incident.assignMe'),
                  run: () => send({ assigneeId: session.user.id }),
                },
              ]),
        ]
      : [],
  );
  return (
    <div className={classes.meta}>
      <IncidentStatusMark status={incident.status} badge />
      {mayWrite ? <SeverityMenu incident={incident} /> : <SeverityMark severity={incident.severity} />}
      {mayWrite ? (
        <AssigneeMenu incident={incident} />
      ) : (
        <span className="t-2">{incident.assignee?.name ?? t('incidents.unassigned')}</span>
      )}
      {mayWrite && (
        <Button.Group ml="auto">
          {next !== null && (
            <Button rightSection={<IconArrowRight size={14} />} onClick={() => setTarget(next)}>
              {t('incident.moveTo', { status: t(`incidentStatus.${next}`) })}
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                variant={next === null ? 'default' : 'filled'}
                px={8}
                aria-label={t('incident.otherStatus')}
                title={t('incident.otherStatus')}
              >
                {next === null ? t('incident.reopen') : null}
                <IconChevronDown size={14} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('incident.otherStatus')}</Menu.Label>
              {otherStatuses(incident.status).map((status) => (
                <Menu.Item key={status} onClick={() => setTarget(status)}>
                  <IncidentStatusMark status={status} />
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </Button.Group>
      )}
      {target !== null && (
        <TransitionDialog incident={incident} target={target} onClose={() => setTarget(null)} />
      )}
    </div>
  );
}

function useIncidentPatch(id: string) {
  const notifyError = useNotifyError();
  const change = useChange(
    (body: { readonly severity?: Severity; readonly assigneeId?: string | null }) =>
      patch(`/incidents/${id}`, body),
    [['incident'], ['overview']],
  );
  return {
    busy: change.isPending,
    send: (body: { readonly severity?: Severity; readonly assigneeId?: string | null }) =>
      change.mutate(body, { onError: notifyError }),
  };
}

function SeverityMenu({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { send, busy } = useIncidentPatch(incident.id);
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          loading={busy}
          rightSection={<IconChevronDown size={12} />}
          aria-label={`${t('common.severity')}: ${t(`severity.${incident.severity}`)}`}
        >
          <SeverityMark severity={incident.severity} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {severities.toReversed().map((severity) => (
          <Menu.Item key={severity} onClick={() => send({ severity })}>
            <SeverityMark severity={severity} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AssigneeMenu({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const session = useSession();
  const users = useQuery({ ...usersQuery(), enabled: session.can('user:read') });
  const { send, busy } = useIncidentPatch(incident.id);
  const people = (users.data?.items ?? []).filter(
    (user) => user.companyId === session.companyId && !user.disabled && user.id !== session.user.id,
  );
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconUser size={14} />}
          rightSection={<IconChevronDown size={12} />}
          aria-label={`${t('incidents.assignee')}: ${incident.assignee?.name ?? t('incidents.unassigned')}`}
        >
          {incident.assignee?.name ?? t('incidents.unassigned')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        <Menu.Item onClick={() => send({ assigneeId: session.user.id })}>{t('incident.assignMe')}</Menu.Item>
        {incident.assignee !== null && (
          <Menu.Item onClick={() => send({ assigneeId: null })}>{t('incident.unassign')}</Menu.Item>
        )}
        {people.length > 0 && <Menu.Divider />}
        {people.map((user) => (
          <Menu.Item key={user.id} onClick={() => send({ assigneeId: user.id })}>
            {user.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
