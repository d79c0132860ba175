import { Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import type { Incident, IncidentStatus } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';

const cancelReasons = ['false_positive', 'duplicate'] as const;

/** Moves an incident on; cancelling asks why. */
export function TransitionDialog({
  incident,
  target,
  onClose,
}: {
  readonly incident: Incident;
  readonly target: IncidentStatus;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [kind, setKind] = useState<string>('false_positive');
  const move = useChange(
    (body: { readonly to: IncidentStatus; readonly reason?: string }) =>
      post<unknown>(`/incidents/${incident.id}/transition`, body),
    [['incident'], ['finding'], ['overview']],
  );
  const cancelling = target === 'cancelled';
  const text = reason.trim();
  const submit = (): void =>
    move.mutate(
      { to: target, ...(cancelling ? { reason: kind } : text === '' ? {} : { reason: text }) },
      { onSuccess: onClose },
    );
  return (
    <FormDialog
      opened
      title={t('incident.moveTo', { status: t(`incidentStatus.${target}`) })}
      intro={t(`incident.moveText.${target}`)}
      submitLabel={t('incident.move')}
      danger={cancelling}
      busy={move.isPending}
      error={move.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {cancelling ? (
        <Select
          label={t('common.reason')}
          allowDeselect={false}
          data={cancelReasons.map((value) => ({ value, label: t(`incident.cancelReason.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(value ?? 'false_positive')}
        />
      ) : (
        <Textarea
          data-autofocus
          label={t('incident.reasonOptional')}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  );
}
