import { Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, post } from '../../api/client.ts';
import { useChange, useList } from '../../api/hooks.ts';
import type { Incident, IncidentStatus } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useDraftText } from '../../lib/draft.ts';
import { openIncidentStatuses } from './incident-status.ts';

const cancelReasons = ['false_positive', 'duplicate'] as const;
interface Move {
  readonly to: IncidentStatus;
  readonly reason?: string;
  readonly duplicateOf?: string;
}

/** Moves an incident on. Closing asks for a summary, cancelling for a reason. */
export function TransitionDialog(props: {
  readonly incident: Incident;
  readonly target: IncidentStatus;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { incident, target } = props;
  const [text, setText, clear] = useDraftText(
    `move.${incident.id}.${target}`,
    target === 'closed' ? (incident.summary ?? '') : '',
  );
  const [kind, setKind] = useState<string>('false_positive');
  const [duplicateOf, setDuplicateOf] = useState<string | null>(null);
  const closing = target === 'closed';
  const cancelling = target === 'cancelled';
  const duplicate = cancelling && kind === 'duplicate';
  const others = useList(
    ['incident', 'choices'],
    '/incidents',
    { status: openIncidentStatuses },
    { enabled: duplicate },
  );
  const move = useChange(
    async (body: Move) => {
      if (closing && text.trim() !== incident.summary)
        await patch(`/incidents/${incident.id}`, { summary: text.trim() });
      return post(`/incidents/${incident.id}/transition`, body);
    },
    [['incident'], ['finding'], ['overview']],
  );
  const body = (): Move => {
    if (duplicate && duplicateOf !== null) return { to: target, reason: kind, duplicateOf };
    if (cancelling) return { to: target, reason: kind };
    return closing || text.trim() === '' ? { to: target } : { to: target, reason: text.trim() };
  };
  return (
    <FormDialog
      opened
      title={t('incident.moveTo', { status: t(`incidentStatus.${target}`) })}
      intro={t(`incident.moveText.${target}`)}
      submitLabel={t('incident.move')}
      danger={cancelling}
      busy={move.isPending}
      error={move.error}
      disabled={(closing && text.trim() === '') || (duplicate && duplicateOf === null)}
      onSubmit={() =>
        move.mutate(body(), {
          onSuccess: () => {
            clear();
            props.onClose();
          },
        })
      }
      onClose={props.onClose}
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
          label={closing ? t('incident.closeSummary') : t('incident.reasonOptional')}
          description={closing ? t('incident.closeSummaryHint') : undefined}
          autosize
          minRows={closing ? 4 : 2}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {duplicate && (
        <Select
          searchable
          label={t('incident.duplicateOf')}
          nothingFoundMessage={t('common.nothingFound')}
          data={others.rows
            .filter((other) => other.id !== incident.id)
            .map((other) => ({ value: other.id, label: `${other.number} · ${other.title}` }))}
          value={duplicateOf}
          onChange={setDuplicateOf}
        />
      )}
    </FormDialog>
  );
}
