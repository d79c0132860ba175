import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { useSession } from '../../api/session.ts';
import type { CompanyDetail } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Facts, Section } from '../../components/layout.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { languages } from '../../i18n/index.ts';
import { showFieldErrors } from '../../lib/draft.ts';
import { CompanyStorageSection } from '../storage/company-storage.tsx';
import { OffBoarding } from './off-boarding.tsx';
import { Projects } from './projects.tsx';
import classes from './company.module.css';

export function CompanyOverview({ company }: { readonly company: CompanyDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const format = useFormat();
  const [editing, setEditing] = useState(false);
  const tiles = [
    {
      key: 'openIncidents',
      link: (
        <Link to="/incidents" search={{ companyId: company.id }} className={classes.tile}>
          {format.number(company.counts.openIncidents)}
          <span>{t('companies.openIncidents')}</span>
        </Link>
      ),
    },
    {
      key: 'openFindings',
      link: (
        <Link to="/findings" search={{ companyId: company.id }} className={classes.tile}>
          {format.number(company.counts.openFindings)}
          <span>{t('companies.openFindings')}</span>
        </Link>
      ),
    },
    {
      key: 'sources',
      link: (
        <Link
          to="/companies/$companyId"
          params={{ companyId: company.id }}
          search={{ tab: 'sources' }}
          className={classes.tile}
        >
          {format.number(company.counts.sources)}
          <span>{t('companies.tab.sources')}</span>
        </Link>
      ),
    },
    {
      key: 'users',
      link: (
        <Link
          to="/companies/$companyId"
          params={{ companyId: company.id }}
          search={{ tab: 'users' }}
          className={classes.tile}
        >
          {format.number(company.counts.users)}
          <span>{t('companies.tab.users')}</span>
        </Link>
      ),
    },
  ];
  const mayWrite = session.isProvider && session.can('company:write');
  return (
    <div style={{ maxWidth: 900 }}>
      <div className={classes.tiles}>
        {tiles.map((tile) => (
          <div key={tile.key}>{tile.link}</div>
        ))}
      </div>
      <Section
        title={t('companies.facts')}
        actions={
          mayWrite && (
            <Button variant="default" onClick={() => setEditing(true)}>
              {t('common.edit')}
            </Button>
          )
        }
      >
        <div className="t-card" style={{ padding: 16 }}>
          <Facts
            items={[
              [
                t('companies.slug'),
                <span key="s" className="t-mono">
                  {company.slug}
                </span>,
              ],
              [
                t('common.language'),
                t(`language.${company.locale}` as 'language.en', { defaultValue: company.locale }),
              ],
              [
                t('common.id'),
                <span key="i" className="t-mono">
                  {company.id}
                </span>,
              ],
            ]}
          />
        </div>
      </Section>
      <CompanyStorageSection company={company} mayWrite={mayWrite} />
      <Projects companyId={company.id} mayWrite={session.can('company:write')} />
      {mayWrite && <OffBoarding company={company} />}
      {editing && <EditDialog company={company} onClose={() => setEditing(false)} />}
    </div>
  );
}

function EditDialog({ company, onClose }: { readonly company: CompanyDetail; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm<{ name: string; locale: string }>({
    initialValues: { name: company.name, locale: company.locale },
    validate: { name: (value) => (value.trim() === '' ? t('common.required') : null) },
  });
  const save = useChange(
    (values: typeof form.values) => patch(`/companies/${company.id}`, values),
    [['company']],
  );
  const submit = form.onSubmit((values) =>
    save.mutate(values, { onSuccess: onClose, onError: (error) => showFieldErrors(form, error) }),
  );
  return (
    <FormDialog
      opened
      title={t('companies.edit')}
      submitLabel={t('common.save')}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <TextInput data-autofocus label={t('common.name')} {...form.getInputProps('name')} />
      <Select
        label={t('companies.locale')}
        allowDeselect={false}
        data={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
        {...form.getInputProps('locale')}
      />
    </FormDialog>
  );
}
