import { ActionIcon, Button, Group, Menu, TextInput } from '@mantine/core';
import { IconDots, IconFingerprint } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, patch, remove } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { addPasskey, isStopped, passkeysUsable } from '../../api/passkeys.ts';
import { passkeysQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { Passkey } from '../../api/types.ts';
import { ToneBadge, ToneText } from '../../components/badges.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Section } from '../../components/layout.tsx';
import { notifyDone } from '../../components/notify.ts';
import { SimpleTable } from '../../components/simple-table.tsx';
import { QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { ProofDialog } from './proof-dialog.tsx';
import classes from './settings.module.css';

type Act =
  | { readonly kind: 'add' }
  | { readonly kind: 'rename'; readonly passkey: Passkey }
  | { readonly kind: 'remove'; readonly passkey: Passkey };

const stale = [['passkey'], ['session'], ['user']] as const;

/** The user's own passkeys. Adding and removing ask for a proof first, unless there was one just now. */
export function Passkeys() {
  const { t } = useTranslation();
  const { signIn } = useSession();
  const query = useQuery(passkeysQuery);
  const [act, setAct] = useState<Act | null>(null);
  const usable = passkeysUsable(signIn.passkeyOrigin);
  const close = (): void => setAct(null);
  if (signIn.requiredProvider !== null) return null;
  const add = usable ? (
    <Group mt="sm">
      <Button leftSection={<IconFingerprint size={14} aria-hidden />} onClick={() => setAct({ kind: 'add' })}>
        {t('passkeys.add')}
      </Button>
    </Group>
  ) : (
    <NotHere origin={signIn.passkeyOrigin} />
  );
  return (
    <Section title={t('passkeys.title')}>
      <QueryView query={query} compact>
        {({ items }) =>
          items.length === 0 ? (
            <div className={`t-card ${classes.form ?? ''}`}>
              <p className="t-2" style={{ margin: 0, fontSize: '0.8125rem' }}>
                {t('passkeys.intro')}
              </p>
              {add}
            </div>
          ) : (
            <div style={{ maxWidth: 900 }}>
              <PasskeyTable passkeys={items} onAct={setAct} />
              {add}
            </div>
          )
        }
      </QueryView>
      {act?.kind === 'add' && <AddDialog onClose={close} />}
      {act?.kind === 'rename' && <RenameDialog passkey={act.passkey} onClose={close} />}
      {act?.kind === 'remove' && <RemoveDialog passkey={act.passkey} onClose={close} />}
    </Section>
  );
}

/** Why there is no button. */
function NotHere({ origin }: { readonly origin: string | null }) {
  const { t } = useTranslation();
  const text =
    origin === null
      ? t('passkeys.noPlace')
      : origin === window.location.origin
        ? t('passkeys.noBrowser')
        : t('passkeys.wrongPlace', { origin });
  return (
    <p className="t-2" style={{ margin: '12px 0 0', fontSize: '0.8125rem' }}>
      {text}
    </p>
  );
}

function PasskeyTable({
  passkeys,
  onAct,
}: {
  readonly passkeys: readonly Passkey[];
  readonly onAct: (act: Act) => void;
}) {
  const { t } = useTranslation();
  return (
    <SimpleTable
      label={t('passkeys.title')}
      headers={[t('common.name'), t('passkeys.created'), t('passkeys.used')]}
      rows={passkeys}
      rowKey={(passkey) => passkey.id}
      cells={(passkey) => [
        <PasskeyName key="n" passkey={passkey} />,
        <Time key="c" iso={passkey.createdAt} />,
        passkey.lastUsedAt === null ? t('passkeys.never') : <Time key="u" iso={passkey.lastUsedAt} />,
      ]}
      actions={(passkey) => (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`${t('common.more')}: ${passkey.name}`}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onAct({ kind: 'rename', passkey })}>{t('passkeys.rename')}</Menu.Item>
            <Menu.Item color="red" onClick={() => onAct({ kind: 'remove', passkey })}>
              {t('common.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      actionsLabel={t('common.actions')}
    />
  );
}

/** Its name and what there is to know of it. */
export function PasskeyName({ passkey }: { readonly passkey: Passkey }) {
  const { t } = useTranslation();
  return (
    <div>
      <Group gap={8}>
        <strong style={{ fontWeight: 500, overflowWrap: 'anywhere' }}>{passkey.name}</strong>
        {passkey.synced && <ToneBadge tone="neutral">{t('passkeys.synced')}</ToneBadge>}
      </Group>
      {passkey.suspended && <ToneText tone="danger">{t('passkeys.suspended')}</ToneText>}
    </div>
  );
}

const needsProof = (error: Error | null): boolean =>
  error instanceof ApiError && error.code === 'proof_needed';

function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const add = useChange(addPasskey, stale);
  const submit = (): void =>
    add.mutate(name.trim(), {
      onSuccess: () => {
        notifyDone(t('passkeys.added'));
        onClose();
      },
    });
  if (needsProof(add.error)) return <ProofDialog onProved={submit} onClose={onClose} />;
  return (
    <FormDialog
      opened
      title={t('passkeys.add')}
      intro={t('passkeys.addText')}
      submitLabel={t('proof.submit')}
      busy={add.isPending}
      error={explained(add.error, t('passkeys.stopped'), t('passkeys.exists'))}
      disabled={name.trim() === ''}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={t('common.name')}
        description={t('passkeys.nameHint')}
        placeholder={t('passkeys.nameExample')}
        maxLength={160}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** What the browser throws, in words: stopped by the person, or the authenticator knows us already. */
function explained(error: Error | null, stopped: string, exists: string): Error | null {
  if (error === null || error instanceof ApiError) return error;
  const message = isStopped(error) ? stopped : error.name === 'InvalidStateError' ? exists : null;
  if (message === null) return error;
  return new ApiError({ status: 400, code: '', message, requestId: null, errors: [] });
}

function RenameDialog({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(passkey.name);
  const save = useChange(() => patch(`/passkeys/${passkey.id}`, { name: name.trim() }), stale);
  return (
    <FormDialog
      opened
      title={t('passkeys.rename')}
      submitLabel={t('common.save')}
      busy={save.isPending}
      error={save.error}
      disabled={name.trim() === '' || name.trim() === passkey.name}
      onSubmit={() => save.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextInput
        label={t('common.name')}
        maxLength={160}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function RemoveDialog({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const drop = useChange(() => remove(`/passkeys/${passkey.id}`), stale);
  const submit = (): void => drop.mutate(undefined, { onSuccess: onClose });
  if (needsProof(drop.error)) return <ProofDialog onProved={submit} onClose={onClose} />;
  return (
    <FormDialog
      opened
      danger
      title={t('passkeys.removeTitle', { name: passkey.name })}
      intro={t('passkeys.removeText')}
      submitLabel={t('common.remove')}
      busy={drop.isPending}
      error={drop.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {null}
    </FormDialog>
  );
}
