import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange, useList } from '../../api/hooks.ts';
import { useSession } from '../../api/session.ts';
import type { Company } from '../../api/types.ts';
import { DataTable } from '../../components/data-table.tsx';
import type { Column } from '../../components/table.ts';
import { SearchInput } from '../../components/filters.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { PageLayout, SplitView } from '../../components/layout.tsx';
import { EmptyState } from '../../components/states.tsx';
import { showFieldErrors, useDraftForm } from '../../lib/draft.ts';
import { languages } from '../../i18n/index.ts';
import { useListCursor } from '../../lib/list-cursor.ts';
import { slugOf, slugPattern } from './slug.ts';

export function CompaniesPage() {
  const { t } = useTranslation();
  const session = useSession();
  const search = useSearch({ from: '/app/companies' });
  const navigate = useNavigate({ from: '/companies' });
  const searchBox = useRef<HTMLInputElement>(null);
  const [creating, setCreating] = useState(false);
  const { hash } = useLocation();
  const list = useList(['company', 'list'], '/companies', { q: search.q, kind: 'customer' });
  const columns = useCompanyColumns();
  const open = (company: Company): void =>
    void navigate({ to: '/companies/$companyId', params: { companyId: company.id } });
  const cursorId = useListCursor(list.rows, { onOpen: open, onSearch: () => searchBox.current?.focus() });
  const create = session.can('company:write') && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => setCreating(true)}>
      {t('companies.create')}
    </Button>
  );
  return (
    <PageLayout
      fill
      title={t('nav.customers')}
      count={list.total}
      actions={create}
      toolbar={
        <SearchInput
          inputRef={searchBox}
          label={t('companies.search')}
          value={search.q}
          onChange={(q) => void navigate({ search: { q }, replace: true })}
        />
      }
    >
      <SplitView panel={null}>
        <DataTable
          name="companies"
          label={t('nav.customers')}
          columns={columns}
          list={list}
          cursorId={cursorId}
          onOpen={open}
          card={(row) => ({ title: row.name, meta: <span className="t-mono">{row.slug}</span> })}
          empty={
            search.q === undefined ? (
              <EmptyState title={t('companies.empty')} text={t('companies.emptyText')} action={create} />
            ) : (
              <EmptyState title={t('common.noMatches')} text={t('common.noMatchesText')} />
            )
          }
        />
      </SplitView>
      {session.can('company:write') && (
        <CreateCompanyDialog
          opened={creating || hash === 'new'}
          onClose={() => {
            setCreating(false);
            if (hash === 'new') void navigate({ search: (old) => old, replace: true });
          }}
        />
      )}
    </PageLayout>
  );
}

function useCompanyColumns(): readonly Column<Company>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('common.name'),
        width: 240,
        grow: 2,
        cell: (row) => (
          <Link
            className="t-quiet-link"
            style={{ fontWeight: 500 }}
            to="/companies/$companyId"
            params={{ companyId: row.id }}
          >
            {row.name}
          </Link>
        ),
      },
      {
        id: 'slug',
        header: t('companies.slug'),
        width: 180,
        grow: 1,
        drop: 3,
        cell: (row) => <span className="t-mono t-2">{row.slug}</span>,
      },
      {
        id: 'retention',
        header: t('companies.retention'),
        width: 180,
        drop: 1,
        cell: (row) =>
          row.retentionDays === null
            ? t('companies.retentionDefault')
            : t('companies.days', { count: row.retentionDays }),
      },
      {
        id: 'language',
        header: t('common.language'),
        width: 140,
        drop: 2,
        cell: (row) => t(`language.${row.locale}` as 'language.en', { defaultValue: row.locale }),
      },
    ],
    [t],
  );
}

interface Values extends Record<string, unknown> {
  readonly name: string;
  readonly slug: string;
  readonly retentionDays: number | '';
  readonly locale: string;
}

function CreateCompanyDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { form, restored, clear } = useDraftForm<Values>(
    'company',
    { name: '', slug: '', retentionDays: 365, locale: i18n.language },
    {
      name: (value) => (value.trim() === '' ? t('common.required') : null),
      slug: (value) => (slugPattern.test(value) ? null : t('companies.slugRule')),
    },
  );
  const create = useChange(
    (values: Values) =>
      post('/companies', {
        ...values,
        retentionDays: values.retentionDays === '' ? null : values.retentionDays,
      }),
    [['company']],
  );
  const submit = form.onSubmit((values) =>
    create.mutate(values, {
      onSuccess: (company) => {
        clear();
        onClose();
        void navigate({ to: '/companies/$companyId', params: { companyId: company.id } });
      },
      onError: (error) => showFieldErrors(form, error),
    }),
  );
  const name = form.getInputProps('name');
  return (
    <FormDialog
      opened={opened}
      title={t('companies.create')}
      submitLabel={t('companies.createSubmit')}
      busy={create.isPending}
      error={create.error}
      restored={restored}
      onDiscard={clear}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('common.name')}
        {...name}
        onChange={(event) => {
          const next = event.currentTarget.value;
          if (form.values.slug === slugOf(form.values.name)) form.setFieldValue('slug', slugOf(next));
          form.setFieldValue('name', next);
        }}
      />
      <TextInput
        label={t('companies.slug')}
        description={t('companies.slugHint')}
        className="t-mono"
        {...form.getInputProps('slug')}
      />
      <NumberInput
        label={t('companies.retentionLabel')}
        description={t('companies.retentionHint')}
        min={1}
        max={3650}
        allowDecimal={false}
        {...form.getInputProps('retentionDays')}
      />
      <Select
        label={t('companies.locale')}
        description={t('companies.localeHint')}
        allowDeselect={false}
        data={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
        {...form.getInputProps('locale')}
      />
    </FormDialog>
  );
}
