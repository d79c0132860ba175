import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import i18next from 'i18next';

/** A toast that leads to what was made. */
export function tellMade(message: string, suppressionId: string, linkText: string): void {
  notifications.show({
    color: 'green',
    withBorder: true,
    autoClose: 6_000,
    closeButtonProps: { 'aria-label': i18next.t('common.close') },
    message: (
      <>
        {message}{' '}
        <Link
          className="t-link"
          style={{ textDecoration: 'underline' }}
          to="/suppressions/$suppressionId"
          params={{ suppressionId }}
        >
          {linkText}
        </Link>
      </>
    ),
  });
}
