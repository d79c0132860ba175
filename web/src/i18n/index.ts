import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { en } from './en/index.ts';

export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

const languageKey = 'tocsin.language';

/** Each dictionary is a file of its own, loaded when its language is chosen. */
async function loadDictionary(language: Language): Promise<object> {
  switch (language) {
    case 'en':
      return (await import('./en/index.ts')).en;
    case 'ru':
      return (await import('./ru/index.ts')).ru;
  }
}

export const readLanguage = (text: string | null | undefined): Language | null =>
  languages.find((language) => text?.toLowerCase().startsWith(language)) ?? null;

/** The language of the last visit, else the browser's, else English. */
export async function startI18n(): Promise<i18n> {
  const language =
    readLanguage(localStorage.getItem(languageKey)) ?? readLanguage(navigator.language) ?? 'en';
  const instance = i18next.use(initReactI18next);
  await instance.init({
    lng: language,
    fallbackLng: language,
    resources: { [language]: { translation: await loadDictionary(language) } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
  return i18next;
}

/** Switches the language of the page and remembers it on this device. */
export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(languageKey, language);
  if (i18next.language === language) return;
  i18next.addResourceBundle(language, 'translation', await loadDictionary(language));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
