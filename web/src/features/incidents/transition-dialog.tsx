import { Select, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
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
  readonly target: IncidentStatus | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<IncidentStatus>('triaged');
  const [reason, setReason] = useState('');
  const [kind, setKind] = useState<string>('false_positive');
  const move = useChange(
    (body: { readonly to: IncidentStatus; readonly reason?: string }) =>
      post<unknown>(`/incidents/${incident.id}/transition`, body),
    [['incident'], ['finding'], ['overview']],
  );
  const { reset } = move;
  useEffect(() => {
    if (target === null) return;
    setShown(target);
    setReason('');
    reset();
  }, [target, reset]);
  const cancelling = shown === 'cancelled';
  const text = reason.trim();
  const submit = (): void =>
    move.mutate(
      { to: shown, ...(cancelling ? { reason: kind } : text === '' ? {} : { reason: text }) },
      { onSuccess: onClose },
    );
  return (
    <FormDialog
      opened={target !== null}
      title={t('incident.moveTo', { status: t(`incidentStatus.${shown}`) })}
      intro={t(`incident.moveText.${shown}`)}
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
