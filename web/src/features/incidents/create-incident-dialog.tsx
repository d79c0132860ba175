import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { companyChoicesQuery } from '../../api/resources.ts';
import { severities, type Severity } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { showFieldErrors, useDraftForm } from '../../lib/draft.ts';

interface Values extends Record<string, unknown> {
  readonly title: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly companyIds: string[];
}
const initial: Values = { title: '', severity: 'medium', summary: '', companyIds: [] };

export function CreateIncidentDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const companies = useQuery({ ...companyChoicesQuery, enabled: opened });
  const { form, restored, clear } = useDraftForm<Values>('incident', initial, {
    title: (value) => (value.trim() === '' ? t('common.required') : null),
  });
  const create = useChange((values: Values) => post('/incidents', values), [['incident'], ['overview']]);
  const submit = form.onSubmit((values) =>
    create.mutate(values, {
      onSuccess: ({ id }) => {
        clear();
        onClose();
        void navigate({ to: '/incidents/$incidentId', params: { incidentId: id } });
      },
      onError: (error) => showFieldErrors(form, error),
    }),
  );
  return (
    <FormDialog
      opened={opened}
      title={t('incidents.create')}
      intro={t('incidents.createIntro')}
      submitLabel={t('incidents.createSubmit')}
      busy={create.isPending}
      error={create.error}
      restored={restored}
      onDiscard={clear}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <TextInput label={t('common.title')} data-autofocus {...form.getInputProps('title')} />
      <Select
        label={t('common.severity')}
        allowDeselect={false}
        data={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        {...form.getInputProps('severity')}
      />
      <MultiSelect
        label={t('incidents.affected')}
        searchable
        clearable
        data={companies.data?.items.map((company) => ({ value: company.id, label: company.name })) ?? []}
        {...form.getInputProps('companyIds')}
      />
      <Textarea label={t('incidents.summary')} autosize minRows={3} {...form.getInputProps('summary')} />
    </FormDialog>
  );
}
