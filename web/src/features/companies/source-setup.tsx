import { Alert, Button, Group, Modal, Stack, Tabs } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { intakeQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { NewSource } from '../../api/types.ts';
import { CodeBlock } from '../../components/copy.tsx';
import { curlSnippet, rsyslogSnippet } from './source-snippets.ts';

/** The token, shown this once, and lines ready to paste on the sending machine. */
export function SourceSetup({
  source,
  token,
  onClose,
}: {
  readonly source: NewSource;
  readonly token: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const intake = useQuery({ ...intakeQuery, enabled: session.can('source:read') });
  const { host, hostname, protocol } = window.location;
  const origin = `${protocol}//${host}`;
  const isKnown = source.addresses.length > 0 || source.certificateFingerprint !== null;
  const listeners = intake.data?.listeners ?? [];
  const order = ['relp', 'tcp', 'tls', 'udp'];
  const listener =
    order.flatMap((transport) =>
      listeners.filter((entry) => entry.transport.toLowerCase() === transport),
    )[0] ?? null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('sources.setupTitle', { name: source.name })}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md">
        <Alert variant="light" color="yellow" icon={<IconKey size={18} />} p="sm">
          {t('common.secretOnce')}
        </Alert>
        <CodeBlock label={t('sources.token')} text={token} wrap />
        <Tabs defaultValue={source.kind === 'syslog' ? 'rsyslog' : 'curl'}>
          <Tabs.List mb="sm">
            <Tabs.Tab value="rsyslog">rsyslog</Tabs.Tab>
            <Tabs.Tab value="curl">curl</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="rsyslog">
            <p className="t-2" style={{ margin: '0 0 8px' }}>
              {t('sources.rsyslogText')}
            </p>
            <CodeBlock
              label="/etc/rsyslog.d/60-tocsin.conf"
              text={rsyslogSnippet(hostname, listener, isKnown ? null : token)}
            />
          </Tabs.Panel>
          <Tabs.Panel value="curl">
            <p className="t-2" style={{ margin: '0 0 8px' }}>
              {t('sources.curlText')}
            </p>
            <CodeBlock label={t('sources.shell')} text={curlSnippet(origin, token)} />
          </Tabs.Panel>
        </Tabs>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('sources.saved')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
