import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languages, setLanguage } from '../i18n/index.ts';

/** For pages without a user menu. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <span style={{ display: 'inline-flex', gap: 12 }} role="group" aria-label={t('nav.language')}>
      {languages.map((language) => (
        <UnstyledButton
          key={language}
          lang={language}
          fz="sm"
          aria-pressed={i18n.language === language}
          className={i18n.language === language ? undefined : 't-link'}
          onClick={() => void setLanguage(language)}
        >
          {t(`language.${language}`)}
        </UnstyledButton>
      ))}
    </span>
  );
}
