import { SegmentedControl, Select, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { projectsQuery } from '../../api/resources.ts';
import type { NewSource } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { showFieldErrors, useDraftForm } from '../../lib/draft.ts';

interface Values extends Record<string, unknown> {
  readonly name: string;
  readonly kind: NewSource['kind'];
  readonly projectId: string;
  readonly addresses: string[];
  readonly certificateFingerprint: string;
}
interface Made {
  readonly source: NewSource;
  readonly token: string;
}

export function CreateSourceDialog({
  companyId,
  onClose,
  onMade,
}: {
  readonly companyId: string;
  readonly onClose: () => void;
  readonly onMade: (made: Made) => void;
}) {
  const { t } = useTranslation();
  const projects = useQuery(projectsQuery(companyId));
  const { form, restored, clear } = useDraftForm<Values>(
    `source.${companyId}`,
    { name: '', kind: 'syslog', projectId: '', addresses: [], certificateFingerprint: '' },
    { name: (value) => (value.trim() === '' ? t('common.required') : null) },
  );
  const create = useChange(
    (values: Values) =>
      post('/sources', {
        companyId,
        name: values.name.trim(),
        kind: values.kind,
        projectId: values.projectId === '' ? null : values.projectId,
        addresses: values.addresses,
        certificateFingerprint: values.certificateFingerprint === '' ? null : values.certificateFingerprint,
      }),
    [['source'], ['company'], ['overview']],
  );
  const submit = form.onSubmit((values) =>
    create.mutate(values, {
      onSuccess: (made) => {
        clear();
        onMade(made);
      },
      onError: (error) => showFieldErrors(form, error),
    }),
  );
  const projectChoices = (projects.data?.items ?? []).map((project) => ({
    value: project.id,
    label: project.name,
  }));
  return (
    <FormDialog
      opened
      title={t('sources.create')}
      submitLabel={t('sources.create')}
      busy={create.isPending}
      error={create.error}
      restored={restored}
      onDiscard={clear}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <SegmentedControl
        aria-label={t('sources.kind')}
        data={[
          { value: 'syslog', label: t('sources.kinds.syslog') },
          { value: 'http', label: t('sources.kinds.http') },
        ]}
        {...form.getInputProps('kind')}
      />
      <TextInput
        data-autofocus
        label={t('common.name')}
        placeholder="web-01"
        {...form.getInputProps('name')}
      />
      {projectChoices.length > 0 && (
        <Select
          label={t('sources.project')}
          data={[{ value: '', label: t('sources.noProject') }, ...projectChoices]}
          allowDeselect={false}
          {...form.getInputProps('projectId')}
        />
      )}
      <TagsInput
        label={t('sources.addresses')}
        description={
          form.values.kind === 'syslog' ? t('sources.addressesHint') : t('sources.addressesHttpHint')
        }
        placeholder="203.0.113.0/24"
        splitChars={[',', ' ']}
        {...form.getInputProps('addresses')}
      />
      {form.values.kind === 'syslog' && (
        <TextInput
          label={t('sources.fingerprint')}
          description={t('sources.fingerprintHint')}
          placeholder="SHA256:…"
          {...form.getInputProps('certificateFingerprint')}
        />
      )}
    </FormDialog>
  );
}
