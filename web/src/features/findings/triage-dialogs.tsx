import { Button, Group, SegmentedControl, Select, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange, useList } from '../../api/hooks.ts';
import { severities, type Finding, type Severity, type TriageDecision } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useDraftText } from '../../lib/draft.ts';
import { openIncidentStatuses } from '../incidents/incident-status.ts';

interface DialogProps {
  readonly finding: Finding;
  readonly onDone: (finding: Finding, incidentId: string | null) => void;
  readonly onClose: () => void;
}

const useTriage = (id: string) =>
  useChange(
    (decision: TriageDecision) => post(`/findings/${id}/triage`, decision),
    [['finding'], ['incident'], ['overview']],
  );

/** Makes an incident of a finding, or adds it to one that is already open. */
export function EscalateDialog({ finding, onDone, onClose }: DialogProps) {
  const { t } = useTranslation();
  const triage = useTriage(finding.id);
  const [mode, setMode] = useState('incident');
  const [severity, setSeverity] = useState<Severity>(finding.severity);
  const [incidentId, setIncidentId] = useState<string | null>(null);
  const incidents = useList(
    ['incident', 'choices'],
    '/incidents',
    { status: openIncidentStatuses },
    { enabled: mode === 'attach' },
  );
  const submit = (): void => {
    const decision: TriageDecision | null =
      mode === 'incident'
        ? { decision: 'incident', severity }
        : incidentId === null
          ? null
          : { decision: 'attach', incidentId };
    if (!decision) return;
    triage.mutate(decision, {
      onSuccess: (result) => {
        announce(
          t('findings.escalated', { number: finding.number }),
          result.incidentId,
          t('findings.toIncident'),
        );
        onDone(finding, result.incidentId);
      },
    });
  };
  return (
    <FormDialog
      opened
      title={t('findings.escalateTitle', { number: finding.number })}
      intro={finding.title}
      submitLabel={mode === 'incident' ? t('findings.escalate') : t('findings.attach')}
      busy={triage.isPending}
      error={triage.error}
      disabled={mode === 'attach' && incidentId === null}
      onSubmit={submit}
      onClose={onClose}
    >
      <SegmentedControl
        value={mode}
        onChange={setMode}
        aria-label={t('findings.escalate')}
        data={[
          { value: 'incident', label: t('findings.newIncident') },
          { value: 'attach', label: t('findings.existing') },
        ]}
      />
      {mode === 'incident' ? (
        <Select
          data-autofocus
          label={t('common.severity')}
          allowDeselect={false}
          data={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
          value={severity}
          onChange={(value) => setSeverity(severities.find((entry) => entry === value) ?? finding.severity)}
        />
      ) : (
        <Select
          data-autofocus
          searchable
          label={t('findings.whichIncident')}
          nothingFoundMessage={t('common.nothingFound')}
          data={incidents.rows.map((incident) => ({
            value: incident.id,
            label: `${incident.number} · ${incident.title}`,
          }))}
          value={incidentId}
          onChange={setIncidentId}
        />
      )}
      <div className="t-3" style={{ fontSize: '0.75rem' }}>
        {mode === 'incident' ? t('findings.escalateHint') : t('findings.attachHint')}
      </div>
    </FormDialog>
  );
}

/** Closes a finding with a reason that stays on record. */
export function DismissDialog({ finding, onDone, onClose }: DialogProps) {
  const { t } = useTranslation();
  const triage = useTriage(finding.id);
  const [reason, setReason, forget] = useDraftText(`dismiss.${finding.id}`);
  const text = reason.trim();
  const usual = ['usualTest', 'usualKnown', 'usualFalse'] as const;
  return (
    <FormDialog
      opened
      title={t('findings.dismissTitle', { number: finding.number })}
      intro={finding.title}
      submitLabel={t('findings.dismiss')}
      busy={triage.isPending}
      error={triage.error}
      disabled={text === ''}
      onSubmit={() =>
        triage.mutate(
          { decision: 'dismiss', reason: text },
          {
            onSuccess: () => {
              forget();
              announce(t('findings.dismissed', { number: finding.number }), null, '');
              onDone(finding, null);
            },
          },
        )
      }
      onClose={onClose}
    >
      <Textarea
        data-autofocus
        label={t('common.reason')}
        description={t('findings.dismissHint')}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap={8}>
        {usual.map((key) => (
          <Button
            key={key}
            size="compact-xs"
            variant="default"
            onClick={() => setReason(t(`findings.${key}`))}
          >
            {t(`findings.${key}`)}
          </Button>
        ))}
      </Group>
    </FormDialog>
  );
}

function announce(message: string, incidentId: string | null, linkText: string): void {
  notifications.show({
    color: 'green',
    withBorder: true,
    autoClose: 6_000,
    message:
      incidentId === null ? (
        message
      ) : (
        <>
          {message}{' '}
          <Link className="t-link" to="/incidents/$incidentId" params={{ incidentId }}>
            {linkText}
          </Link>
        </>
      ),
  });
}
