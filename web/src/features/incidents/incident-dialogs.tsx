import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { patch, post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import type { AffectedCompany, Incident } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { showFieldErrors, useDraftForm, useDraftText } from '../../lib/draft.ts';

interface Values extends Record<string, unknown> {
  readonly title: string;
  readonly summary: string;
}

export function EditIncidentDialog({
  incident,
  onClose,
}: {
  readonly incident: Incident;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { form, restored, clear } = useDraftForm<Values>(
    `incident.${incident.id}`,
    { title: incident.title, summary: incident.summary ?? '' },
    { title: (value) => (value.trim() === '' ? t('common.required') : null) },
  );
  const save = useChange(
    (values: Values) =>
      patch(`/incidents/${incident.id}`, {
        title: values.title.trim(),
        summary: values.summary.trim() === '' ? null : values.summary.trim(),
      }),
    [['incident']],
  );
  const submit = form.onSubmit((values) =>
    save.mutate(values, {
      onSuccess: () => {
        clear();
        onClose();
      },
      onError: (error) => showFieldErrors(form, error),
    }),
  );
  return (
    <FormDialog
      opened
      title={t('incident.edit')}
      submitLabel={t('common.save')}
      busy={save.isPending}
      error={save.error}
      restored={restored}
      onDiscard={clear}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <TextInput data-autofocus label={t('common.title')} {...form.getInputProps('title')} />
      <Textarea label={t('incidents.summary')} autosize minRows={4} {...form.getInputProps('summary')} />
    </FormDialog>
  );
}

export function ClearCompanyDialog(props: {
  readonly incidentId: string;
  readonly company: AffectedCompany;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason, forget] = useDraftText(`clear.${props.incidentId}.${props.company.id}`);
  const clear = useChange(
    (text: string) =>
      post(`/incidents/${props.incidentId}/companies/${props.company.id}/clear`, { reason: text }),
    [['incident'], ['obligation'], ['notice'], ['overview']],
  );
  return (
    <FormDialog
      opened
      danger
      title={t('incident.clear')}
      intro={t('incident.clearText', { company: props.company.name })}
      submitLabel={t('incident.clear')}
      busy={clear.isPending}
      error={clear.error}
      disabled={reason.trim() === ''}
      onSubmit={() =>
        clear.mutate(reason.trim(), {
          onSuccess: () => {
            forget();
            props.onClose();
          },
        })
      }
      onClose={props.onClose}
    >
      <Textarea
        data-autofocus
        label={t('common.reason')}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
