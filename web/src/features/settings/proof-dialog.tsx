import { Button, Divider, PasswordInput, Stack } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { passkeysUsable, proveByPasskey } from '../../api/passkeys.ts';
import { forgetUser, provePassword, sessionQuery, signOut, useSession } from '../../api/session.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { SignInError } from '../auth/sign-in-problem.tsx';

/** Asks once more who one is, by whatever the user has, before something that needs it. */
export function ProofDialog({
  onProved,
  onClose,
}: {
  readonly onProved: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { signIn } = useSession();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const proved = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    onProved();
  };
  const byPassword = useMutation({ mutationFn: provePassword, onSuccess: proved });
  const byPasskey = useMutation({ mutationFn: proveByPasskey, onSuccess: proved });
  const withPasskey = signIn.passkeys > 0 && passkeysUsable(signIn.passkeyOrigin);
  if (!signIn.password && !withPasskey) return <SignInAgain onClose={onClose} />;
  return (
    <FormDialog
      opened
      title={t('proof.title')}
      intro={t('proof.text')}
      submitLabel={signIn.password ? t('proof.submit') : t('proof.withPasskey')}
      busy={byPassword.isPending || (!signIn.password && byPasskey.isPending)}
      error={byPassword.error}
      disabled={signIn.password && password === ''}
      onSubmit={() => (signIn.password ? byPassword.mutate(password) : byPasskey.mutate())}
      onClose={onClose}
    >
      {signIn.password && (
        <PasswordInput
          label={t('profile.currentPassword')}
          autoComplete="current-password"
          data-autofocus
          visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
      {signIn.password && withPasskey && (
        <Stack gap="sm">
          <Divider label={t('auth.or')} labelPosition="center" />
          <Button
            variant="default"
            leftSection={<IconFingerprint size={16} aria-hidden />}
            loading={byPasskey.isPending}
            onClick={() => byPasskey.mutate()}
          >
            {t('proof.withPasskey')}
          </Button>
        </Stack>
      )}
      {byPasskey.error && <SignInError error={byPasskey.error} />}
    </FormDialog>
  );
}

/** Somebody who comes through an identity provider alone proves it by signing in there again. */
function SignInAgain({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: '/sign-in', search: { redirect: '/settings/profile' } });
      forgetUser(client);
    },
  });
  return (
    <FormDialog
      opened
      title={t('proof.title')}
      intro={t('proof.againText')}
      submitLabel={t('proof.again')}
      busy={leave.isPending}
      error={leave.error}
      onSubmit={() => leave.mutate()}
      onClose={onClose}
    >
      {null}
    </FormDialog>
  );
}
