import { IconClock, IconMail, IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ProviderContact } from '../../api/types.ts';
import classes from './tracking-page.module.css';

/** Whom to call: on a phone the number is one touch away. `about` goes into the mail's subject. */
export function ContactCard({
  contact,
  about,
}: {
  readonly contact: ProviderContact;
  readonly about?: string;
}) {
  const { t } = useTranslation();
  const subject = about === undefined ? '' : `?subject=${encodeURIComponent(about)}`;
  return (
    <section className={`t-card ${classes.card ?? ''}`} aria-labelledby="whom-to-call">
      <h2 id="whom-to-call">{t('tracking.contact')}</h2>
      <div dir="auto" className={classes.contactName}>
        {contact.name}
      </div>
      <ul className={classes.ways}>
        {contact.phone !== null && (
          <li>
            <IconPhone size={16} aria-hidden />
            <a className="t-link" href={`tel:${contact.phone.replace(/[^\d+]/g, '')}`}>
              {contact.phone}
            </a>
          </li>
        )}
        {contact.email !== null && (
          <li>
            <IconMail size={16} aria-hidden />
            <a className="t-link" href={`mailto:${contact.email}${subject}`}>
              {contact.email}
            </a>
          </li>
        )}
        {contact.hours !== null && (
          <li className="t-2">
            <IconClock size={16} aria-hidden />
            {contact.hours}
          </li>
        )}
      </ul>
    </section>
  );
}
