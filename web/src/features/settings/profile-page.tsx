import {
  Button,
  Group,
  PasswordInput,
  SegmentedControl,
  Stack,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../api/hooks.ts';
import { changePassword, saveProfile, useSession } from '../../api/session.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { PageBody, PageLayout, Section } from '../../components/layout.tsx';
import { notifyDone } from '../../components/notify.ts';
import { languages, readLanguage, setLanguage } from '../../i18n/index.ts';
import { useFormat, useZone } from '../../lib/use-format.ts';
import { zoneIsUtc } from '../../lib/time-range.ts';
import { AlertPreferenceSection } from './alert-preference.tsx';
import { leastPasswordLength } from '../auth/password-rule.ts';
import { OpenSessions } from './open-sessions.tsx';
import { Passkeys } from './passkeys.tsx';
import { TwoFactor } from './two-factor.tsx';
import classes from './settings.module.css';

const schemes = ['auto', 'light', 'dark'] as const;

export function ProfilePage() {
  const { t } = useTranslation();
  return (
    <PageLayout title={t('nav.profile')}>
      <PageBody>
        <Account />
        <Appearance />
        <AlertPreferenceSection />
        <Password />
        <Passkeys />
        <SecondStep />
        <OpenSessions />
      </PageBody>
    </PageLayout>
  );
}

/** A code is asked for after the password, so it is of no use without one. */
function SecondStep() {
  const { signIn } = useSession();
  return signIn.password ? <TwoFactor /> : null;
}

function Account() {
  const { t, i18n } = useTranslation();
  const { user } = useSession();
  const form = useForm({
    initialValues: { name: user.name },
    validate: { name: (value) => (value.trim() === '' ? t('common.required') : null) },
  });
  const save = useChange(saveProfile, [['session'], ['user']]);
  const choose = (value: string): void => {
    const language = readLanguage(value);
    if (!language) return;
    void setLanguage(language);
    save.mutate({ locale: language });
  };
  return (
    <Section title={t('profile.account')}>
      <form
        className={`t-card ${classes.form ?? ''}`}
        onSubmit={form.onSubmit(({ name }) =>
          save.mutate({ name: name.trim() }, { onSuccess: () => notifyDone(t('common.saved')) }),
        )}
      >
        <Stack gap="sm">
          <TextInput label={t('common.name')} autoComplete="name" {...form.getInputProps('name')} />
          <TextInput
            label={t('auth.email')}
            value={user.email}
            readOnly
            description={t('profile.emailHint')}
          />
          <div>
            <div id="language-label" style={{ fontSize: '0.8125rem', fontWeight: 500, marginBottom: 4 }}>
              {t('common.language')}
            </div>
            <SegmentedControl
              aria-labelledby="language-label"
              size="xs"
              value={i18n.language}
              onChange={choose}
              data={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
            />
          </div>
          {save.error && <ErrorNote error={save.error} />}
          <Group>
            <Button type="submit" loading={save.isPending} disabled={form.values.name.trim() === user.name}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Appearance() {
  const { t } = useTranslation();
  const format = useFormat();
  const [zone, setZone] = useZone();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title={t('profile.appearance')}>
      <div className={`t-card ${classes.form ?? ''}`}>
        <Stack gap="sm">
          <div>
            <div id="theme-label" style={{ fontSize: '0.8125rem', fontWeight: 500, marginBottom: 4 }}>
              {t('nav.theme')}
            </div>
            <SegmentedControl
              aria-labelledby="theme-label"
              size="xs"
              value={colorScheme}
              onChange={(value) => setColorScheme(schemes.find((entry) => entry === value) ?? 'auto')}
              data={schemes.map((value) => ({ value, label: t(`theme.${value}`) }))}
            />
          </div>
          <div>
            <div id="zone-label" style={{ fontSize: '0.8125rem', fontWeight: 500, marginBottom: 4 }}>
              {t('timeRange.zone')}
            </div>
            <SegmentedControl
              aria-labelledby="zone-label"
              size="xs"
              value={zone}
              onChange={(value) => setZone(zoneIsUtc(value))}
              data={[
                { value: 'local', label: t('timeRange.local') },
                { value: 'utc', label: 'UTC' },
              ]}
            />
            <div className="t-3" style={{ fontSize: '0.75rem', marginTop: 4 }}>
              {t('profile.zoneNow', { zone: format.zoneName })}
            </div>
          </div>
        </Stack>
      </div>
    </Section>
  );
}

function Password() {
  const { t } = useTranslation();
  const { signIn } = useSession();
  if (signIn.password) return <ChangePassword />;
  const { requiredProvider } = signIn;
  return (
    <Section title={t('profile.password')}>
      <div className={`t-card ${classes.form ?? ''}`}>
        <p className="t-2" style={{ margin: 0 }}>
          {requiredProvider === null
            ? t('profile.noPassword')
            : t('profile.providerOnly', { name: requiredProvider })}
        </p>
      </div>
    </Section>
  );
}

function ChangePassword() {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: {
      currentPassword: (value) => (value === '' ? t('common.required') : null),
      newPassword: (value) =>
        value.length >= leastPasswordLength ? null : t('auth.passwordShort', { count: leastPasswordLength }),
    },
  });
  const save = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      form.reset();
      notifyDone(t('profile.passwordChanged'));
    },
  });
  const eye = { 'aria-label': t('auth.showPassword') };
  return (
    <Section title={t('profile.password')}>
      <form
        className={`t-card ${classes.form ?? ''}`}
        noValidate
        onSubmit={form.onSubmit((values) => save.mutate(values))}
      >
        <Stack gap="sm">
          <PasswordInput
            label={t('profile.currentPassword')}
            autoComplete="current-password"
            visibilityToggleButtonProps={eye}
            {...form.getInputProps('currentPassword')}
          />
          <PasswordInput
            label={t('auth.newPassword')}
            description={t('auth.passwordRule', { count: leastPasswordLength })}
            autoComplete="new-password"
            visibilityToggleButtonProps={eye}
            {...form.getInputProps('newPassword')}
          />
          {save.error && <ErrorNote error={save.error} />}
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t('profile.changePassword')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
