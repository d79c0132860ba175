import { Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { acceptInvitation, invitationQuery, signIn } from '../../api/session.ts';
import type { PublicInvitation } from '../../api/types.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { ErrorState, LoadingBlock } from '../../components/states.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { AuthLayout } from './auth-layout.tsx';
import { ProviderButtons } from './other-ways.tsx';
import { leastPasswordLength } from './password-rule.ts';

export function InvitationPage() {
  const { t } = useTranslation();
  const { token } = useParams({ from: '/invitation/$token' });
  const invitation = useQuery(invitationQuery(token));
  if (invitation.data) return <AcceptForm token={token} invitation={invitation.data} />;
  const { error } = invitation;
  if (!error) return <LoadingBlock />;
  const gone = error instanceof ApiError && (error.status === 404 || error.status === 410);
  if (gone)
    return (
      <AuthLayout title={t('invitation.goneTitle')} intro={t('invitation.goneText')}>
        {null}
      </AuthLayout>
    );
  return (
    <main>
      <ErrorState error={error} onRetry={() => void invitation.refetch()} />
    </main>
  );
}

function AcceptForm({
  token,
  invitation,
}: {
  readonly token: string;
  readonly invitation: PublicInvitation;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name: '', password: '' },
    validate: {
      name: (value) => (value.trim() === '' ? t('common.required') : null),
      password: (value) =>
        value.length >= leastPasswordLength ? null : t('auth.passwordShort', { count: leastPasswordLength }),
    },
  });
  const submit = useMutation({
    mutationFn: async (values: typeof form.values) => {
      await acceptInvitation(token, values);
      await signIn({ email: invitation.email, password: values.password, rememberMe: true });
    },
    onSuccess: () => navigate({ to: '/' }),
  });
  const role = t(`role.${invitation.role}`);
  return (
    <AuthLayout
      title={t('invitation.title')}
      intro={t('invitation.introCompany', { role, company: invitation.companyName })}
      foot={t('invitation.until', { at: format.dateTime(invitation.expiresAt) })}
    >
      {invitation.identityProviders.length > 0 && (
        <Stack gap="sm" mb="sm">
          {!invitation.password && (
            <p className="t-2" style={{ margin: 0 }}>
              {t('invitation.providerOnly')}
            </p>
          )}
          <ProviderButtons providers={invitation.identityProviders} redirect={undefined} remember />
          {invitation.password && <Divider label={t('auth.or')} labelPosition="center" />}
        </Stack>
      )}
      {invitation.password && (
        <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
          <Stack gap="sm">
            <TextInput label={t('auth.email')} value={invitation.email} readOnly autoComplete="username" />
            <TextInput
              label={t('auth.yourName')}
              autoComplete="name"
              autoFocus
              {...form.getInputProps('name')}
            />
            <PasswordInput
              label={t('auth.password')}
              description={t('auth.passwordRule', { count: leastPasswordLength })}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
              {...form.getInputProps('password')}
            />
            {submit.error && <ErrorNote error={submit.error} />}
            <Button type="submit" size="sm" loading={submit.isPending}>
              {t('invitation.accept')}
            </Button>
          </Stack>
        </form>
      )}
    </AuthLayout>
  );
}
