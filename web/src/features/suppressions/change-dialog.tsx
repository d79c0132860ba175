import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import type { SuppressionDetail } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { notifyDone } from '../../components/notify.ts';

export type SuppressionStep = 'end' | 'disable' | 'enable';

/** Ends a suppression, or switches a filter off or on; says what follows, and asks why. */
export function ChangeDialog({
  suppression,
  step,
  onClose,
}: {
  readonly suppression: SuppressionDetail;
  readonly step: SuppressionStep;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const change = useChange(
    (why: string) => post(`/suppressions/${suppression.id}/${step}`, { reason: why }),
    [['suppression'], ['finding']],
  );
  return (
    <FormDialog
      opened
      title={t(`suppressions.steps.${step}.title`)}
      intro={t(`suppressions.steps.${step}.intro`, { title: suppression.title })}
      submitLabel={t(`suppressions.steps.${step}.submit`)}
      busy={change.isPending}
      error={change.error}
      disabled={reason.trim() === ''}
      onSubmit={() =>
        change.mutate(reason.trim(), {
          onSuccess: () => {
            notifyDone(t(`suppressions.steps.${step}.done`));
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <Textarea
        data-autofocus
        label={t('common.reason')}
        required
        autosize
        minRows={2}
        maxLength={2_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
