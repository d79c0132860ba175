import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';

/** The button that ends a toast has no text of its own. */
const closing = () => ({ closeButtonProps: { 'aria-label': i18next.t('common.close') } });

export const notifyDone = (message: string): void => {
  notifications.show({ message, color: 'green', withBorder: true, autoClose: 4_000, ...closing() });
};

/** Shows a failed change as a toast, with its code. */
export function useNotifyError(): (error: Error) => void {
  const { t } = useTranslation();
  return (error) => {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    notifications.show({
      title: error.message || t('error.server'),
      message: code,
      color: 'red',
      withBorder: true,
      autoClose: 8_000,
      ...closing(),
    });
  };
}
