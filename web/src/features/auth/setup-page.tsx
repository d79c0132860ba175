import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/client.ts';
import { finishSetup, setupQuery, signIn } from '../../api/session.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { ErrorState, LoadingBlock } from '../../components/states.tsx';
import { showFieldErrors } from '../../lib/draft.ts';
import { AuthLayout } from './auth-layout.tsx';
import { leastPasswordLength } from './password-rule.ts';

/** Opened once, from the link that the server prints: makes the provider and its first administrator. */
export function SetupPage() {
  const { t } = useTranslation();
  const { token = '' } = useSearch({ from: '/setup' });
  const setup = useQuery(setupQuery(token));
  if (setup.error)
    return (
      <main>
        <ErrorState error={setup.error} onRetry={() => void setup.refetch()} />
      </main>
    );
  if (!setup.data) return <LoadingBlock />;
  switch (setup.data.state) {
    case 'open':
      return <SetupForm token={token} />;
    case 'done':
      return (
        <AuthLayout title={t('setup.doneTitle')} intro={t('setup.doneText')}>
          <Button component={Link} to="/sign-in" size="sm" fullWidth>
            {t('auth.signIn')}
          </Button>
        </AuthLayout>
      );
    case 'invalid':
      return (
        <AuthLayout title={t('setup.invalidTitle')} intro={t('setup.invalidText')}>
          {null}
        </AuthLayout>
      );
  }
}

function SetupForm({ token }: { readonly token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { providerName: '', name: '', email: '', password: '' },
    validate: {
      providerName: (value) => (value.trim() === '' ? t('common.required') : null),
      name: (value) => (value.trim() === '' ? t('common.required') : null),
      email: (value) => (/^\S+@\S+$/.test(value) ? null : t('auth.emailNeeded')),
      password: (value) =>
        value.length >= leastPasswordLength ? null : t('auth.passwordShort', { count: leastPasswordLength }),
    },
  });
  const submit = useMutation({
    mutationFn: async (values: typeof form.values) => {
      await finishSetup({ ...values, token });
      await signIn({ email: values.email, password: values.password, rememberMe: true });
    },
    onSuccess: () => navigate({ to: '/' }),
    onError: (error: ApiError) => showFieldErrors(form, error),
  });
  return (
    <AuthLayout title={t('setup.title')} intro={t('setup.intro')}>
      <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
        <Stack gap="sm">
          <TextInput
            label={t('setup.providerName')}
            description={t('setup.providerHint')}
            autoFocus
            {...form.getInputProps('providerName')}
          />
          <TextInput label={t('auth.yourName')} autoComplete="name" {...form.getInputProps('name')} />
          <TextInput
            type="email"
            label={t('auth.email')}
            autoComplete="username"
            {...form.getInputProps('email')}
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
            {t('setup.finish')}
          </Button>
        </Stack>
      </form>
    </AuthLayout>
  );
}
