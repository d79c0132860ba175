import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { isStopped } from '../../api/passkeys.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';

/** What a refused sign-in means and what to do, by its code; the code is for whoever is asked for help. */
export function ProblemNote({ code }: { readonly code: string }) {
  const { t, i18n } = useTranslation();
  const known = i18n.exists(`signInProblem.${code}`);
  return (
    <Alert role="alert" color="red" variant="light" p="xs" mb="sm">
      {known ? t(`signInProblem.${code}` as 'signInProblem.other') : t('signInProblem.other')}
      <div className="t-mono t-3" style={{ fontSize: '0.75rem', marginTop: 4 }}>
        {code}
      </div>
    </Alert>
  );
}

/** A failed attempt on this page. What the person stopped is told calmly; what has no code is shown as it is. */
export function SignInError({ error }: { readonly error: Error }) {
  const { t, i18n } = useTranslation();
  if (isStopped(error)) {
    return (
      <p className="t-2" role="status" style={{ margin: 0, fontSize: '0.8125rem' }}>
        {t('signInProblem.passkey_stopped')}
      </p>
    );
  }
  const hasText = error instanceof ApiError && i18n.exists(`signInProblem.${error.code}`);
  return hasText ? <ProblemNote code={error.code} /> : <ErrorNote error={error} />;
}
