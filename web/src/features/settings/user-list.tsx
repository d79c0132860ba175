import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, post, remove } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { invitationsQuery, usersQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import {
  customerRoles,
  providerRoles,
  type Company,
  type Invitation,
  type Role,
  type User,
} from '../../api/types.ts';
import { ToneText } from '../../components/badges.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Section } from '../../components/layout.tsx';
import { useNotifyError } from '../../components/notify.ts';
import { SimpleTable } from '../../components/simple-table.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { UserWaysDialog, UserWaysText } from './user-ways.tsx';

type Scope = Pick<Company, 'id' | 'name'> | null;

/** Users and open invitations: of one company, or of the provider and everybody it sees. */
export function UserList({ company }: { readonly company: Scope }) {
  const { t } = useTranslation();
  const session = useSession();
  const users = useQuery(usersQuery(company?.id));
  const mayWrite = session.can('user:write');
  const [inviting, setInviting] = useState(false);
  const invite = mayWrite && (
    <Button leftSection={<IconUserPlus size={14} />} onClick={() => setInviting(true)}>
      {t('users.invite')}
    </Button>
  );
  return (
    <>
      <Section title={t('users.title')} actions={invite}>
        <QueryView query={users}>
          {(data) =>
            data.items.length === 0 ? (
              <div className="t-card">
                <EmptyState title={t('users.empty')} text={t('users.emptyText')} action={invite} />
              </div>
            ) : (
              <Users
                users={data.items}
                withCompany={company === null && session.isProvider}
                mayWrite={mayWrite}
              />
            )
          }
        </QueryView>
      </Section>
      {mayWrite && <Invitations companyId={company?.id} />}
      {inviting && <InviteDialog company={company} onClose={() => setInviting(false)} />}
    </>
  );
}

function Users({
  users,
  withCompany,
  mayWrite,
}: {
  readonly users: readonly User[];
  readonly withCompany: boolean;
  readonly mayWrite: boolean;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const notifyError = useNotifyError();
  const [disabling, setDisabling] = useState<User | null>(null);
  const [showing, setShowing] = useState<User | null>(null);
  const unlock = useChange((id: string) => post(`/users/${id}/unlock`), [['user']]);
  const change = useChange(
    (input: { readonly id: string; readonly role?: Role; readonly disabled?: boolean }) => {
      const { id, ...body } = input;
      return patch(`/users/${id}`, body);
    },
    [['user']],
  );
  return (
    <>
      <SimpleTable
        label={t('users.title')}
        headers={[
          t('common.name'),
          t('auth.email'),
          t('users.role'),
          ...(withCompany ? [t('common.company')] : []),
          t('users.signsInBy'),
          t('common.status'),
        ]}
        rows={users}
        rowKey={(user) => user.id}
        cells={(user) => [
          <strong key="n" style={{ fontWeight: 500 }}>
            {user.name}
          </strong>,
          user.email,
          t(`role.${user.role}`),
          ...(withCompany ? [user.companyName] : []),
          <UserWaysText key="w" user={user} />,
          <UserState key="s" user={user} />,
        ]}
        actions={
          mayWrite
            ? (user) =>
                user.id === session.user.id ? null : (
                  <UserActions
                    user={user}
                    onRole={(role) => change.mutate({ id: user.id, role }, { onError: notifyError })}
                    onEnable={() => change.mutate({ id: user.id, disabled: false }, { onError: notifyError })}
                    onDisable={() => setDisabling(user)}
                    onUnlock={() => unlock.mutate(user.id, { onError: notifyError })}
                    onWays={() => setShowing(user)}
                  />
                )
            : undefined
        }
        actionsLabel={t('common.actions')}
      />
      {showing && <UserWaysDialog user={showing} onClose={() => setShowing(null)} />}
      {disabling && (
        <FormDialog
          opened
          danger
          title={t('users.disableTitle', { name: disabling.name })}
          intro={t('users.disableText')}
          submitLabel={t('users.disable')}
          busy={change.isPending}
          error={change.error}
          onSubmit={() =>
            change.mutate({ id: disabling.id, disabled: true }, { onSuccess: () => setDisabling(null) })
          }
          onClose={() => setDisabling(null)}
        >
          {null}
        </FormDialog>
      )}
    </>
  );
}

const isLocked = (user: User): boolean =>
  user.lockedUntil !== null && new Date(user.lockedUntil) > new Date();

function UserState({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  if (user.disabled)
    return (
      <ToneText tone="neutral" hollow>
        {t('users.disabled')}
      </ToneText>
    );
  if (isLocked(user)) return <ToneText tone="warning">{t('users.locked')}</ToneText>;
  return <ToneText tone="success">{t('users.active')}</ToneText>;
}

function UserActions({
  user,
  onRole,
  onEnable,
  onDisable,
  onUnlock,
  onWays,
}: {
  readonly user: User;
  readonly onRole: (role: Role) => void;
  readonly onEnable: () => void;
  readonly onDisable: () => void;
  readonly onUnlock: () => void;
  readonly onWays: () => void;
}) {
  const { t } = useTranslation();
  const roles: readonly Role[] = providerRoles.some((role) => role === user.role)
    ? providerRoles
    : customerRoles;
  const choose = (next: string): void => {
    const role = roles.find((entry) => entry === next);
    if (role !== undefined && role !== user.role) onRole(role);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${t('common.more')}: ${user.name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('users.role')}</Menu.Label>
        <Menu.RadioGroup value={user.role} onChange={choose}>
          {roles.map((role) => (
            <Menu.RadioItem key={role} value={role} closeMenuOnClick>
              {t(`role.${role}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item onClick={onWays}>{t('users.ways')}</Menu.Item>
        {isLocked(user) && <Menu.Item onClick={onUnlock}>{t('users.unlock')}</Menu.Item>}
        <Menu.Divider />
        {user.disabled ? (
          <Menu.Item onClick={onEnable}>{t('users.enable')}</Menu.Item>
        ) : (
          <Menu.Item color="red" onClick={onDisable}>
            {t('users.disable')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Invitations({ companyId }: { readonly companyId: string | undefined }) {
  const { t } = useTranslation();
  const query = useQuery(invitationsQuery);
  const notifyError = useNotifyError();
  const revoke = useChange((id: string) => remove(`/users/invitations/${id}`), [['user-invitation']]);
  return (
    <QueryView query={query} compact>
      {(data) => {
        const rows = data.items.filter(
          (invitation) => companyId === undefined || invitation.companyId === companyId,
        );
        if (rows.length === 0) return null;
        return (
          <Section title={t('users.invitations')}>
            <SimpleTable<Invitation>
              label={t('users.invitations')}
              headers={[t('auth.email'), t('users.role'), t('common.company'), t('users.expires')]}
              rows={rows}
              rowKey={(invitation) => invitation.id}
              cells={(invitation) => [
                invitation.email,
                t(`role.${invitation.role}`),
                invitation.companyName,
                <Time key="e" iso={invitation.expiresAt} />,
              ]}
              actions={(invitation) => (
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={revoke.isPending && revoke.variables === invitation.id}
                  onClick={() => revoke.mutate(invitation.id, { onError: notifyError })}
                >
                  {t('users.revoke')}
                </Button>
              )}
              actionsLabel={t('common.actions')}
            />
          </Section>
        );
      }}
    </QueryView>
  );
}
