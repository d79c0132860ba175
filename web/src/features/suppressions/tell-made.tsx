import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';

/** A toast that leads to what was made. */
export function tellMade(message: string, suppressionId: string, linkText: string): void {
  notifications.show({
    color: 'green',
    withBorder: true,
    autoClose: 6_000,
    message: (
      <>
        {message}{' '}
        <Link className="t-link" to="/suppressions/$suppressionId" params={{ suppressionId }}>
          {linkText}
        </Link>
      </>
    ),
  });
}
