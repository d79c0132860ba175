import { Button, Checkbox, PasswordInput, PinInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { signIn, verifyBackupCode, verifyTotp } from '../../api/session.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { AuthLayout } from './auth-layout.tsx';
import { CompanyProviders, OtherWays } from './other-ways.tsx';
import { ProblemNote, SignInError } from './sign-in-problem.tsx';
import { usePasskeyAutofill } from './use-passkey-autofill.ts';

export function SignInPage() {
  const [step, setStep] = useState<'password' | 'code'>('password');
  const { redirect, problem } = useSearch({ from: '/sign-in' });
  const client = useQueryClient();
  const router = useRouter();
  const enter = async (): Promise<void> => {
    client.clear();
    await router.navigate({ href: redirect ?? '/', replace: true });
  };
  return step === 'password' ? (
    <PasswordStep redirect={redirect} problem={problem} onDone={enter} onCode={() => setStep('code')} />
  ) : (
    <CodeStep onDone={enter} onBack={() => setStep('password')} />
  );
}

function PasswordStep({
  redirect,
  problem,
  onDone,
  onCode,
}: {
  readonly redirect: string | undefined;
  readonly problem: string | undefined;
  readonly onDone: () => Promise<void>;
  readonly onCode: () => void;
}) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { email: '', password: '', rememberMe: true },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value) ? null : t('auth.emailNeeded')),
      password: (value) => (value === '' ? t('auth.passwordNeeded') : null),
    },
  });
  const submit = useMutation({
    mutationFn: signIn,
    onSuccess: async (result) => {
      if (result.twoFactorRedirect) onCode();
      else await onDone();
    },
  });
  const [autofillError, setAutofillError] = useState<Error | null>(null);
  const { email, rememberMe } = form.values;
  usePasskeyAutofill({ rememberMe, onDone, onError: setAutofillError });
  const error = submit.error ?? autofillError;
  return (
    <AuthLayout
      title={t('auth.signIn')}
      intro={t('auth.signInIntro')}
      foot={
        <Link to="/forgot-password" className="t-link">
          {t('auth.forgot')}
        </Link>
      }
    >
      {problem !== undefined && error === null && <ProblemNote code={problem} />}
      <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
        <Stack gap="sm">
          <TextInput
            type="email"
            label={t('auth.email')}
            autoComplete="username webauthn"
            autoFocus
            {...form.getInputProps('email')}
          />
          <CompanyProviders email={email} redirect={redirect} remember={rememberMe} />
          <PasswordInput
            label={t('auth.password')}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
            {...form.getInputProps('password')}
          />
          <Checkbox label={t('auth.remember')} {...form.getInputProps('rememberMe', { type: 'checkbox' })} />
          {error && <SignInError error={error} />}
          <Button type="submit" size="sm" loading={submit.isPending}>
            {t('auth.signIn')}
          </Button>
        </Stack>
      </form>
      <OtherWays redirect={redirect} remember={rememberMe} onDone={onDone} />
    </AuthLayout>
  );
}

function CodeStep({ onDone, onBack }: { readonly onDone: () => Promise<void>; readonly onBack: () => void }) {
  const { t } = useTranslation();
  const [backup, setBackup] = useState(false);
  const [code, setCode] = useState('');
  const [trustDevice, setTrustDevice] = useState(false);
  const submit = useMutation({
    mutationFn: (value: string) =>
      backup ? verifyBackupCode({ code: value.trim() }) : verifyTotp({ code: value, trustDevice }),
    onSuccess: onDone,
    onError: () => setCode(''),
  });
  return (
    <AuthLayout
      title={t('auth.codeTitle')}
      intro={backup ? t('auth.backupIntro') : t('auth.codeIntro')}
      foot={
        <button type="button" className="t-link" style={{ all: 'unset', cursor: 'pointer' }} onClick={onBack}>
          {t('auth.otherAccount')}
        </button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit.mutate(code);
        }}
      >
        <Stack gap="sm">
          {backup ? (
            <TextInput
              label={t('auth.backupCode')}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
              autoFocus
              autoComplete="one-time-code"
            />
          ) : (
            <PinInput
              length={6}
              type="number"
              oneTimeCode
              autoFocus
              value={code}
              onChange={setCode}
              onComplete={(value) => submit.mutate(value)}
              aria-label={t('auth.code')}
            />
          )}
          {!backup && (
            <Checkbox
              label={t('auth.trustDevice')}
              checked={trustDevice}
              onChange={(event) => setTrustDevice(event.currentTarget.checked)}
            />
          )}
          {submit.error && <ErrorNote error={signInError(submit.error, t('auth.codeWrong'))} />}
          <Button type="submit" size="sm" loading={submit.isPending} disabled={code.length < 6}>
            {t('auth.verify')}
          </Button>
          <Button
            variant="subtle"
            onClick={() => {
              setBackup((value) => !value);
              setCode('');
            }}
          >
            {backup ? t('auth.useApp') : t('auth.useBackup')}
          </Button>
        </Stack>
      </form>
    </AuthLayout>
  );
}

/** One sentence for every refused sign-in: it does not say whether the address exists. */
function signInError(error: Error, text: string): Error {
  if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 400)) return error;
  return new ApiError({
    status: error.status,
    code: error.code,
    message: text,
    requestId: error.requestId,
    errors: [],
  });
}
