import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { projectsQuery } from '../../api/resources.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { QueryView } from '../../components/states.tsx';
import { showFieldErrors } from '../../lib/draft.ts';
import { slugOf, slugPattern } from './slug.ts';

/** A company's units; a source may belong to one. */
export function Projects({
  companyId,
  mayWrite,
}: {
  readonly companyId: string;
  readonly mayWrite: boolean;
}) {
  const { t } = useTranslation();
  const query = useQuery(projectsQuery(companyId));
  const [creating, setCreating] = useState(false);
  return (
    <Section
      title={t('projects.title')}
      actions={
        mayWrite && (
          <Button variant="default" onClick={() => setCreating(true)}>
            {t('projects.create')}
          </Button>
        )
      }
    >
      <div>
        <QueryView query={query} compact>
          {(data) =>
            data.items.length === 0 ? (
              <div className="t-3" style={{ fontSize: '0.8125rem' }}>
                {t('projects.empty')}
              </div>
            ) : (
              <SimpleTable
                label={t('projects.title')}
                headers={[t('common.name'), t('companies.slug')]}
                rows={data.items}
                rowKey={(project) => project.id}
                cells={(project) => [
                  project.name,
                  <span key="s" className="t-mono t-2">
                    {project.slug}
                  </span>,
                ]}
              />
            )
          }
        </QueryView>
      </div>
      {creating && <CreateProject companyId={companyId} onClose={() => setCreating(false)} />}
    </Section>
  );
}

function CreateProject({ companyId, onClose }: { readonly companyId: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { name: '', slug: '' },
    validate: {
      name: (value) => (value.trim() === '' ? t('common.required') : null),
      slug: (value) => (slugPattern.test(value) ? null : t('companies.slugRule')),
    },
  });
  const create = useChange(
    (values: typeof form.values) => post(`/companies/${companyId}/projects`, values),
    [['company', 'projects']],
  );
  const submit = form.onSubmit((values) =>
    create.mutate(values, { onSuccess: onClose, onError: (error) => showFieldErrors(form, error) }),
  );
  return (
    <FormDialog
      opened
      title={t('projects.create')}
      submitLabel={t('projects.create')}
      busy={create.isPending}
      error={create.error}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('common.name')}
        {...form.getInputProps('name')}
        onChange={(event) => {
          const next = event.currentTarget.value;
          if (form.values.slug === slugOf(form.values.name)) form.setFieldValue('slug', slugOf(next));
          form.setFieldValue('name', next);
        }}
      />
      <TextInput
        label={t('companies.slug')}
        description={t('companies.slugHint')}
        {...form.getInputProps('slug')}
      />
    </FormDialog>
  );
}
