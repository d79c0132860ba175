import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './today-page.module.css';

/** Shown until the first source exists: what to do so that something can happen here. */
export function FirstSteps() {
  const { t } = useTranslation();
  return (
    <section className={`t-card ${classes.card ?? ''}`} style={{ marginBottom: 16 }}>
      <div className={classes.cardHead}>
        <h2>{t('today.startTitle')}</h2>
      </div>
      <ol style={{ margin: '0 0 12px', paddingLeft: 20 }} className="t-2">
        <li>{t('today.start1')}</li>
        <li>{t('today.start2')}</li>
        <li>{t('today.start3')}</li>
      </ol>
      <Group>
        <Button component={Link} to="/companies">
          {t('today.startAction')}
        </Button>
      </Group>
    </section>
  );
}
