import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconArrowUpRight, IconMaximize, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { findingQuery } from '../../api/resources.ts';
import type { Finding } from '../../api/types.ts';
import { SidePanel } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { SuppressMenu } from '../suppressions/suppress-menu.tsx';
import { FindingBody } from './finding-body.tsx';

type Decide = ((finding: Finding) => void) | undefined;

export function FindingPanel(props: {
  readonly id: string;
  readonly onClose: () => void;
  readonly onEscalate: Decide;
  readonly onDismiss: Decide;
}) {
  const { t } = useTranslation();
  const query = useQuery(findingQuery(props.id));
  return (
    <SidePanel
      title={
        query.data ? (
          <>
            <span className="t-mono t-3">{query.data.number}</span> {query.data.title}
          </>
        ) : (
          t('findings.one')
        )
      }
      label={t('findings.one')}
      onClose={props.onClose}
      actions={
        <Tooltip label={t('findings.openPage')}>
          <ActionIcon
            component={Link}
            to={`/findings/${props.id}`}
            variant="subtle"
            color="gray"
            aria-label={t('findings.openPage')}
          >
            <IconMaximize size={16} />
          </ActionIcon>
        </Tooltip>
      }
    >
      <QueryView query={query}>
        {(finding) => (
          <>
            <Group gap={8} align="start">
              <TriageButtons finding={finding} onEscalate={props.onEscalate} onDismiss={props.onDismiss} />
              <SuppressMenu finding={finding} />
            </Group>
            <FindingBody finding={finding} />
          </>
        )}
      </QueryView>
    </SidePanel>
  );
}

export function TriageButtons({
  finding,
  onEscalate,
  onDismiss,
}: {
  readonly finding: Finding;
  readonly onEscalate: Decide;
  readonly onDismiss: Decide;
}) {
  const { t } = useTranslation();
  if (finding.incidentId !== null) {
    return (
      <Button
        component={Link}
        to={`/incidents/${finding.incidentId}`}
        variant="default"
        leftSection={<IconArrowUpRight size={14} />}
        mb="md"
      >
        {t('findings.toIncident')}
      </Button>
    );
  }
  if (!onEscalate || !onDismiss || (finding.status !== 'new' && finding.status !== 'dismissed')) return null;
  return (
    <div style={{ display: 'flex', gap: 8, marginBottom: 16 }}>
      <Button
        leftSection={<IconArrowUpRight size={14} />}
        rightSection={<kbd>E</kbd>}
        onClick={() => onEscalate(finding)}
      >
        {t('findings.escalate')}
      </Button>
      {finding.status === 'new' && (
        <Button
          variant="default"
          leftSection={<IconX size={14} />}
          rightSection={<kbd className="t-3">X</kbd>}
          onClick={() => onDismiss(finding)}
        >
          {t('findings.dismiss')}
        </Button>
      )}
    </div>
  );
}
