import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { forgetUser, signOut, useSession } from '../api/session.ts';
import { useNotifyError } from '../components/notify.ts';
import { languages, readLanguage, setLanguage } from '../i18n/index.ts';
import classes from './shell.module.css';

const schemes = [
  { value: 'auto', icon: IconDeviceDesktop },
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
] as const;

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const notifyError = useNotifyError();
  return async () => {
    try {
      await signOut();
      await navigate({ to: '/sign-in' });
      forgetUser(client);
    } catch (error) {
      if (error instanceof Error) notifyError(error);
    }
  };
}

export function UserMenu({ onHelp }: { readonly onHelp: () => void }) {
  const { t, i18n } = useTranslation();
  const { user, roles } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useSignOut();
  const choose = (text: string): void => {
    const language = readLanguage(text);
    if (language) void setLanguage(language);
  };
  const initials = user.name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.slice(0, 1).toUpperCase())
    .join('');
  return (
    <Menu position="top-start" width={232}>
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <span className={classes.avatar} aria-hidden>
            {initials}
          </span>
          <span style={{ minWidth: 0 }}>
            <span className="t-ellipsis" style={{ display: 'block', fontSize: '0.8125rem', fontWeight: 500 }}>
              {user.name}
            </span>
            <span className={`${classes.brandSub ?? ''} t-ellipsis`} style={{ display: 'block' }}>
              {roles.map((role) => t(`role.${role}`)).join(', ')}
            </span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUserCircle size={16} />}>
          {t('nav.profile')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} rightSection={<kbd>?</kbd>} onClick={onHelp}>
          {t('shortcuts.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('nav.theme')}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(next) => setColorScheme(schemes.find((entry) => entry.value === next)?.value ?? 'auto')}
        >
          {schemes.map((scheme) => (
            <Menu.RadioItem key={scheme.value} value={scheme.value} rightSection={<scheme.icon size={16} />}>
              {t(`theme.${scheme.value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label>{t('nav.language')}</Menu.Label>
        <Menu.RadioGroup value={i18n.language} onChange={choose}>
          {languages.map((language) => (
            <Menu.RadioItem key={language} lang={language} value={language}>
              {t(`language.${language}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {t('nav.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
