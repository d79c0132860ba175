import { Button, VisuallyHidden } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/states.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <>
      <VisuallyHidden component="h1">{t('error.noPage')}</VisuallyHidden>
      <EmptyState
        icon={<IconMapPinOff size={20} stroke={1.6} />}
        title={t('error.noPage')}
        text={t('error.noPageText')}
        action={
          <Button component={Link} to="/" variant="default">
            {t('error.toStart')}
          </Button>
        }
      />
    </>
  );
}
