import { Kbd, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { navigationFor } from './navigation.ts';

const queueKeys = [
  { keys: ['j'], what: 'next' },
  { keys: ['k'], what: 'previous' },
  { keys: ['Enter'], what: 'open' },
  { keys: ['Esc'], what: 'close' },
  { keys: ['e'], what: 'escalate' },
  { keys: ['x'], what: 'dismiss' },
  { keys: ['/'], what: 'search' },
] as const;

function Row({ keys, children }: { readonly keys: readonly string[]; readonly children: React.ReactNode }) {
  return (
    <tr>
      <td style={{ padding: '4px 24px 4px 0', whiteSpace: 'nowrap' }}>
        {keys.map((key) => (
          <Kbd key={key} mr={4}>
            {key}
          </Kbd>
        ))}
      </td>
      <td>{children}</td>
    </tr>
  );
}

export function ShortcutsDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const places = navigationFor(session)
    .flatMap((group) => group.items)
    .filter((item) => item.go !== undefined);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('shortcuts.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))', gap: 24 }}>
        <section>
          <h3>{t('shortcuts.anywhere')}</h3>
          <table>
            <tbody>
              <Row keys={['⌘ / Ctrl', 'K']}>{t('shortcuts.palette')}</Row>
              <Row keys={['?']}>{t('shortcuts.help')}</Row>
              {places.map((item) => (
                <Row key={item.key} keys={['g', item.go ?? '']}>
                  {t('shortcuts.goTo', { place: t(`nav.${item.key}`) })}
                </Row>
              ))}
            </tbody>
          </table>
        </section>
        <section>
          <h3>{t('shortcuts.lists')}</h3>
          <table>
            <tbody>
              {queueKeys.map((entry) => (
                <Row key={entry.what} keys={entry.keys}>
                  {t(`shortcuts.${entry.what}`)}
                </Row>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    </Modal>
  );
}
