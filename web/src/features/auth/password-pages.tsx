import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { requestPasswordReset, resetPassword } from '../../api/session.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { AuthLayout } from './auth-layout.tsx';
import { leastPasswordLength } from './password-rule.ts';

export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (/^\S+@\S+$/.test(value) ? null : t('auth.emailNeeded')) },
  });
  const submit = useMutation({ mutationFn: requestPasswordReset });
  return (
    <AuthLayout
      title={t('auth.resetTitle')}
      intro={submit.isSuccess ? undefined : t('auth.resetIntro')}
      foot={<BackLink />}
    >
      {submit.isSuccess ? (
        <Alert color="green" variant="light" role="status">
          {t('auth.resetSent', { email: form.values.email })}
        </Alert>
      ) : (
        <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values.email))}>
          <Stack gap="sm">
            <TextInput
              type="email"
              label={t('auth.email')}
              autoComplete="username"
              autoFocus
              {...form.getInputProps('email')}
            />
            {submit.error && <ErrorNote error={submit.error} />}
            <Button type="submit" size="sm" loading={submit.isPending}>
              {t('auth.resetSend')}
            </Button>
          </Stack>
        </form>
      )}
    </AuthLayout>
  );
}

export function ResetPasswordPage() {
  const { t } = useTranslation();
  const { token, error } = useSearch({ from: '/reset-password' });
  const form = useForm({
    initialValues: { newPassword: '' },
    validate: {
      newPassword: (value) =>
        value.length >= leastPasswordLength ? null : t('auth.passwordShort', { count: leastPasswordLength }),
    },
  });
  const submit = useMutation({ mutationFn: resetPassword });
  if (token === undefined || error !== undefined) {
    return (
      <AuthLayout title={t('auth.resetTitle')} intro={t('auth.linkInvalid')} foot={<BackLink />}>
        <Button component={Link} to="/forgot-password" variant="default" size="sm" fullWidth>
          {t('auth.resetAgain')}
        </Button>
      </AuthLayout>
    );
  }
  if (submit.isSuccess) {
    return (
      <AuthLayout title={t('auth.resetDone')} intro={t('auth.resetDoneText')}>
        <Button component={Link} to="/sign-in" size="sm" fullWidth>
          {t('auth.signIn')}
        </Button>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title={t('auth.newPasswordTitle')}
      intro={t('auth.passwordRule', { count: leastPasswordLength })}
      foot={<BackLink />}
    >
      <form noValidate onSubmit={form.onSubmit((values) => submit.mutate({ ...values, token }))}>
        <Stack gap="sm">
          <PasswordInput
            label={t('auth.newPassword')}
            autoComplete="new-password"
            autoFocus
            visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
            {...form.getInputProps('newPassword')}
          />
          {submit.error && <ErrorNote error={submit.error} />}
          <Button type="submit" size="sm" loading={submit.isPending}>
            {t('auth.setPassword')}
          </Button>
        </Stack>
      </form>
    </AuthLayout>
  );
}

function BackLink() {
  const { t } = useTranslation();
  return (
    <Link to="/sign-in" className="t-link">
      {t('auth.backToSignIn')}
    </Link>
  );
}
