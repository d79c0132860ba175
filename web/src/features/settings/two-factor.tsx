import { Alert, Button, Group, PasswordInput, PinInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { disableTotp, enableTotp, sessionQuery, useSession, verifyTotp } from '../../api/session.ts';
import { CodeBlock } from '../../components/copy.tsx';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { Section } from '../../components/layout.tsx';
import { notifyDone } from '../../components/notify.ts';
import { QrCode } from '../../components/qr-code.tsx';
import classes from './settings.module.css';

/** A second step at sign-in: a code from an app (RFC 6238). */
export function TwoFactor() {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <Section title={t('twoFactor.title')}>
      <div className={`t-card ${classes.form ?? ''}`}>{user.twoFactorEnabled ? <TurnOff /> : <TurnOn />}</div>
    </Section>
  );
}

function TurnOn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const enable = useMutation({ mutationFn: enableTotp });
  const verify = useMutation({
    mutationFn: (value: string) => verifyTotp({ code: value, trustDevice: false }),
    onSuccess: () => {
      notifyDone(t('twoFactor.on'));
      return client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: () => setCode(''),
  });
  if (!enable.data) {
    return (
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enable.mutate(password);
        }}
      >
        <Stack gap="sm">
          <p className="t-2" style={{ margin: 0 }}>
            {t('twoFactor.intro')}
          </p>
          <PasswordInput
            label={t('profile.currentPassword')}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {enable.error && <ErrorNote error={enable.error} />}
          <Group>
            <Button type="submit" loading={enable.isPending} disabled={password === ''}>
              {t('twoFactor.turnOn')}
            </Button>
          </Group>
        </Stack>
      </form>
    );
  }
  const { totpURI, backupCodes } = enable.data;
  const secret = new URLSearchParams(totpURI.split('?')[1]).get('secret') ?? totpURI;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        verify.mutate(code);
      }}
    >
      <Stack gap="md">
        <p className="t-2" style={{ margin: 0 }}>
          {t('twoFactor.scan')}
        </p>
        <div className={classes.qr}>
          <QrCode text={totpURI} label={t('twoFactor.qr')} />
        </div>
        <CodeBlock label={t('twoFactor.secret')} text={secret} wrap />
        <Alert variant="light" color="yellow" p="sm">
          {t('twoFactor.backupText')}
        </Alert>
        <CodeBlock label={t('twoFactor.backup')} text={backupCodes.join('\n')} />
        <div>
          <div style={{ fontSize: '0.8125rem', fontWeight: 500, marginBottom: 4 }}>
            {t('twoFactor.enter')}
          </div>
          <PinInput
            length={6}
            type="number"
            oneTimeCode
            value={code}
            onChange={setCode}
            aria-label={t('auth.code')}
          />
        </div>
        {verify.error && <ErrorNote error={verify.error} />}
        <Group>
          <Button type="submit" loading={verify.isPending} disabled={code.length < 6}>
            {t('twoFactor.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function TurnOff() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const disable = useMutation({
    mutationFn: disableTotp,
    onSuccess: () => {
      notifyDone(t('twoFactor.off'));
      return client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        disable.mutate(password);
      }}
    >
      <Stack gap="sm">
        <p className="t-success" style={{ margin: 0 }}>
          {t('twoFactor.isOn')}
        </p>
        <PasswordInput
          label={t('profile.currentPassword')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {disable.error && <ErrorNote error={disable.error} />}
        <Group>
          <Button type="submit" variant="default" loading={disable.isPending} disabled={password === ''}>
            {t('twoFactor.turnOff')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
