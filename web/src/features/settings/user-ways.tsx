import { Button, Modal, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { remove } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { userWaysQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { User, UserWays } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { QueryView } from '../../components/states.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { PasskeyName } from './passkeys.tsx';
import classes from './settings.module.css';

/** How a user signs in, in one line. */
export function UserWaysText({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const { password, passkeys, identityProviders } = user.signIn;
  const parts = [
    ...(password ? [user.twoFactorEnabled ? t('ways.passwordAndCode') : t('ways.password')] : []),
    ...(passkeys > 0 ? [t('ways.passkeys', { count: passkeys })] : []),
    ...identityProviders,
  ];
  return parts.length === 0 ? <span className="t-3">{t('ways.none')}</span> : parts.join(', ');
}

interface Lost {
  readonly name: string;
  readonly path: `/users/${string}/passkeys/${string}` | `/users/${string}/identity-links/${string}`;
  readonly title: string;
  readonly submitLabel: string;
  readonly text: string;
}

/** What another user signs in with; an administrator takes away what is lost. */
export function UserWaysDialog({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(userWaysQuery(user.id));
  const [lost, setLost] = useState<Lost | null>(null);
  if (lost !== null && query.data) {
    return <RemoveDialog user={user} ways={query.data} lost={lost} onClose={() => setLost(null)} />;
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('ways.title', { name: user.name })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <QueryView query={query} compact>
        {(ways) => <Ways user={user} ways={ways} onLost={setLost} />}
      </QueryView>
    </Modal>
  );
}

function Ways({
  user,
  ways,
  onLost,
}: {
  readonly user: User;
  readonly ways: UserWays;
  readonly onLost: (lost: Lost) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayWrite = useSession().can('user:write');
  const { name } = user;
  return (
    <Stack gap="md">
      <Part title={t('ways.password')}>
        <span>
          {!ways.password && t('common.no')}
          {ways.password && (ways.twoFactorEnabled ? t('ways.passwordAndCode') : t('common.yes'))}
        </span>
      </Part>
      <Part title={t('passkeys.title')}>
        {ways.passkeys.length === 0 && <span className="t-2">{t('ways.noPasskeys')}</span>}
        {ways.passkeys.map((passkey) => (
          <div key={passkey.id} className={classes.way}>
            <div>
              <PasskeyName passkey={passkey} />
              <span className="t-2">
                {passkey.lastUsedAt === null
                  ? t('passkeys.never')
                  : `${t('passkeys.used')}: ${format.dateTime(passkey.lastUsedAt)}`}
              </span>
            </div>
            {mayWrite && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`${t('common.remove')}: ${passkey.name}`}
                onClick={() =>
                  onLost({
                    name,
                    path: `/users/${user.id}/passkeys/${passkey.id}`,
                    title: t('passkeys.removeTitle', { name: passkey.name }),
                    submitLabel: t('common.remove'),
                    text: t('ways.lostText', { name }),
                  })
                }
              >
                {t('common.remove')}
              </Button>
            )}
          </div>
        ))}
      </Part>
      <Part title={t('ways.links')}>
        {ways.identityLinks.length === 0 && <span className="t-2">{t('ways.noLinks')}</span>}
        {ways.identityLinks.map((link) => (
          <div key={link.id} className={classes.way}>
            <div>
              <strong style={{ fontWeight: 500 }}>{link.name ?? t('ways.formerProvider')}</strong>
              <div className="t-2" style={{ overflowWrap: 'anywhere' }}>
                {link.issuer} · {t('ways.linkedSince', { at: format.dateTime(link.createdAt) })}
              </div>
            </div>
            {mayWrite && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`${t('ways.unlink')}: ${link.name ?? link.issuer}`}
                onClick={() =>
                  onLost({
                    name,
                    path: `/users/${user.id}/identity-links/${link.id}`,
                    title: t('ways.unlink'),
                    submitLabel: t('ways.unlink'),
                    text: t('ways.unlinkText', { name }),
                  })
                }
              >
                {t('ways.unlink')}
              </Button>
            )}
          </div>
        ))}
      </Part>
    </Stack>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 style={{ fontSize: '0.8125rem', fontWeight: 600, margin: '0 0 6px' }}>{title}</h3>
      <Stack gap={8} style={{ fontSize: '0.8125rem' }}>
        {children}
      </Stack>
    </section>
  );
}

function RemoveDialog({
  user,
  ways,
  lost,
  onClose,
}: {
  readonly user: User;
  readonly ways: UserWays;
  readonly lost: Lost;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const drop = useChange(() => remove(lost.path), [['user']]);
  const usable = ways.passkeys.filter((passkey) => !passkey.suspended).length;
  const isLast = Number(ways.password) + usable + ways.identityLinks.length === 1;
  return (
    <FormDialog
      opened
      danger
      title={lost.title}
      intro={
        <>
          {lost.text} {isLast && t('ways.noWayLeft', { name: user.name })}
        </>
      }
      submitLabel={lost.submitLabel}
      busy={drop.isPending}
      error={drop.error}
      onSubmit={() => drop.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      {null}
    </FormDialog>
  );
}
